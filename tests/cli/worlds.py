"""Tiny hand-made worlds for the tests of commands."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(days: float) -> str:
    return (START + timedelta(days=days)).isoformat()


class World:
    """Collects events and writes them as a folder; ids are given in the order of the calls."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}
        self.count = 0

    def put(self, file: str, days: float, **fields: Any) -> None:
        self.count += 1
        record = {"event_id": f"e{self.count:04}", "occurred_at": at(days), **fields}
        self.raw(file, json.dumps(record))

    def raw(self, file: str, line: str) -> None:
        self.lines.setdefault(file, []).append(line)

    def person(self, person_id: str, role: str, days: float = -500) -> None:
        self.put("people.ndjson", days, person_id=person_id, role=role, status="active", effective_from=at(days))

    def hop(self, days: float, customer: str, old: str | None, new: str | None) -> None:
        self.put("ownership-changes.ndjson", days, customer_id=customer, previous_owner_id=old, new_owner_id=new)

    def work(self, days: float, customer: str, actor: str) -> None:
        self.put("activities.ndjson", days, customer_id=customer, actor_id=actor, activity_type="call")

    def order(self, days: float, customer: str, seller: str, order_id: str | None = None) -> None:
        order = {"order_id": order_id or f"O-{customer}", "customer_id": customer, "seller_id": seller}
        self.put("orders.ndjson", days, **order, amount="100.00", currency="CNY", status="won")

    def label(self, customer: str, label: str, kind: str, **more: Any) -> None:
        self.raw("labels.ndjson", json.dumps({"order_id": f"O-{customer}", "label": label, "kind": kind, **more}))

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for file, lines in self.lines.items():
            (folder / file).write_text("\n".join([*lines, ""]), "utf-8")
        return folder
