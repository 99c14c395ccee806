"""Every field of every record that people may see, with what it takes to see it. What is not declared is not shown.

`open` needs nothing beyond the row. A `Field` of the permissions needs that one. The others are looked at more closely:

- `pay`: a person's pay; shown to that person, else it takes `others_pay`
- `code`: a reason code; the known ones are open, anything else is a text that somebody typed
- `kind`: an activity type; the same
- `name`: a display name; a customer's takes `customer_name`, a person's is open
- `params`, `features`: the values of a message or a judgement, each by its own name
- `sentence`: a message as a sentence; shown where all of its `params` are
- `nested`: a record or list of records, each by its own declaration
- `raw`: something as it was received, which may hold anything; takes every field
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from console.permissions import Field
from detector import events, outputs
from store.cases.case import Case
from store.queries.cases import CaseStep, ListedCase
from store.queries.figures import Attainment, Source
from store.queries.judged import JudgedOrder
from store.queries.pairs import Pair
from store.queries.staff import PersonNow

Class = Field | Literal["open", "pay", "code", "kind", "name", "params", "features", "sentence", "nested", "raw"]


def _open(*names: str) -> dict[str, Class]:
    return dict.fromkeys(names, "open")


_EVENT = _open("event_id", "occurred_at", "recorded_at", "source", "customer_id", "order_id", "person_id")
_MATTER = _open("assessment_id", "revision", "customer_id", "order_id", "originator_id", "beneficiary_id")

DECLARED: Mapping[type[Struct], Mapping[str, Class]] = {
    events.OwnershipChange: _EVENT
    | _open("previous_owner_id", "new_owner_id", "changed_by")
    | {"reason_code": "code", "reason_text": "texts"},
    events.Activity: _EVENT
    | _open("actor_id", "direction", "duration_seconds")
    | {"activity_type": "kind", "content": "texts", "stage": "texts"},
    events.Order: _EVENT
    | _open("seller_id", "entered_by", "currency", "order_type", "status")
    | {"amount": "amounts", "order_source": "texts"},
    events.Person: _EVENT | _open("role", "team_id", "manager_id", "status", "effective_from"),
    events.Name: _EVENT | _open("subject_id", "subject_type") | {"display_name": "name"},
    events.Quota: _EVENT | _open("period", "metric", "currency") | {"target": "pay"},
    events.Decision: _EVENT
    | _open("decided_by", "decision", "transfer_event_id")
    | {"reason": "texts", "amount": "amounts", "shares": "nested", "reason_code": "code", "reason_text": "texts"},
    events.Share: _open("payee_id") | {"share": "pay"},
    outputs.PathOwner: _open("owner", "since", "to", "change", "changed_by"),
    outputs.Hit: _open("rule_id", "rule_version", "score", "message_id") | {"params": "params", "reason": "sentence"},
    outputs.ReasonTest: _open("result", "message_id", "late", "original")
    | {"code": "code", "params": "params", "why": "sentence"},
    outputs.DecisionState: _open("event_id", "decision", "decided_by", "state", "why"),
    outputs.Note: _open("message_id") | {"params": "params", "text": "sentence"},
    outputs.Assessment: _MATTER
    | _open("compared_with", "outcome", "score", "superseded_by", "assessed_at", "rule_versions", "rules_digest")
    | {
        "path": "nested",
        "hits": "nested",
        "reason_test": "nested",
        "features": "features",
        "notes": "nested",
        "decisions": "nested",
    },
    outputs.Alert: _MATTER
    | _open("alert_id", "case_id", "finding_id", "severity", "message_id", "currency", "raised_at", "status")
    | {"params": "params", "headline": "sentence", "amount": "amounts", "hits": "nested"},
    outputs.Credit: _open("entry_id", "order_id", "customer_id", "payee_id", "credit_type", "currency", "status")
    | _open("plan_id", "plan_version", "effective_at", "accounting_period", "original_period", "reverses")
    | _open("reason", "assessment_id")
    | {"share": "pay", "amount": "pay"},
    outputs.Finding: _open("finding_id", "kind", "subject", "period", "n", "estimate", "interval", "order_ids")
    | _open("message_id", "assessment_id", "model", "model_version", "score", "top_features", "level")
    | {"params": "params"},
    JudgedOrder: _open("customer_id", "order_id", "ordered_at", "seller_id", "currency", "status", "originator_id")
    | _open("beneficiary_id", "outcome", "score", "reason_result", "reason_late", "decided", "revision")
    | {"amount": "amounts"},
    Case: _open("case_id", "customer_id", "state", "disposition", "version", "assignee_id", "due_at", "opened_at")
    | _open("changed_at", "snoozed_until"),
    ListedCase: _open("dossier_id", "assignee", "status", "severity", "order_id", "originator_id", "beneficiary_id")
    | _open("currency")
    | {"case": "nested", "headline": "sentence", "params": "params", "amount": "amounts"},
    CaseStep: _open("version", "kind", "actor", "person_id", "at", "details") | {"text": "texts"},
    Pair: _open("originator_id", "beneficiary_id", "currency", "orders", "watch", "review") | {"amount": "amounts"},
    Source: _open("person_id", "source", "currency", "orders") | {"amount": "amounts"},
    Attainment: _open("person_id", "period", "metric", "currency")
    | {"target": "pay", "booked": "amounts", "held": "pay", "posted": "pay", "attainment": "pay"},
    PersonNow: _open("person_id", "role", "team_id", "manager_id", "status", "since", "display_name"),
    outputs.DeadLetter: _open("topic", "partition", "offset", "file", "line", "value_length", "reason_code")
    | {"key_b64": "raw", "value_b64": "raw", "value_sha256": "raw", "headers": "raw", "message": "raw"},
}
"""A field of a record of these types that does not stand here fails a test, and is left out until it does."""

_WHO_AND_WHAT = (
    "customer originator beneficiary person assistant subject team teams originators customers first second order_id "
    "event_id rule_id missing by period since prior_period prior_since needless_last metric"
)
_FIGURES = (
    "after again back before copied crowded days days_after entries gain high hollow hours late lift low matched "
    "months needless needless_low needless_normal normal orders others others_orders out owner part part_before "
    "papers passed paths payee people rank rate replies share shrunk teams_orders transferred transferred_in_all work"
)

PARAMS: Mapping[str, Class] = {
    **_open(*_WHO_AND_WHAT.split(), *_FIGURES.split()),
    "code": "code",
    "error": "texts",
    "amounts": "amounts",
    "transferred_amounts": "amounts",
    "amount_rates": "amounts",
    "target": "pay",
}
"""Parameters of the shipped messages. Of others, perhaps of a rule of one's own, a text takes `texts`, and a number is
open, since the core hands no money to a rule. `share` and `payee` are of the work; `target` is a person's quota."""

FEATURES: Mapping[str, Class] = {
    **_open("subject", "link", "order_type", "payee_role", "originator_role", "changed_by", "reason_result"),
    "reason_code": "code",
}
"""Features that are texts; the others are numbers and yes or no."""
