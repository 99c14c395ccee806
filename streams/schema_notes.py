"""What the JSON Schemas and the AsyncAPI page say in words: notes on topics and fields, examples of inputs."""

from collections.abc import Mapping, Sequence
from typing import Any

from detector.unusable import REASON_CODES

_TIES = (
    "Ties in time are ordered: people, quotas, ownership changes, activities, orders, decisions, then event_id; "
    "no judgement depends on the order of activities tied in time."
)
_KEPT = "The history is kept: never compacted, never expiring."

TOPIC_NOTES: Mapping[str, str] = {
    "crm.people.v1": f"Versions sort by effective_from, occurred_at, event_id. {_KEPT} {_TIES}",
    "crm.names.v1": "Compacted; a name may be erased.",
    "crm.quotas.v1": (
        "`target` is a decimal string for money (revenue, repeat_revenue) and an integer for new_customers. "
        f"{_KEPT} {_TIES}"
    ),
    "crm.ownership-changes.v1": _TIES,
    "crm.activities.v1": _TIES,
    "crm.orders.v1": (
        "The statement of an order with the latest (occurred_at, event_id) holds; a cancelled one states 0; an order "
        f"never changes its customer. {_TIES}"
    ),
    "transferwatch.decisions.v1": (
        "explain needs order_id or transfer_event_id; release and reassign need order_id and a reason. A release "
        "carries the amount and the shares that the person saw; the shares of a reassign are above 0, have at most 4 "
        f"places, name each payee once and add up to 1, else the decision is void. {_TIES}"
    ),
    "transferwatch.assessments.v1": (
        "Compacted: the latest revision holds, a null value deletes an assessment whose matter no longer exists. "
        "`review` means that a person must look; it is never a finding of guilt."
    ),
    "transferwatch.alerts.v1": "The same case_id is the same matter; its latest revision holds.",
    "transferwatch.credits.v1": (
        "An append-only ledger: for every order the direct entries, reversals included, add up to its net amount "
        "exactly. A correction is a reversal plus a replacement."
    ),
    "transferwatch.findings.v1": "Compacted. Findings explain and order the work; they move no outcome and no money.",
    "transferwatch.dead-letters.v1": "The record as it was received, whole, in base64; its key is the key received.",
}
"""What there is to know of a topic beside its fields."""

FIELD_NOTES: Mapping[str, str] = {
    "event_id": "Unique within its topic and key; the same id again is a duplicate and changes nothing.",
    "occurred_at": "The event time, RFC 3339 with an offset, within the years 1990 to 2100; every judgement uses it.",
    "recorded_at": "When the CRM stored it, RFC 3339 with an offset.",
    "source": "Which system it comes from.",
    "currency": "ISO 4217 code.",
    "Order.amount": "Net amount from `occurred_at` on: not negative, no more digits than the currency has.",
    "Order.seller_id": "Who is booked as having made the sale.",
    "Order.entered_by": "Who typed the order in.",
    "Order.order_type": "Missing is new; it is never guessed.",
    "OwnershipChange.previous_owner_id": "Null: unknown, or the first owner.",
    "OwnershipChange.new_owner_id": "Null: released to the pool.",
    "OwnershipChange.changed_by": "Who pressed the button; kept apart from the old and the new owner.",
    "OwnershipChange.reason_code": (
        "Free text to the CRM; known: leaver, leave_cover, territory_change, pool_recycle, capacity, "
        "post_sale_handover, policy_assignment, other."
    ),
    "OwnershipChange.reason_text": "Five letters (Unicode category L) or more count as a reason given.",
    "Activity.actor_id": "Always the employee, whoever started it.",
    "Activity.activity_type": (
        "call, visit, meeting, demo, email, message, quote, contract, service or note; anything else counts as note."
    ),
    "Activity.direction": "inbound: the customer started it.",
    "Activity.duration_seconds": "Fractions are cut off.",
    "Activity.content": "Its text; only a measure and a hash of it are kept.",
    "Person.effective_from": "From when on this version holds; the first one also holds backwards.",
    "Decision.amount": "The net amount that the person saw, in the order's currency.",
    "Decision.reason": "Blank makes a release or reassign void.",
    "Share.share": "Part of the whole as a decimal string such as 0.2000.",
    "Credit.amount": "Decimal string; negative in a reversal.",
    "Credit.share": "Decimal string; negative in a reversal.",
    "Credit.effective_at": "occurred_at of the statement or decision that this entry expresses.",
    "Credit.accounting_period": "Month in the company's time zone and calendar; where closed, the earliest open one.",
    "Credit.reverses": "The entry_id that this entry takes back.",
    "DeadLetter.reason_code": f"Stable; new ones may be added: {', '.join(REASON_CODES)}.",
    "Assessment.assessment_id": "order:<order_id>, or transfer:<event_id of the change that made the assistant owner>.",
    "Assessment.score": "0 to 100.",
    "Finding.finding_id": "Names what it is about; in ids within it `%25` stands for % and `%3A` for a colon.",
    "Finding.kind": "transfer_rate, pair_count, order_customer_conflict; more may be added.",
    "Finding.subject": "A person, a team, an order id, or originator:assistant.",
    "Finding.period": "Accounting month such as 2026-03.",
    "Finding.n": "What the estimate is a part of: won orders; for a conflict the customers.",
    "Finding.estimate": "Rate by number, 4 places.",
    "Finding.interval": "95 % Wilson interval of the estimate, 4 places.",
    "Finding.order_ids": "Sorted; at most 50 of the transferred orders, `params.transferred` is the number of all.",
    "Assessment.features": "The figures as used: the outcome can be computed from them again.",
}
"""`Type.field`, or a field of every input event → its description."""

