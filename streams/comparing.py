"""Whether a live worker's outputs say in the end what `replay` says of the same events; each difference is one line.

What may differ is what the contract lets differ: revisions, steps in between of the ledger, withdrawn alerts of matters
that are no more, and where a dead letter lay.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from detector.conflicts import CONFLICT
from detector.outputs import OUTPUT_TOPICS
from streams.lines import read_lines

Row = dict[str, Any]
Key = tuple[str, ...]
Counts = Mapping[str, Mapping[str, int]]
"""`read`, `applied`, `duplicates`, `dead_letters` → topic → number; a `total` is not looked at."""

COUNTS = ("read", "applied", "duplicates", "dead_letters")
_ASSESSMENTS, _ALERTS, _CREDITS, _FINDINGS, _LETTERS = (topic for topic, _, _, _ in OUTPUT_TOPICS)
_FILES: Mapping[str, str] = {topic: file for topic, file, _, _ in OUTPUT_TOPICS}
_SHOWN = 160  # characters of a value in a line


class LiveRecord(NamedTuple):
    """A record of an output topic, in the order of reading; `topic` is the contract's name of it."""

    topic: str
    key: bytes | None
    value: bytes | None


def compare_outputs(
    result_dir: Path, live: Iterable[LiveRecord], counts: Counts | None = None, *, at_most: int = 20
) -> list[str]:
    """What differs between the outputs of `replay` in a folder and live ones, as sentences; empty where they agree.

    `live`: everything in the output topics, read with `read_committed`. `counts`: the live counts, compared with those
    of summary.json where they are given. After `at_most` lines one more says how many were left out.
    """
    by_topic: dict[str, list[LiveRecord]] = defaultdict(list)
    for record in live:
        by_topic[record.topic].append(record)
    replayed = {
        topic: [msgspec.json.decode(line.value) for line in read_lines(result_dir / file)]
        for topic, file in _FILES.items()
    }
    found = [
        *_states("assessment", _assessments(replayed[_ASSESSMENTS]), _last(by_topic[_ASSESSMENTS], _assessment_key)),
        *_alerts(replayed[_ALERTS], by_topic[_ALERTS]),
        *_credits(replayed[_CREDITS], by_topic[_CREDITS]),
        *_states("finding", _findings(replayed[_FINDINGS]), _last(by_topic[_FINDINGS], _finding_key)),
        *_letters(replayed[_LETTERS], _values(by_topic[_LETTERS])),
    ]
    if counts is not None:
        found += _counts(msgspec.json.decode((result_dir / "summary.json").read_bytes()), counts)
    left = len(found) - at_most
    return found if left <= 0 else [*found[:at_most], f"… and {left} more differences"]


def _values(records: Iterable[LiveRecord]) -> list[Row]:
    return [msgspec.json.decode(record.value) for record in records if record.value is not None]


def _last(records: Iterable[LiveRecord], key_of: Callable[[Row], Key]) -> dict[Key, Row]:
    """The last state under each key; a missing value deletes all that was under it."""
    kept: dict[bytes | None, dict[Key, Row]] = {}
    for record in records:
        if record.value is None:
            kept.pop(record.key, None)
        else:
            row = msgspec.json.decode(record.value)
            kept.setdefault(record.key, {})[key_of(row)] = row
    return {key: row for rows in kept.values() for key, row in rows.items()}


def _assessment_key(row: Row) -> Key:
    return row["assessment_id"], row["customer_id"]  # an order id may stand under two customers


def _assessments(rows: Iterable[Row]) -> dict[Key, Row]:
    return {_assessment_key(row): row for row in rows}


def _finding_key(row: Row) -> Key:
    return (row["finding_id"],)


def _findings(rows: Iterable[Row]) -> dict[Key, Row]:
    """Without those that need the whole folder, which only a replay sees."""
    return {_finding_key(row): row for row in rows if row["kind"] != CONFLICT}


