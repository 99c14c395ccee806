"""The columns of each export, in order; what an item has beyond them is not in the file."""

from collections.abc import Mapping, Sequence

_EVENT = "event_id occurred_at recorded_at source"
_DECISION = "decided_by decision transfer_event_id reason shares reason_code reason_text"

_TOLD: Mapping[str, str] = {
    "orders": (
        "order_id customer_id customer_name ordered_at seller_id originator_id beneficiary_id amount currency status "
        "outcome score reason_result reason_late decided revision"
    ),
    "assessments": (
        "assessment_id revision order_id customer_id originator_id beneficiary_id compared_with outcome score hits "
        "reason_test features path notes decisions superseded_by assessed_at rule_versions rules_digest"
    ),
    "history": (
        f"kind {_EVENT} customer_id actor_id activity_type direction duration_seconds content stage previous_owner_id "
        f"new_owner_id changed_by order_id seller_id entered_by amount currency order_type order_source status "
        f"{_DECISION}"
    ),
    "decisions": f"event_id occurred_at customer_id order_id amount {_DECISION} state why",
    "cases": (
        "case_id customer_id customer_name state disposition assignee due_at snoozed_until opened_at changed_at "
        "version dossier_id severity status headline params order_id originator_id beneficiary_id amount currency"
    ),
    "ledger": (
        "entry_id order_id customer_id payee_id credit_type share amount currency status plan_id plan_version "
        "effective_at accounting_period original_period reverses reason assessment_id"
    ),
    "findings": (
        "finding_id kind subject period n estimate interval order_ids message_id params assessment_id model "
        "model_version score level top_features"
    ),
    "dead-letters": (
        "topic partition offset file line reason_code message key_b64 value_b64 value_length value_sha256 headers"
    ),
    "people": "person_id display_name role team_id manager_id status since",
    "pairs": "originator_id beneficiary_id currency orders watch review amount",
    "sources": "person_id source currency orders amount",
    "attainment": "person_id period metric currency target booked held posted attainment",
}

COLUMNS: Mapping[str, Sequence[str]] = {what: (*names.split(), "masked") for what, names in _TOLD.items()}
"""What is exported → its columns."""
