"""Input events as rows of their tables, without what was erased or is kept no more."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table

from detector.decode import Decoded
from detector.events import Activity, Decision, Event, Name, Order, OwnershipChange, Person, Quota
from detector.instant import parse_instant
from detector.money import parse_minor
from store.recording.rows import Row
from store.recording.withheld import Withheld
from store.tables import events
from store.types import clean_text, fit_id, offset_minutes, utc


def _id(text: str | None) -> str | None:
    return None if text is None else fit_id(text)


def _stated(decoded: Decoded) -> Row:
    event, at, recorded = decoded
    said = event.recorded_at
    return {
        "event_id": fit_id(event.event_id),
        "occurred_at": utc(at),
        "occurred_offset": offset_minutes(event.occurred_at),
        "recorded_at": None if recorded is None else utc(recorded),
        "recorded_offset": None if said is None else offset_minutes(said),
        "source": clean_text(event.source),
    }


def _activity(event: Activity, row: Row, withheld: Withheld) -> Row:
    customer, actor = fit_id(event.customer_id), fit_id(event.actor_id)
    row["customer_id"], row["actor_id"] = customer, actor
    row["activity_type"] = clean_text(event.activity_type)
    duration = event.duration_seconds
    row["direction"], row["duration_seconds"] = event.direction, None if duration is None else float(duration)
    row["content"] = withheld.text(event.content, row["occurred_at"], customer, actor)
    row["stage"] = clean_text(event.stage)
    return row


def _change(event: OwnershipChange, row: Row, withheld: Withheld) -> Row:
    customer, by = fit_id(event.customer_id), _id(event.changed_by)
    return row | {
        "customer_id": customer,
        "previous_owner_id": _id(event.previous_owner_id),
        "new_owner_id": _id(event.new_owner_id),
        "changed_by": by,
        "reason_code": clean_text(event.reason_code),
        "reason_text": withheld.text(event.reason_text, row["occurred_at"], customer, by),
    }


def _statement(event: Order, row: Row, withheld: Withheld) -> Row:
    return row | {
        "customer_id": fit_id(event.customer_id),
        "order_id": fit_id(event.order_id),
        "seller_id": fit_id(event.seller_id),
        "entered_by": _id(event.entered_by),
        "amount": event.amount,
        "amount_minor": parse_minor(event.amount, event.currency),
        "currency": event.currency,
        "order_type": event.order_type,
        "order_source": clean_text(event.order_source),
        "status": event.status,
    }


def _decision(event: Decision, row: Row, withheld: Withheld) -> Row:
    customer, by, at = fit_id(event.customer_id), fit_id(event.decided_by), row["occurred_at"]
    shares = event.shares
    return row | {
        "customer_id": customer,
        "decided_by": by,
        "decision": event.decision,
        "reason": withheld.text(event.reason, at, customer, by),
        "order_id": _id(event.order_id),
        "transfer_event_id": _id(event.transfer_event_id),
        "amount": event.amount,
        "shares": None if shares is None else [{"payee_id": fit_id(s.payee_id), "share": s.share} for s in shares],
        "reason_code": clean_text(event.reason_code),
        "reason_text": withheld.text(event.reason_text, at, customer, by),
    }


def _person(event: Person, row: Row, withheld: Withheld) -> Row:
    return row | {
        "person_id": fit_id(event.person_id),
        "role": event.role,
        "team_id": _id(event.team_id),
        "manager_id": _id(event.manager_id),
        "status": event.status,
        "effective_at": utc(parse_instant(event.effective_from)),
        "effective_offset": offset_minutes(event.effective_from),
    }


def _name(event: Name, row: Row, withheld: Withheld) -> Row:
    subject = fit_id(event.subject_id)
    erased = withheld.persons if event.subject_type == "person" else withheld.customers
    return row | {
        "subject_type": event.subject_type,
        "subject_id": subject,
        "display_name": None if subject in erased else clean_text(event.display_name),
    }


def _quota(event: Quota, row: Row, withheld: Withheld) -> Row:
    return row | {
        "person_id": fit_id(event.person_id),
        "period": event.period,
        "metric": event.metric,
        "target": clean_text(str(event.target)),
        "currency": event.currency,
    }


_MAKERS: Mapping[type[Event], tuple[Table, Callable[[Any, Row, Withheld], Row]]] = {
    Activity: (events.activities, _activity),
    OwnershipChange: (events.ownership_changes, _change),
    Order: (events.order_statements, _statement),
    Decision: (events.decisions, _decision),
    Person: (events.people, _person),
    Name: (events.names, _name),
    Quota: (events.quotas, _quota),
}


def event_row(decoded: Decoded, withheld: Withheld) -> tuple[Table, Row]:
    """The table of an event and its row in it."""
    table, make = _MAKERS[type(decoded.event)]
    return table, make(decoded.event, _stated(decoded), withheld)
