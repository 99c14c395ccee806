"""A flow of events with everything in it: a simulated firm, refunds, decisions of all sorts, reasons given afterwards,
people who change a day late, duplicates, disorder, poison, and events that are too late. Seeded; the folder is what
`replay` judges, `too_late` is what the worker must refuse beyond it.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder

Event = dict[str, Any]

POISON = (
    b"{",
    b"[]",
    b'"text"',
    b'\xff\xfe{"customer_id": "C0000001"}',
    b'{"customer_id": "C0000001"}',
    b'{"customer_id": "C0000001", "event_id": "poison", "occurred_at": "yesterday"}',
    b'{"person_id": "E10001", "event_id": "poison", "occurred_at": "2025-03-01T00:00:00"}',
    b'{"subject_id": "E10001", "event_id": "poison", "occurred_at": "1970-01-01T00:00:00Z"}',
    b"no json at all \xe5\xae\xa2\xe6\x88\xb7",
)


class Flow(NamedTuple):
    """`folder`: all events but those in `too_late`, which are (customer, line) of activities older than is kept."""

    folder: Path
    too_late: list[tuple[str, bytes]]


class JudgedFlow(NamedTuple):
    """A flow and the folder with what `replay` says of it; shared by tests, so nothing in it is changed."""

    flow: Flow
    result: Path


def judged_flow(folder: Path, *, customers: int, seed: int) -> JudgedFlow:
    """A flow in a new folder, judged."""
    flow = build_flow(folder / "flow", customers=customers, seed=seed)
    replay_folder(flow.folder, folder / "result")
    return JudgedFlow(flow, folder / "result")


def build_flow(
    folder: Path,
    *,
    customers: int,
    seed: int,
    also: Callable[[Path, Random], object] | None = None,
    **world_settings: Any,
) -> Flow:
    """A flow in a new folder, the same for the same seed; `world_settings` as in WorldSettings.

    `also`: adds events to the world's files before anything of it is judged.
    """
    random = Random(seed)
    world = folder.with_name(f"{folder.name}-world")
    settings = {"duplicates": 0.03, "refunds": 0.05, **world_settings}
    simulate(world, WorldSettings(customers=customers, seed=seed, **settings))
    if also is not None:
        also(world, random)
    folder.mkdir()
    for path in world.glob("*.ndjson"):
        if path.name != "labels.ndjson":
            shutil.copy(path, folder)
    result = folder.with_name(f"{folder.name}-first")
    replay_folder(folder, result)
    _append(folder / "decisions.ndjson", _decisions(folder, result, random))
    _append(folder / "people.ndjson", _late_people(folder, random))
    too_late = _too_late(folder, random)
    for path in sorted(folder.glob("*.ndjson")):  # a folder lists its files in any order
        lines = [line for line in path.read_bytes().split(b"\n") if line]
        lines += random.sample(lines, len(lines) // 50) + list(POISON)
        random.shuffle(lines)
        path.write_bytes(b"\n".join(lines) + b"\n")
    for leftover in (world, result):
        shutil.rmtree(leftover)
    return Flow(folder, too_late)


def _rows(path: Path) -> list[Event]:
    return [json.loads(line) for line in path.read_bytes().splitlines() if line]


def _append(path: Path, events: list[Event]) -> None:
    with path.open("ab") as target:
        target.writelines(json.dumps(event, ensure_ascii=False).encode() + b"\n" for event in events)


def _decisions(folder: Path, result: Path, random: Random) -> list[Event]:
    """For most held orders something; also for some that are not held, and for orders that do not exist."""
    held: dict[tuple[str, str], dict[str, str]] = {}
    for line in _rows(result / "credits.ndjson"):
        if "reverses" not in line and line["status"] == "held":
            held.setdefault((line["customer_id"], line["order_id"]), {})[line["payee_id"]] = line["share"]
    orders = {(row["customer_id"], row["order_id"]): row for row in _rows(folder / "orders.ndjson")}
    long_known = _customers_before(folder, "2024-06-01")
    found = []
    for number, ((customer, order_id), shares) in enumerate(sorted(held.items())):
        order = orders[customer, order_id]
        decision = _decision(number, order, shares, random)
        if decision is not None and customer not in long_known:
            found.append({"event_id": f"decision-{number}", "customer_id": customer, "order_id": order_id, **decision})
            if random.random() < 0.2:
                found.append({**found[-1], "event_id": f"again-{number}", "occurred_at": "2026-06-02T08:00:00Z"})
    found.append(
        {
            "event_id": "decision-for-nothing", "occurred_at": "2026-05-01T08:00:00Z", "customer_id": "C0000001",
            "decided_by": "boss", "decision": "release", "reason": "seen", "order_id": "NO-SUCH-ORDER",
            "amount": "1.00", "shares": [{"payee_id": "E1", "share": "1"}],
        }
    )  # fmt: skip
    return found


def _customers_before(folder: Path, day: str) -> set[str]:
    """Whom a decision, the newest event of all, would make so old that a worker may drop their first events."""
    rows = (row for name in ("ownership-changes", "activities", "orders") for row in _rows(folder / f"{name}.ndjson"))
    return {row["customer_id"] for row in rows if row["occurred_at"] < day}


def _decision(number: int, order: Event, shares: dict[str, str], random: Random) -> Event | None:
    split = [{"payee_id": payee, "share": share} for payee, share in sorted(shares.items())]
    base: Event = {"occurred_at": f"2026-05-{1 + number % 28:02d}T09:00:00+08:00", "decided_by": "boss"}
    kind = random.random()
    if kind < 0.35:
        return {**base, "decision": "release", "reason": "seen", "amount": order["amount"], "shares": split}
    if kind < 0.45:
        return {**base, "decision": "release", "reason": "too little", "amount": "0.01", "shares": split}
    if kind < 0.55:
        payee = split[0]["payee_id"]
        return {
            **base,
            "decided_by": payee,
            "decision": "release",
            "reason": "mine",
            "amount": order["amount"],
            "shares": split,
        }
    if kind < 0.65:
        halves = [{"payee_id": "E10001", "share": "0.5"}, {"payee_id": "E10002", "share": "0.5"}]
        return {**base, "decision": "reassign", "reason": "shared", "shares": halves}
    if kind < 0.9:
        text = random.choice(
            ["休假期间由助理代为跟进", "she asked for another contact person", "ok", "territory was changed"]
        )
        return {**base, "decision": "explain", "reason": text, "reason_text": text}
    return None


def _late_people(folder: Path, random: Random) -> list[Event]:
    """People whose role or status turns out to have been another for a while."""
    known = sorted({row["person_id"]: row for row in _rows(folder / "people.ndjson")}.items())
    found = []
    for number, (person, row) in enumerate(random.sample(known, min(25, len(known)))):
        change = random.choice([{"status": "on_leave"}, {"role": "assistant"}, {"role": "sales"}, {"status": "left"}])
        month = 1 + number % 9
        found.append(
            {**row, **change, "event_id": f"late-{number}", "occurred_at": "2026-04-01T00:00:00Z",
             "effective_from": f"2025-{month:02d}-10T00:00:00Z", "person_id": person}
        )  # fmt: skip
        found.append(
            {**row, "event_id": f"late-end-{number}", "occurred_at": "2026-04-02T00:00:00Z",
             "effective_from": f"2025-{month:02d}-24T00:00:00Z", "person_id": person}
        )  # fmt: skip
    return found


def _too_late(folder: Path, random: Random) -> list[tuple[str, bytes]]:
    """Activities from long before, of customers who have had activities since."""
    customers = sorted({row["customer_id"] for row in _rows(folder / "activities.ndjson")})
    found = []
    for number, customer in enumerate(random.sample(customers, min(40, len(customers)))):
        event = {
            "event_id": f"too-late-{number}", "occurred_at": "2021-02-03T04:05:06Z", "customer_id": customer,
            "actor_id": "E10001", "activity_type": "meeting", "duration_seconds": 3600, "content": f"long ago {number}",
        }  # fmt: skip
        found.append((customer, json.dumps(event).encode()))
    return found