def _states(what: str, replayed: Mapping[Key, Row], live: Mapping[Key, Row]) -> Iterator[str]:
    for key in sorted(replayed.keys() | live.keys()):
        name = f"{what} {' of '.join(key)}"
        if key not in live:
            yield f"{name}: replay has it, live has not"
        elif key not in replayed:
            yield f"{name}: live has it, replay has not"
        else:
            yield from _fields(name, replayed[key], live[key])


def _fields(name: str, replayed: Row, live: Row) -> Iterator[str]:
    for field in sorted((replayed.keys() | live.keys()) - {"revision"}):
        if replayed.get(field) != live.get(field):
            yield f"{name}: {field} is {_shown(live.get(field))}, replay says {_shown(replayed.get(field))}"


def _shown(value: object) -> str:
    text = "missing" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _alerts(rows: Iterable[Row], records: Iterable[LiveRecord]) -> Iterator[str]:
    """Live may have more: it raised what later events took back."""
    replayed = {row["case_id"]: row for row in rows}
    live = {key[0]: row for key, row in _last(records, lambda row: (row["case_id"],)).items()}
    for case in sorted(replayed.keys() | live.keys()):
        name = f"alert {case}"
        if case not in live:
            yield f"{name}: replay has it, live has not"
        elif case in replayed:
            yield from _fields(name, replayed[case], live[case])
        elif live[case]["status"] != "withdrawn":
            yield f"{name}: live has it as {live[case]['status']}, replay has not; expected it to be withdrawn"


def _credits(rows: Iterable[Row], records: Iterable[LiveRecord]) -> Iterator[str]:
    replayed, live = _net(rows), _net(_values(records))
    for key in sorted(replayed.keys() | live.keys()):
        here, there = live.get(key, Decimal(0)), replayed.get(key, Decimal(0))
        if here != there:
            order, customer, payee, status, currency = key
            name = f"credit of order {order} of {customer} for {payee}, {status}"
            yield f"{name}: live adds up to {here} {currency}, replay to {there} {currency}"


def _net(rows: Iterable[Row]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        key = row["order_id"], row["customer_id"], row["payee_id"], row["status"], row["currency"]
        sums[key] += Decimal(row["amount"])
    return sums


def _letters(replayed: list[Row], live: list[Row]) -> Iterator[str]:
    wanted, found = _unusable(replayed), _unusable(live)
    for key in sorted(wanted.keys() | found.keys(), key=str):
        if wanted[key] != found[key]:
            topic, value, reason = key
            name = f"dead letter of {topic}, {reason}, value {_shown(value)}"
            yield f"{name}: {found[key]} times, in replay {wanted[key]} times"
    voids, live_voids = _voids(replayed), _voids(live)
    for event in sorted(voids - live_voids):
        yield f"void {event}: replay notices it, live does not"
    for event in sorted(live_voids - voids):
        yield f"void {event}: live notices it, replay does not"


def _unusable(rows: Iterable[Row]) -> Counter[tuple[str, str | None, str]]:
    return Counter(
        (row["topic"], row.get("value_b64"), row["reason_code"])
        for row in rows
        if row["reason_code"] != "void_decision"
    )


def _voids(rows: Iterable[Row]) -> set[str]:
    """The decisions that are noticed as void; a live notice may come without the record, so its sentence tells."""
    return {row["message"].partition(" on order ")[0] for row in rows if row["reason_code"] == "void_decision"}


def _counts(summary: Mapping[str, Mapping[str, int]], live: Counts) -> Iterator[str]:
    for name in COUNTS:
        replayed, here = summary[name], live.get(name, {})
        for topic in sorted((replayed.keys() | here.keys()) - {"total"}):
            if here.get(topic, 0) != replayed.get(topic, 0):
                yield f"count {name} of {topic}: {here.get(topic, 0)}, replay says {replayed.get(topic, 0)}"
