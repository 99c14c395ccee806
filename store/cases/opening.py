"""Opens cases for alerts in the recorder's transaction; brings back or wakes those with a weighty revision."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from detector.instant import parse_instant
from detector.outputs import Alert
from store.cases.case import Case, case_of
from store.cases.changing import Step, write_step
from store.cases.revisions import Glimpse, glimpse_of, what_matters
from store.cases.states import UNDECIDED, Action
from store.recording.rows import Row, chunks, insert_new
from store.tables.cases import cases
from store.webhooks.matters import tell_opened


def open_cases(connection: Connection, alerts: Sequence[Row], at_us: int) -> None:
    """Open a case for each alert whose `case_id` has none; bring back those at rest where it matters.

    `alerts`: rows of the table of alerts, written before in this transaction. `at_us`: now, by which a snooze holds or
    is over. The cases are locked, then read: a decision under way is waited for, and held against what was just
    written.
    """
    by_case: dict[str, list[Row]] = {}
    for row in alerts:
        by_case.setdefault(row["case_id"], []).append(row)
    opened = [_opened(case_id, by_case[case_id]) for case_id in sorted(by_case)]
    tell_opened(connection, lambda: _new(connection, opened))
    insert_new(connection, cases, opened)
    for keys in chunks((case_id,) for case_id in by_case):
        wanted = cases.c.case_id.in_([case_id for (case_id,) in keys])
        locked = connection.execute(select(cases).where(wanted).order_by(cases.c.case_id).with_for_update()).all()
        for found in locked:
            if found.seen is not None and _is_at_rest(case_of(found), at_us):
                _revise(connection, found, by_case[found.case_id])


def _is_at_rest(case: Case, at_us: int) -> bool:
    """Whether nobody looks at a case, so that it must be brought back for what they should see."""
    return case.state not in UNDECIDED or case.is_asleep(at_us)


def _new(connection: Connection, opened: Sequence[Row]) -> list[Row]:
    """Those of which there is no case yet."""
    there: set[str] = set()
    for keys in chunks((row["case_id"],) for row in opened):
        wanted = cases.c.case_id.in_([case_id for (case_id,) in keys])
        there |= set(connection.execute(select(cases.c.case_id).where(wanted)).scalars())
    return [row for row in opened if row["case_id"] not in there]


def _opened(case_id: str, alerts: Sequence[Row]) -> Row:
    first = min(alerts, key=lambda row: (row["raised_at"], row["alert_id"]))
    return {
        "case_id": case_id,
        "customer_id": first["customer_id"],
        "state": "open",
        "disposition": None,
        "version": 0,
        "assignee_id": None,
        "due_at": None,
        "opened_at": first["raised_at"],
        "opened_offset": first["raised_offset"],
        "changed_at": first["raised_at"],
        "seen": None,
        "snoozed_until": None,
    }


def _revise(connection: Connection, row: Any, alerts: Sequence[Row]) -> None:
    """Reopen or wake a case for what nobody has seen; the time is the alert's own."""
    seen: Mapping[str, Any] = row.seen
    for alert in alerts:
        now, before = msgspec.json.decode(bytes(alert["alert"]), type=Alert), seen.get(alert["alert_id"])
        why = what_matters(None if before is None else msgspec.convert(before, Glimpse), glimpse_of(now))
        if why:
            action: Action = "wake" if row.state in UNDECIDED else "revise"
            step = Step(action, {"why": why, "alert_id": alert["alert_id"], "revision": now.revision})
            at_us = parse_instant(now.raised_at)
            write_step(connection, case_of(row), None, step, at_us, disposition=None, seen=None)
            return
