"""A folder of results: what it was made from, and its records, streamed."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from detector.errors import InputError, UsageError
from detector.events import TOPICS
from detector.outputs import Alert, Assessment, Credit
from streams.customer import close_ids
from streams.lines import read_lines

_T = TypeVar("_T")


class Origin(NamedTuple):
    """Where a story can come from. `input_dir`: None where the events cannot be read any more.

    `result_dir`: None for a folder of events. `input_named`: the input as the result names it. `digest`: of its rules.
    `called`: what people know it by, where the folders are only made for a while.
    """

    input_dir: Path | None
    result_dir: Path | None
    input_named: str
    digest: str
    called: str = ""

    def name_of(self, folder: Path) -> str:
        """What messages call one of the folders."""
        return self.called or str(folder)


class _Summary(msgspec.Struct):
    input: str = ""
    rules_digest: str = ""


class _Head(msgspec.Struct):
    """The fields of a record that say whether it is worth decoding whole."""

    order_id: str | None = None
    customer_id: str | None = None
    assessment_id: str | None = None
    case_id: str | None = None
    outcome: str = ""


def find_origin(folder: Path) -> Origin:
    """Tell a folder of results (it has a summary.json) from one of events. Raises InputError where it is neither."""
    summary_path = folder / "summary.json"
    if summary_path.is_file():
        try:
            summary = msgspec.json.decode(summary_path.read_bytes(), type=_Summary)
        except msgspec.DecodeError as error:
            message = f"{summary_path}: {error}; expected the file that `transferwatch replay` writes"
            raise InputError(message) from None
        return Origin(_existing_input(folder, summary.input), folder, summary.input, summary.rules_digest)
    if not folder.is_dir():
        message = f"{folder}: is no folder; expected the results of `transferwatch replay`, or a folder of events"
        raise InputError(message)
    if not _has_events(folder):
        message = f"{folder}: has neither a summary.json nor events such as orders.ndjson"
        raise InputError(message)
    return Origin(folder, None, str(folder), "")


def _existing_input(result_dir: Path, named: str) -> Path | None:
    """The input folder by its path as given then, from here or from beside the results."""
    candidates = [Path(named), result_dir.parent / named] if named else []
    return next((path for path in candidates if _has_events(path)), None)


def _has_events(folder: Path) -> bool:
    return folder.is_dir() and any((folder / topic.file).is_file() for topic in TOPICS)


def _records(path: Path, kind: type[_T], wanted: Callable[[_Head], bool]) -> Iterator[_T]:
    if not path.is_file():
        message = f"{path}: is missing; run `transferwatch replay` again"
        raise InputError(message)
    head, whole = msgspec.json.Decoder(_Head).decode, msgspec.json.Decoder(kind).decode
    for line in read_lines(path):
        try:
            if wanted(head(line.value)):
                yield whole(line.value)
        except (msgspec.DecodeError, RecursionError) as error:
            message = f"{path}, line {line.number}: {error}; run `transferwatch replay` again"
            raise InputError(message) from None


def order_assessments(result_dir: Path, outcomes: frozenset[str] | None = None) -> Iterator[Assessment]:
    """The assessments of orders, of some outcomes or of all. Raises InputError naming file and line."""
    path = result_dir / "assessments.ndjson"
    return _records(
        path, Assessment, lambda head: bool(head.order_id) and (outcomes is None or head.outcome in outcomes)
    )


def ledgers(result_dir: Path) -> Iterator[tuple[tuple[str, str], list[Credit]]]:
    """((customer, order), entries) for each order with any; a replay writes an order's entries together."""
    entries = _records(result_dir / "credits.ndjson", Credit, lambda head: True)
    for key, group in groupby(entries, key=lambda entry: (entry.customer_id, entry.order_id)):
        yield key, list(group)


def stored_orders(result_dir: Path, order_id: str) -> list[Assessment]:
    """The stored assessments of an order id, one per customer, by customer."""
    path = result_dir / "assessments.ndjson"
    return sorted(_records(path, Assessment, lambda head: head.order_id == order_id), key=lambda item: item.customer_id)


def stored_case(result_dir: Path, case_id: str) -> list[Assessment]:
    """The stored assessments that alerts of a case speak of."""
    alerts = _records(result_dir / "alerts.ndjson", Alert, lambda head: head.case_id == case_id)
    named = {(alert.customer_id, alert.assessment_id) for alert in alerts}
    path = result_dir / "assessments.ndjson"
    return list(_records(path, Assessment, lambda head: (head.customer_id, head.assessment_id) in named))


def stored_ledger(result_dir: Path, customer_id: str, order_id: str) -> list[Credit]:
    """The stored entries of one order."""
    path = result_dir / "credits.ndjson"
    return list(_records(path, Credit, lambda head: (head.customer_id, head.order_id) == (customer_id, order_id)))


def no_such_order(result_dir: Path, order_id: str) -> UsageError:
    """The error for an unknown order id, with close ones."""
    near = close_ids(order_id, (item.order_id or "" for item in order_assessments(result_dir)))
    message = f"order {order_id!r} is not in {result_dir}{near}"
    return UsageError(message)
