"""What only the order of rows says: a changed owner, a start and its end, the owner at a time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from streams.tabular.fields import Value


class Change(NamedTuple):
    """Row `row` of the rule's rows makes `new` the owner after `previous` (None: unknown, or the pool)."""

    row: int
    previous: str | None
    new: str | None


def epoch_seconds(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time."""
    return datetime.fromisoformat(text).timestamp()


def owner_changes(
    customers: Sequence[Value], times: Sequence[Value], owners: Sequence[Value], *, release_on_empty: bool
) -> list[Change]:
    """Rows at which the owner differs from the customer's row before, by time and then by the order of rows.

    >>> owner_changes(["c"] * 3, ["2026-03-01T00:00:00Z"] * 3, ["amy", "amy", "bo"], release_on_empty=False)
    [Change(row=0, previous=None, new='amy'), Change(row=2, previous='amy', new='bo')]

    Rows without a customer or time are passed over; an empty owner too, unless it releases the customer.
    """
    rows = [
        (str(customer), epoch_seconds(str(time)), index)
        for index, (customer, time) in enumerate(zip(customers, times, strict=True))
        if customer is not None and time is not None and (owners[index] is not None or release_on_empty)
    ]
    rows.sort()
    found: list[Change] = []
    last_customer, last_owner = "", None
    for customer, _, index in rows:
        owner = owners[index]
        new = None if owner is None else str(owner)
        if customer != last_customer:
            last_customer, last_owner = customer, None
        if new != last_owner:
            found.append(Change(index, last_owner, new))
            last_owner = new
    return found


class Paired(NamedTuple):
    """Of the rows of a rule: the index of each start, and its seconds until the end (None: longer than believed)."""

    starts: list[int]
    seconds: list[int | float | None]
    without_end: int
    too_long: int


def pair_rows(
    groups: Sequence[tuple[str, ...]],
    marks: Sequence[str],
    times: Sequence[Value],
    start: str,
    end: str,
    longest_seconds: int | None,
) -> Paired:
    """Each start whose next row of the same group (by time, then by row) is an end, with the seconds between them.

    >>> t = ["2026-03-01T09:00:00Z", "2026-03-01T09:00:30Z"]
    >>> pair_rows([("c",), ("c",)], ["START", "COMPLETE"], t, "START", "COMPLETE", None).seconds
    [30]
    """
    frame = pd.DataFrame(
        {
            "group": _numbers(groups),
            "mark": list(marks),
            "at": [epoch_seconds(str(time)) if time is not None else float("nan") for time in times],
        }
    ).dropna(subset=["at"])
    frame = frame[frame["mark"].isin([start, end])].sort_values(["group", "at"], kind="stable")
    following = frame.groupby("group", sort=False)[["mark", "at"]].shift(-1)
    begins = frame["mark"] == start
    ended = begins & (following["mark"] == end)
    lengths = (following["at"] - frame["at"])[ended].sort_index()
    seconds = [_seconds(length, longest_seconds) for length in lengths]
    too_long = sum(value is None for value in seconds)
    return Paired([int(index) for index in lengths.index], seconds, int(begins.sum() - ended.sum()), too_long)


def _numbers(groups: Sequence[tuple[str, ...]]) -> list[int]:
    """A number for each different group, in the order of first appearance."""
    known: dict[tuple[str, ...], int] = {}
    return [known.setdefault(group, len(known)) for group in groups]


def _seconds(length: float, longest: int | None) -> int | float | None:
    if longest is not None and length > longest:
        return None
    value = round(length, 3)
    return int(value) if value.is_integer() else value


class OwnerHistory:
    """Who owned a customer when, from the ownership changes of an import."""

    def __init__(self, changes: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        """`changes`: customer, RFC 3339 time, previous and new owner (None: unknown; the pool), in any order."""
        rows: dict[str, list[tuple[float, int, str | None, str | None]]] = defaultdict(list)
        for number, (customer, time, previous, new) in enumerate(changes):
            rows[customer].append((epoch_seconds(time), number, previous, new))
        self._rows = {customer: sorted(history, key=lambda row: row[:2]) for customer, history in rows.items()}

    def owner_at(self, customer: str, time: str) -> str | None:
        """The owner just after everything that happened up to that time (a change at the same time comes first).

        Before the first known change it is the previous owner that this change names.
        """
        history = self._rows.get(customer)
        if not history:
            return None
        place = bisect_right(history, epoch_seconds(time), key=lambda row: row[0])
        return history[place - 1][3] if place else history[0][2]


def owner_history(changes: Iterable[Mapping[str, Value]]) -> OwnerHistory:
    """The history that ownership-change events tell (fields by name)."""
    return OwnerHistory(
        (
            str(event["customer_id"]),
            str(event["occurred_at"]),
            _text_or_none(event.get("previous_owner_id")),
            _text_or_none(event.get("new_owner_id")),
        )
        for event in changes
    )


def _text_or_none(value: Value) -> str | None:
    return None if value is None else str(value)
