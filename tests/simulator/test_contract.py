"""Every line is what the contract says, checked by a hand-written table and not by the decoder."""

import re
from pathlib import Path
from typing import Any

import pytest

from simulator.settings import WorldCounts
from tests.simulator.conftest import lines

STAMP = re.compile(
    r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
MONEY = {"CNY": r"[0-9]+\.[0-9]{2}", "USD": r"[0-9]+\.[0-9]{2}", "JPY": r"[0-9]+", "KWD": r"[0-9]+\.[0-9]{3}"}
COMMON = {"event_id", "occurred_at"}
OPTIONAL = {"recorded_at", "source"}
# file: (key, required, optional) beyond the common ones
FIELDS: dict[str, tuple[str, set[str], set[str]]] = {
    "ownership-changes": (
        "customer_id",
        {"customer_id"},
        {"previous_owner_id", "new_owner_id", "changed_by", "reason_code", "reason_text"},
    ),
    "activities": (
        "customer_id",
        {"customer_id", "actor_id", "activity_type"},
        {"direction", "duration_seconds", "content", "stage"},
    ),
    "orders": (
        "customer_id",
        {"order_id", "customer_id", "seller_id", "amount", "currency", "status"},
        {"entered_by", "order_type", "order_source"},
    ),
    "people": ("person_id", {"person_id", "role", "status", "effective_from"}, {"team_id", "manager_id"}),
    "names": ("subject_id", {"subject_id", "subject_type", "display_name"}, set()),
    "quotas": ("person_id", {"person_id", "period", "metric", "target"}, {"currency"}),
}
CHOICES: dict[str, set[str]] = {
    "direction": {"inbound", "outbound"},
    "order_type": {"new", "repeat", "renewal"},
    "status": {"won", "amended", "refunded", "cancelled", "active", "on_leave", "left"},
    "role": {"sales", "assistant", "service", "manager", "other"},
    "subject_type": {"person", "customer"},
    "metric": {"revenue", "new_customers", "repeat_revenue"},
}


def faults(name: str, line: dict[str, Any]) -> list[str]:
    key, required, optional = FIELDS[name]
    found = [f"no {field}" for field in COMMON | required if line.get(field) in (None, "")]
    found += [f"unknown {field}" for field in line.keys() - COMMON - OPTIONAL - required - optional]
    for field, value in line.items():
        if field == "duration_seconds" or (field == "target" and line["metric"] == "new_customers"):
            fine = type(value) is int and value >= 0
        else:
            fine = type(value) is str and value in CHOICES.get(field, {value})
        if field in ("occurred_at", "recorded_at", "effective_from"):
            fine = fine and STAMP.fullmatch(value) is not None
        if not fine:
            found.append(f"{field}={value!r}")
    if name == "orders":
        if not re.fullmatch(MONEY[line["currency"]], line["amount"]):
            found.append("digits")
        if line["status"] == "cancelled" and float(line["amount"]) != 0:
            found.append("cancelled above 0")
    if name == "quotas":
        if line["metric"] != "new_customers" and not re.fullmatch(MONEY[line["currency"]], line["target"]):
            found.append("target")
        if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", line["period"]):
            found.append("period")
    return found


def test_the_check_finds_faults() -> None:
    good = {
        "event_id": "1",
        "occurred_at": "2025-01-01T00:00:00Z",
        "customer_id": "c",
        "actor_id": "a",
        "activity_type": "call",
    }
    assert faults("activities", good) == []
    assert faults("activities", good | {"occurred_at": "2025-01-01T00:00:00"})
    assert faults("activities", good | {"duration_seconds": -1})
    assert faults("activities", good | {"direction": "in"})
    assert faults("activities", good | {"x": "1"})
    assert faults("activities", {k: v for k, v in good.items() if k != "actor_id"})


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_line_keeps_the_contract(world: tuple[Path, WorldCounts], name: str) -> None:
    folder, _ = world
    bad = [(line, found) for line in lines(folder, name) if (found := faults(name, line))]
    assert bad == []


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_counts_and_copies_are_exact(world: tuple[Path, WorldCounts], name: str) -> None:
    folder, counts = world
    raw = (folder / f"{name}.ndjson").read_bytes().splitlines()
    key = FIELDS[name][0]
    ids = {(line[key], line["event_id"]) for line in lines(folder, name)}
    assert len(raw) == counts.lines[name] + counts.duplicates[name]
    assert len(set(raw)) == counts.lines[name] == len(ids)
    assert counts.duplicates[name] == pytest.approx(0.05 * counts.lines[name], rel=0.35)


def test_only_known_people_act_and_two_strangers(world: tuple[Path, WorldCounts]) -> None:
    folder, _ = world
    known = {line["person_id"] for line in lines(folder, "people")} | {"Q-LEADS", "X-PARTNER-7"}
    assert {line["actor_id"] for line in lines(folder, "activities")} <= known
    assert {line["seller_id"] for line in lines(folder, "orders")} <= known
    owners = {line.get("new_owner_id") for line in lines(folder, "ownership-changes")}
    assert owners - {None} <= known