_AT = {"occurred_at": "2026-03-01T09:30:00+08:00"}

EXAMPLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "crm.people.v1": (
        {"event_id": "p-1", **_AT, "person_id": "E1017", "role": "sales", "team_id": "north", "manager_id": "E1203"}
        | {"status": "active", "effective_from": "2026-01-01T00:00:00+08:00"},
    ),
    "crm.names.v1": (
        {"event_id": "n-1", **_AT, "subject_id": "E1017", "subject_type": "person", "display_name": "李雷"},
        {"event_id": "n-2", **_AT, "subject_id": "C-88", "subject_type": "customer", "display_name": None},
    ),
    "crm.quotas.v1": (
        {"event_id": "q-1", **_AT, "person_id": "E1042", "period": "2026-Q1", "metric": "revenue"}
        | {"target": "300000.00", "currency": "CNY"},
        {"event_id": "q-2", **_AT, "person_id": "E1042", "period": "2026-03", "metric": "new_customers", "target": 4},
    ),
    "crm.ownership-changes.v1": (
        {"event_id": "o-1", **_AT, "customer_id": "C-88", "previous_owner_id": "E1017", "new_owner_id": "E1042"}
        | {"changed_by": "E1017", "reason_code": "capacity", "reason_text": "本月客户过多"},
        {"event_id": "o-2", **_AT, "customer_id": "C-88", "new_owner_id": None},
    ),
    "crm.activities.v1": (
        {"event_id": "a-1", **_AT, "customer_id": "C-88", "actor_id": "E1017", "activity_type": "meeting"}
        | {
            "direction": "outbound",
            "duration_seconds": 1800,
            "content": "客户确认预算，下周签约",
            "stage": "negotiation",
        },
    ),
    "crm.orders.v1": (
        {"event_id": "d-1", **_AT, "order_id": "O-4711", "customer_id": "C-88", "seller_id": "E1042"}
        | {"amount": "12800.00", "currency": "CNY", "order_type": "new", "status": "won"},
        {"event_id": "d-2", **_AT, "order_id": "O-4711", "customer_id": "C-88", "seller_id": "E1042"}
        | {"amount": "0", "currency": "CNY", "status": "cancelled"},
    ),
    "transferwatch.decisions.v1": (
        {"event_id": "x-1", **_AT, "customer_id": "C-88", "decided_by": "E1203", "decision": "release"}
        | {"reason": "both worked on it", "order_id": "O-4711", "amount": "12800.00"}
        | {"shares": [{"payee_id": "E1042", "share": "0.20"}, {"payee_id": "E1017", "share": "0.80"}]},
    ),
}
"""Input topic → records that can be used."""
