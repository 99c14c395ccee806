"""The rows of the table, topic by topic."""

import json
from collections.abc import Iterator
from typing import Any

from tests.contract.lines_table import (
    BAD_AMOUNTS,
    BAD_TIMES,
    GOOD_AMOUNTS,
    GOOD_TIMES,
    HARM,
    MISSING,
    OPTIONAL_TEXT,
    REQUIRED,
    Row,
    bad,
    encoded,
    good,
    record,
    several,
)

TOPICS = tuple(HARM)


def required_fields() -> Iterator[Row]:
    """Every required field missing, null (the same), empty, or of another type."""
    wrong: tuple[Any, ...] = (MISSING, None, "", 5, 2**70, True, [], {}, ["x"], {"id": "x"})
    for topic, names in REQUIRED.items():
        for name in names:
            for value in wrong:
                shown = "missing" if value is MISSING else json.dumps(value)
                yield bad(topic, f"{name} is {shown}", **{name: value})
    for value in wrong[:2]:
        yield bad("activities", f"activity_type is {value}", activity_type=value)
        yield bad("decisions", f"reason is {value}", reason=value)


def optional_texts() -> Iterator[Row]:
    value: Any
    for topic, names in OPTIONAL_TEXT.items():
        for name in names:
            for value in (5, 2**70, 1.5, True, [], {}):
                yield bad(topic, f"{name} is {json.dumps(value)}", **{name: value})
            yield good(topic, f"{name} is null", **{name: None})
            yield good(topic, f"{name} is left out", **{name: MISSING})
            yield good(topic, f"{name} is some text", **{name: "Vertrag 合同 ✓"})


def times() -> Iterator[Row]:
    value: Any
    for topic in TOPICS:
        for value in BAD_TIMES if topic in ("orders", "activities") else BAD_TIMES[::4]:
            yield bad(topic, f"occurred_at {value!r}", occurred_at=value)
        for text in GOOD_TIMES:
            yield good(topic, f"occurred_at {text!r}", occurred_at=text)
        for value in ("2026-03-01T10:00:00", "soon", "", 1772359200, True, ["2026-03-01T10:00:00Z"]):
            yield bad(topic, f"recorded_at {value!r}", recorded_at=value)
        yield good(topic, "recorded_at in another zone", recorded_at="2026-03-02T10:00:00+08:00")
        yield good(topic, "recorded_at null", recorded_at=None)
    for value in ("2026-03-01", "2026-03-01T10:00:00", "always"):
        yield bad("people", f"effective_from {value!r}", effective_from=value)
    yield good("people", "effective_from in another zone", effective_from="2025-03-01T00:00:00+08:00")


def money() -> Iterator[Row]:
    value: Any
    for amount, currency in BAD_AMOUNTS:
        yield bad("orders", f"amount {amount!r} {currency!r}", amount=amount, currency=currency)
        yield bad("quotas", f"target {amount!r} {currency!r}", target=amount, currency=currency)
    for amount, currency in GOOD_AMOUNTS:
        yield good("orders", f"amount {amount!r} {currency!r}", amount=amount, currency=currency)
        yield good("quotas", f"target {amount!r} {currency!r}", target=amount, currency=currency)
    for text in ("1", "0.01", "1.00"):
        yield bad("orders", f"cancelled with {text}", status="cancelled", amount=text)
    for text in ("0", "0.00"):
        yield good("orders", f"cancelled with {text}", status="cancelled", amount=text)
    for value in (1000, 1000.0, "-1.00", "1e", "", True, [], {}, "NaN", "ten"):
        yield bad("decisions", f"release of {value!r}", decision="release", amount=value)


def enumerations() -> Iterator[Row]:
    known = {
        ("activities", "direction"): ("inbound", "outbound"),
        ("orders", "order_type"): ("new", "repeat", "renewal"),
        ("orders", "status"): ("won", "amended", "refunded"),
        ("people", "role"): ("sales", "assistant", "service", "manager", "other"),
        ("people", "status"): ("active", "on_leave", "left"),
        ("names", "subject_type"): ("person", "customer"),
        ("quotas", "metric"): ("revenue", "repeat_revenue"),
        ("quotas", "period"): ("2026-01", "2026-12", "2026-Q1", "2026-Q4"),
    }
    for (topic, name), values in known.items():
        for text in values:
            yield good(topic, f"{name} {text}", **{name: text})
        for wrong in ("sideways", values[0].upper() + "X", f" {values[0]}", f"{values[0]} ", 1, True, [values[0]]):
            yield bad(topic, f"{name} {wrong!r}", **{name: wrong})
        if name not in ("period",):
            yield bad(topic, f"{name} capitalised", **{name: values[0].capitalize()})
    for text in (
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-Q0",
        "2026",
        "2026-3",
        "March",
        "Q1-2026",
        "2026-q1",
        "2026-03\n",
    ):
        yield bad("quotas", f"period {text}", period=text)
    for text in ("approve", "Release", "explain "):
        yield bad("decisions", f"decision {text!r}", decision=text)
    for topic, name in (("activities", "direction"), ("orders", "order_type")):
        yield good(topic, f"{name} null", **{name: None})
        yield good(topic, f"{name} left out", **{name: MISSING})
    for text in ("webinar", "电话", "CALL", "x" * 500):
        yield good("activities", f"activity_type {text[:9]}", activity_type=text)
        yield good("activities", f"stage {text[:9]}", stage=text)
        yield good("ownership", f"reason_code {text[:9]}", reason_code=text)
        yield good("decisions", f"reason_code {text[:9]}", reason_code=text)


