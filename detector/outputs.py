"""The output records of the public contract, as types. Missing fields are left out of the JSON."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Outcome = Literal["clear", "watch", "review"]
OUTCOMES: tuple[Outcome, ...] = ("clear", "watch", "review")
Severity = Literal["low", "medium", "high"]
AlertStatus = Literal["provisional", "confirmed", "withdrawn"]
CreditStatus = Literal["posted", "held"]
ReasonResult = Literal["confirmed", "contradicted", "untestable"]
Param = str | int
Value = str | int | bool


class Output(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the output records."""


class PathOwner(Output, frozen=True, kw_only=True, omit_defaults=True):
    """One owner of the path: [from, to) and the change that made them owner; no `to` while they own it."""

    owner: str | None
    since: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    change: str | None = None
    changed_by: str | None = None


class Hit(Output, frozen=True, kw_only=True, omit_defaults=True):
    """A sign that was seen: its points, its message with figures, and that message as one English sentence."""

    rule_id: str
    rule_version: int
    score: int
    message_id: str
    params: dict[str, Param]
    reason: str


class ReasonTest(Output, frozen=True, kw_only=True, omit_defaults=True):
    """A claim and what the facts say of it; `late` where it was given afterwards."""

    result: ReasonResult
    code: str | None = None
    message_id: str
    params: dict[str, Param]
    why: str
    late: bool = False
    original: ReasonResult | None = None


class DecisionState(Output, frozen=True, kw_only=True, omit_defaults=True):
    """A decision about the order as it stands: holding, superseded by a later one, not covering any more, or void."""

    event_id: str
    decision: str
    decided_by: str
    state: Literal["holds", "superseded", "not_covering", "void"]
    why: str | None = None


class Note(Output, frozen=True, kw_only=True, omit_defaults=True):
    """What a reader should know beside the signs: missing logs, a contradiction in the record, a fact that clears."""

    message_id: str
    params: dict[str, Param]
    text: str


class Assessment(Output, frozen=True, kw_only=True, omit_defaults=True):
    """The judgement of one order, or of one path from a salesperson to an assistant.

    `originator_id` is the plan's. `compared_with`: whose work the rules hold against the beneficiary's, which may be
    somebody else: an owner whom the plan does not count, or a helper who never owned the customer. `rule_versions`: the
    version in force of every rule, hit or not, and of the pack's windows, effort and score (`pack`).
    """

    assessment_id: str
    revision: Annotated[int, Meta(ge=1)]
    customer_id: str
    order_id: str | None = None
    originator_id: str | None = None
    beneficiary_id: str | None = None
    compared_with: str | None = None
    path: list[PathOwner]
    outcome: Outcome
    score: Annotated[int, Meta(ge=0, le=100)]
    hits: list[Hit]
    reason_test: ReasonTest | None = None
    features: dict[str, Value]
    notes: list[Note]
    decisions: list[DecisionState] | None = None
    superseded_by: str | None = None
    assessed_at: str
    rule_versions: dict[str, int]
    rules_digest: str


class Alert(Output, frozen=True, kw_only=True, omit_defaults=True):
    """One matter that a manager should look at; the same `case_id` is the same matter."""

    alert_id: str
    case_id: str
    assessment_id: str | None = None
    finding_id: str | None = None
    revision: Annotated[int, Meta(ge=1)]
    severity: Severity
    message_id: str
    params: dict[str, Param]
    headline: str
    originator_id: str | None = None
    beneficiary_id: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    amount: str | None = None
    currency: str | None = None
    raised_at: str
    status: AlertStatus
    hits: list[Hit]


class Credit(Output, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the append-only ledger; `amount` and `share` are decimal strings, negative in a reversal."""

    entry_id: str
    order_id: str
    customer_id: str
    payee_id: str
    credit_type: Literal["direct", "overlay", "adjustment"]
    share: str
    amount: str
    currency: str
    status: CreditStatus
    plan_id: str
    plan_version: int
    effective_at: str
    accounting_period: str
    original_period: str | None = None
    reverses: str | None = None
    reason: str
    assessment_id: str


class Finding(Output, frozen=True, kw_only=True, omit_defaults=True):
    """Something about a pair, person, team, or (kind `anomaly`) one assessment; figures rounded to 4 places."""

    finding_id: str
    kind: str
    subject: str | None = None
    period: str | None = None
    n: int | None = None
    estimate: str | None = None
    interval: tuple[str, str] | None = None
    order_ids: list[str] | None = None
    message_id: str | None = None
    params: dict[str, Param] | None = None
    assessment_id: str | None = None
    model: str | None = None
    model_version: str | None = None
    score: str | None = None
    top_features: list[str] | None = None
    level: Literal["normal", "unusual", "not_evaluated"] | None = None


class DeadLetter(Output, frozen=True, kw_only=True, omit_defaults=True):
    """A record that could not be used, whole; what is too big keeps its head, length and SHA-256."""

    topic: str
    partition: int | None = None
    offset: int | None = None
    file: str | None = None
    line: int | None = None
    key_b64: str | None = None
    value_b64: str | None = None
    value_length: int | None = None
    value_sha256: str | None = None
    headers: list[tuple[str, str]] | None = None
    reason_code: str
    message: str


OUTPUT_TOPICS: tuple[tuple[str, str, type[Output], str], ...] = (
    ("transferwatch.assessments.v1", "assessments.ndjson", Assessment, "assessment_id"),
    ("transferwatch.alerts.v1", "alerts.ndjson", Alert, "case_id"),
    ("transferwatch.credits.v1", "credits.ndjson", Credit, "order_id"),
    ("transferwatch.findings.v1", "findings.ndjson", Finding, "finding_id"),
    ("transferwatch.dead-letters.v1", "dead-letters.ndjson", DeadLetter, "topic"),
)
"""Topic name, file in a folder, record type, and the field that is the key (dead letters: key as received)."""
