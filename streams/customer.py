"""One customer of a folder: reads that customer's events with their words, and the people, and nothing else."""

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from detector.decode import Unusable, decode_event
from detector.errors import UsageError
from detector.events import CUSTOMER_TOPICS, TOPICS, Event, Name, Topic
from detector.instant import parse_instant
from detector.text import hash64
from detector.words import TextRules
from streams.folder import find_files
from streams.intake import Intake, Source
from streams.lines import Line, lines_with, read_lines

CLOSE_IDS = 500_000
"""Among so many ids close ones are looked for; more would take too long for a hint."""


class CustomerEvents(NamedTuple):
    """A customer's events, taken in as always, and as written: `records` by (topic name, hash of the event id)."""

    customer_id: str
    intake: Intake
    records: Mapping[tuple[str, int], Event]

    def record(self, topic: str, event_id: str) -> Event | None:
        """An event as written, by its id."""
        return self.records.get((topic, hash64(event_id.encode())))


class _Ids(msgspec.Struct):
    """The ids that say whether a line is worth decoding."""

    customer_id: str | None = None
    order_id: str | None = None
    event_id: str | None = None
    subject_id: str | None = None


_decode_ids = msgspec.json.Decoder(_Ids).decode


def _ids_of(line: bytes) -> _Ids | None:
    try:
        return _decode_ids(line)
    except (msgspec.DecodeError, RecursionError):
        return None


def _mentioning(path: Path, wanted: str) -> Iterator[Line]:
    """The lines that may name an id: those with its bytes, and those with an escape, behind which it may hide."""
    needle = json.dumps(wanted, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
    return lines_with(path, needle, b"\\")


def read_customer(folder: Path, customer_id: str, text_rules: TextRules, added: bytes | None = None) -> CustomerEvents:
    """Take in a customer's events and everybody's history. Raises InputError where the folder has no events at all.

    `added`: one more decision, as if it stood at the end of its file. A line that cannot be decoded but names the
    customer goes to the intake's dead letters, as in a replay.
    """
    files = find_files(folder)
    intake = Intake(text_rules)
    records: dict[tuple[str, int], Event] = {}
    for topic in TOPICS:
        if topic.name == "crm.people.v1" and topic.name in files:
            for line in read_lines(files[topic.name]):
                intake.take(Source(topic.name, topic.file, line.number), line.value)
        elif topic in CUSTOMER_TOPICS:
            path = files.get(topic.name)
            for line in _customer_lines(path, customer_id, added if topic.file == "decisions.ndjson" else None):
                intake.take(Source(topic.name, topic.file, line.number), line.value)
                _keep(records, topic, line.value)
    return CustomerEvents(customer_id, intake, records)


def _customer_lines(path: Path | None, customer_id: str, added: bytes | None) -> Iterator[Line]:
    needle = json.dumps(customer_id, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if path is not None:
        for line in _mentioning(path, customer_id):
            ids = _ids_of(line.value)
            if (needle in line.value) if ids is None else ids.customer_id == customer_id:
                yield line
    if added is not None:
        yield Line(0, added)


def _keep(records: dict[tuple[str, int], Event], topic: Topic, value: bytes) -> None:
    try:
        event = decode_event(topic.name, value).event
    except Unusable:
        return
    records.setdefault((topic.name, hash64(event.event_id.encode())), event)


def find_customers(folder: Path, order_id: str, place: str | None = None) -> list[str]:
    """The customers under which an order id stands, sorted. Raises UsageError with close ids where there is none.

    `place`: what the folder is called in that message, where it only stands for something else.
    """
    return _owners_of(folder, "crm.orders.v1", "order_id", order_id, f"order {order_id!r} is not in {place or folder}")


def find_transfer_customer(folder: Path, event_id: str, place: str | None = None) -> list[str]:
    """The customers with an ownership change of that id, sorted. Raises UsageError with close ids for an unknown id."""
    missing = f"ownership change {event_id!r} is not in {place or folder}"
    return _owners_of(folder, "crm.ownership-changes.v1", "event_id", event_id, missing)


def _owners_of(folder: Path, topic: str, field: str, wanted: str, missing: str) -> list[str]:
    path = find_files(folder).get(topic)
    found = set()
    for line in [] if path is None else _mentioning(path, wanted):
        ids = _ids_of(line.value)
        if ids is not None and getattr(ids, field) == wanted and ids.customer_id:
            found.add(ids.customer_id)
    if found:
        return sorted(found)
    known = (ids for line in ([] if path is None else read_lines(path)) if (ids := _ids_of(line.value)))
    near = close_ids(wanted, (value for ids in known if (value := getattr(ids, field))))
    message = f"{missing}{near}"
    raise UsageError(message)


def close_ids(wanted: str, known: Iterator[str]) -> str:
    """A hint to put behind a message: `; did you mean …?`, or an empty string.

    >>> close_ids("S0-17", iter(["SO-17", "X"]))
    "; did you mean 'SO-17'?"
    """
    ids = {value for _, value in zip(range(CLOSE_IDS), known, strict=False) if abs(len(value) - len(wanted)) <= 2}
    near = difflib.get_close_matches(wanted, sorted(ids), n=3)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""


def one_customer(customers: list[str], chosen: str | None, what: str) -> str:
    """The customer to look at. Raises UsageError where several have the id and none, or another one, is chosen."""
    if chosen is None and len(customers) == 1:
        return customers[0]
    if chosen in customers:
        return str(chosen)
    named = ", ".join(map(repr, customers[:5]))
    if chosen is None:
        message = f"{what} stands under {len(customers)} customers ({named}); choose one with --customer"
    else:
        message = f"{what} is not one of customer {chosen!r}; it stands under {named}"
    raise UsageError(message)


def read_names(folder: Path, subjects: Collection[str]) -> dict[str, str]:
    """Id → name for the given ids; the latest by (occurred_at, event_id) holds, an erased one gives none."""
    path = folder / "names.ndjson"
    if not path.is_file():
        return {}
    best: dict[str, tuple[int, str, str]] = {}
    for line in read_lines(path):
        ids = _ids_of(line.value)
        if ids is None or ids.subject_id not in subjects:
            continue
        try:
            event = decode_event("crm.names.v1", line.value).event
        except Unusable:
            continue
        assert isinstance(event, Name)
        version = (parse_instant(event.occurred_at), event.event_id, event.display_name or "")
        best[event.subject_id] = max(best.get(event.subject_id, version), version)
    return {subject: name for subject, (_, _, name) in best.items() if name}