def numbers() -> Iterator[Row]:
    value: Any
    for value in (-1, -0.5, -(2**70), "60", "", True, [60], {"s": 60}):
        yield bad("activities", f"duration_seconds {value!r}", duration_seconds=value)
    for value in (0, 60, 1.5, 86400, 1e3, 2**53, None, MISSING):
        yield good("activities", f"duration_seconds {value!r}", duration_seconds=value)
    for value in (-1, 1.5, "12", True, [], None):
        yield bad("quotas", f"new customers {value!r}", metric="new_customers", target=value, currency=MISSING)
    for value in (0, 12):
        yield good("quotas", f"new customers {value!r}", metric="new_customers", target=value, currency=MISSING)
    for topic in TOPICS:
        for value in (2**63, 2**64, 2**70, -(2**70), 10**400):
            yield good(topic, f"unknown field with {str(value)[:12]}…", extra=value)
    # The contract says "a number, not negative" and no more; that 64 bits bound it is this project's reading.
    for value in (2**70, 10**400):
        yield bad("activities", f"duration_seconds beyond 64 bits, {len(str(value))} digits", duration_seconds=value)


def decisions() -> Iterator[Row]:
    value: Any
    for value in (5, "qiu 1", True, {"qiu": "1"}, ["qiu"], [5], [None], [["qiu", "1"]]):
        yield bad("decisions", f"shares {json.dumps(value)}", shares=value)
    for name, part in {
        "no payee": {"share": "1"},
        "payee null": {"payee_id": None, "share": "1"},
        "payee a number": {"payee_id": 5, "share": "1"},
        "no share": {"payee_id": "qiu"},
        "share null": {"payee_id": "qiu", "share": None},
        "share a number": {"payee_id": "qiu", "share": 1},
        "share a float": {"payee_id": "qiu", "share": 1.0},
        "share in words": {"payee_id": "qiu", "share": "all"},
        "share a percentage": {"payee_id": "qiu", "share": "100 %"},
        "share negative": {"payee_id": "qiu", "share": "-1"},
        "share not a number": {"payee_id": "qiu", "share": "NaN"},
        "share infinite": {"payee_id": "qiu", "share": "Infinity"},
    }.items():
        yield bad("decisions", f"shares: {name}", shares=[part])
    for word in ("release", "reassign"):
        for value in (MISSING, None):
            yield bad("decisions", f"{word} with order_id {value}", decision=word, order_id=value)
    yield bad("decisions", "explains nothing", decision="explain", order_id=MISSING, shares=MISSING)
    yield good("decisions", "explains a change", order_id=MISSING, transfer_event_id="own-1")
    yield good("decisions", "explains both", transfer_event_id="own-1")
    for name, parts in {
        "zero": [{"payee_id": "qiu", "share": "0"}, {"payee_id": "lin", "share": "1"}],
        "too fine": [{"payee_id": "qiu", "share": "0.00001"}, {"payee_id": "lin", "share": "0.99999"}],
        "twice": [{"payee_id": "qiu", "share": "0.5"}, {"payee_id": "qiu", "share": "0.5"}],
        "too little": [{"payee_id": "qiu", "share": "0.5"}],
        "none": [],
        "left out": MISSING,
    }.items():
        fields = record("decisions", False, decision="reassign", shares=parts)
        yield Row("decisions", f"reassign, shares: {name}", ((encoded(fields), "void"),))


def repeated() -> Iterator[Row]:
    """The same id again: the same payload is a duplicate, another one a producer's error."""
    other: dict[str, dict[str, Any]] = {
        "ownership": {"new_owner_id": "mei"},
        "activities": {"actor_id": "lin"},
        "orders": {"amount": "4.56"},
        "people": {"role": "service"},
        "decisions": {"decided_by": "lin"},
    }
    for topic in TOPICS:
        same: tuple[dict[str, Any], str] = ({}, "duplicate")
        yield several(topic, "twice", ({}, "applied"), same)
        yield several(topic, "five times", ({}, "applied"), same, same, same, same)
        yield several(topic, "with another unknown field", ({}, "applied"), ({"extra": [1, 2]}, "duplicate"))
        yield several(topic, "with a null more", ({}, "applied"), ({"source": None}, "duplicate"))
        zone = {"occurred_at": "2026-02-20T16:00:00+08:00"}
        yield several(topic, "the same instant in another zone", ({}, "applied"), (zone, "duplicate"))
        broken = {"occurred_at": "2026-02-20T08:00:00"}
        yield several(topic, "first unusable, then good", (broken, "dead_letter"), ({}, "applied"))
        yield several(topic, "good, then unusable", ({}, "applied"), (broken, "dead_letter"), same)
        if topic in other:
            conflict = (other[topic], "dead_letter")
            yield several(topic, "with another payload", ({}, "applied"), conflict)
            yield several(topic, "another payload, then the first", ({}, "applied"), conflict, same)
    yield several(
        "orders", "the same amount written otherwise", ({}, "applied"), ({"amount": "1.230"[:4]}, "duplicate")
    )
    for topic in ("ownership", "activities", "orders", "decisions"):
        also = {"customer_id": "also-@N@", "order_id": "also-@N@"}
        yield several(topic, "the same id for another customer", ({}, "applied"), (also, "applied"))
