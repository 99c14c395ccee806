"""Runs the product over a folder as a black box and reads back what it judged."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from streams.packs import load_pack
from streams.replay import judge_events, replay_folder
from tests.contract.story import FILES, Events, story, write

Row = dict[str, Any]
Net = dict[tuple[str, str, str], Decimal]


@dataclass
class Result:
    """What `replay` wrote: output name without its ending → rows, and summary.json."""

    rows: dict[str, list[Row]]
    summary: Row

    @property
    def credits(self) -> list[Row]:
        return self.rows["credits"]

    def assessment(self, order_id: str) -> Row:
        (found,) = [row for row in self.rows["assessments"] if row["assessment_id"] == f"order:{order_id}"]
        return found

    def net(self) -> Net:
        """(order, payee, status) → net amount, zeros left out."""
        return sums(self.credits, "amount")

    def shares(self) -> Net:
        """(order, payee, status) → net share, zeros left out."""
        return sums(self.credits, "share")

    def open_entries(self) -> list[Row]:
        """The entries that no other reverses and that reverse nothing: what stands today."""
        reversed_ids = {row.get("reverses") for row in self.credits}
        return [row for row in self.credits if not row.get("reverses") and row["entry_id"] not in reversed_ids]


def sums(entries: list[Row], field: str) -> Net:
    """Add up one decimal field per (order, payee, status); what nets to zero is left out."""
    total: Net = defaultdict(Decimal)
    for row in entries:
        total[row["order_id"], row["payee_id"], row["status"]] += Decimal(row[field])
    return {key: value for key, value in total.items() if value}


def read_rows(path: Path) -> list[Row]:
    """The records of an NDJSON file; a missing file has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def judge_folder(folder: Path, **options: Any) -> Result:
    """Replay the folder into a sibling folder and read every output."""
    output = folder.with_name(folder.name + "-out")
    replay_folder(folder, output, **options)
    names = ("assessments", "alerts", "credits", "findings", "dead-letters")
    rows = {name: read_rows(output / f"{name}.ndjson") for name in names}
    summary = json.loads((output / "summary.json").read_text(encoding="utf-8"))
    result = Result(rows, summary)
    check_ledger(result.credits)
    return result


def judge(events: Events, folder: Path, **options: Any) -> Result:
    """Write the events below `folder`, replay them, check the ledger's own laws, return the result."""
    return judge_folder(write(events, folder / "in"), **options)


@cache
def _pack() -> Any:
    """The shipped rules, read once."""
    return load_pack()


def judge_in_memory(events: Events) -> Result:
    """The same judgement without files, for properties over many histories; the topics in the order of `events`."""
    lines = {FILES[topic]: [json.dumps(row).encode() for row in rows] for topic, rows in events.items()}
    found = judge_events(lines, _pack())
    rows = {name: list[Row]() for name in ("assessments", "alerts", "credits")}
    for customer in found.customers:
        for name, listed in rows.items():
            listed += msgspec.to_builtins(getattr(customer, name))
    rows["findings"] = msgspec.to_builtins(found.findings)
    rows["dead-letters"] = msgspec.to_builtins(found.dead_letters)
    names = ("read", "applied", "duplicates", "dead_letters")
    summary = {name: {"total": sum(getattr(found.counts, name).values())} for name in names}
    check_ledger(rows["credits"])
    return Result(rows, summary)


def paid(lines: str, folder: Path, order_id: str = "A") -> dict[str, Decimal]:
    """Payee → net amount in the order, posted and held together; nothing may be a dead letter."""
    result = judge(story(lines), folder)
    assert result.summary["dead_letters"]["total"] == 0, result.rows["dead-letters"]
    total: dict[str, Decimal] = {}
    for (order, payee, _), amount in result.net().items():
        if order == order_id:
            total[payee] = total.get(payee, Decimal(0)) + amount
    return total


FIELDS = {
    "entry_id",
    "order_id",
    "payee_id",
    "credit_type",
    "share",
    "amount",
    "currency",
    "status",
    "plan_id",
    "plan_version",
    "effective_at",
    "accounting_period",
    "reason",
    "assessment_id",
}


def check_ledger(entries: list[Row]) -> None:
    """The laws of every ledger: fields, unique ids, reversals that mirror an earlier entry once."""
    seen: dict[str, Row] = {}
    reversed_ids: set[str] = set()
    for row in entries:
        missing = {name for name in FIELDS if row.get(name) is None}
        assert not missing, f"entry without {sorted(missing)}: {row}"
        assert isinstance(row["share"], str), row
        assert isinstance(row["amount"], str), row
        assert row["credit_type"] == "direct", row
        assert row["status"] in ("posted", "held"), row
        assert row["assessment_id"] == f"order:{row['order_id']}", row
        assert row["entry_id"] not in seen, f"entry_id twice: {row}"
        if row.get("reverses"):
            first = seen.get(row["reverses"])
            assert first is not None, f"reverses nothing known: {row}"
            assert row["reverses"] not in reversed_ids, f"reversed twice: {row}"
            reversed_ids.add(row["reverses"])
            for name in ("order_id", "payee_id", "currency", "status"):
                assert row[name] == first[name], (row, first)
            for name in ("amount", "share"):
                assert Decimal(row[name]) == -Decimal(first[name]), (row, first)
        else:
            assert Decimal(row["amount"]) >= 0, f"a negative entry that reverses nothing: {row}"
        seen[row["entry_id"]] = row
