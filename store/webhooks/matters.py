"""What there is to tell of an alert and of a case."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from detector.instant import format_instant
from store.cases.states import Action
from store.recording.rows import Row, chunks
from store.tables.judgements import alerts
from store.types import microseconds
from store.webhooks.telling import Telling, Told, tell

_OF_ALERT = (
    "alert_id", "case_id", "revision", "status", "severity", "customer_id", "order_id", "assessment_id", "finding_id",
    "originator_id", "beneficiary_id",
)  # fmt: skip
_OF_CASE = ("case_id", "customer_id", "version", "state", "disposition", "assignee_id", "snoozed_until")
_STEPS: Mapping[Action, Told] = {
    "assign": "case.assigned",
    "explain": "case.explained",
    "decide": "case.decided",
    "close": "case.closed",
    "reopen": "case.reopened",
    "revise": "case.reopened",
    "snooze": "case.snoozed",
    "wake": "case.woken",
}


def tell_alerts(connection: Connection, rows: Sequence[Row]) -> None:
    """Tell of alerts that are about to be written, held against what stands: only a new state is told."""

    def make() -> list[Telling]:
        before: dict[str, str] = {}
        for keys in chunks((row["alert_id"],) for row in rows):
            some = alerts.c.alert_id.in_([key for (key,) in keys])
            query = select(alerts.c.alert_id, alerts.c.status).where(some)
            before |= {row.alert_id: row.status for row in connection.execute(query)}
        kinds = [(row, _kind_of(before.get(row["alert_id"]), row["status"])) for row in rows]
        return [_of_alert(kind, row) for row, kind in kinds if kind is not None]

    if rows:
        tell(connection, make)


def _kind_of(before: str | None, now: str) -> Told | None:
    if before == now or (before is None and now == "withdrawn"):
        return None
    if now == "withdrawn":
        return "alert.withdrawn"
    return "alert.confirmed" if before == "provisional" else "alert.raised"


def _of_alert(kind: Told, row: Row) -> Telling:
    data = {name: row[name] for name in _OF_ALERT if row[name] is not None}
    return Telling(kind, row["raised_at"], row["alert_id"], sha256(bytes(row["alert"])).hexdigest(), data)


def tell_opened(connection: Connection, new: Callable[[], Sequence[Row]]) -> None:
    """Tell of cases that are about to be opened, by their rows; `new` is asked only where somebody wants to know."""
    tell(connection, lambda: [_of_case("case.opened", row, row["opened_at"]) for row in new()])


def tell_step(connection: Connection, action: Action, case: Any) -> None:
    """Tell of a step of a case, as it stands after it (`store.cases.case.Case`)."""
    kind = _STEPS.get(action)
    if kind is not None:
        row = {name: getattr(case, name) for name in _OF_CASE}
        tell(connection, lambda: [_of_case(kind, row, case.changed_at)])


def _of_case(kind: Told, row: Row, at: Any) -> Telling:
    data = {name: row[name] for name in _OF_CASE if row[name] is not None}
    if "snoozed_until" in data:
        data["snoozed_until"] = format_instant(microseconds(data["snoozed_until"]))
    return Telling(kind, at, row["case_id"], str(row["version"]), data)
