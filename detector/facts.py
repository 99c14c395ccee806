"""What judging keeps of each event: small, comparable facts without anybody's words.

All times are integer microseconds since 1970 (UTC). An empty string stands for a missing id; -1 for a missing number.
The fields of a fact are exactly those that make a second event with the same id a duplicate or a conflict.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from detector.events import (
    ACTIVITY_TYPES,
    REASON_CODES,
    Activity,
    Decision,
    Name,
    Order,
    OwnershipChange,
    Person,
    Quota,
)
from detector.instant import SECOND_US, parse_instant
from detector.money import parse_minor
from detector.text import has_letters, hash64, measure_text
from detector.words import NO_TEXT_RULES, TextRules

NOTE = ACTIVITY_TYPES.index("note")
_TYPE_INDEX: Mapping[str, int] = {name: index for index, name in enumerate(ACTIVITY_TYPES)}
WRITTEN = frozenset(_TYPE_INDEX[name] for name in ("email", "message", "note"))
"""Kinds that are a text and nothing else: only of these a sketch is kept, since one text for many is then no work."""
PAPERS = frozenset((_TYPE_INDEX["quote"], _TYPE_INDEX["contract"]))
"""Kinds that are a paper somebody wrote."""
EMAIL, MESSAGE = _TYPE_INDEX["email"], _TYPE_INDEX["message"]
DIRECTION_NONE, DIRECTION_INBOUND, DIRECTION_OUTBOUND = 0, 1, 2
_DIRECTION_INDEX: Mapping[str | None, int] = {
    None: DIRECTION_NONE,
    "inbound": DIRECTION_INBOUND,
    "outbound": DIRECTION_OUTBOUND,
}


class ReasonFact(NamedTuple):
    """A claim: the known code ("" for none), whether it counts as given, and the codes its words claim.

    `text_code`: known codes in the order of the text, with spaces in between; "" for none.
    """

    code: str
    given: bool
    text_code: str


class ActivityFact(NamedTuple):
    """One activity; sorts by time, then by content, so that no judgement depends on ids of activities tied in time.

    `kind`: index into ACTIVITY_TYPES. `text_*`: what `detector.text` keeps; a sketch only of `WRITTEN` kinds.
    `recorded_s`: seconds since 1970, -1 unknown. `asks`: an inbound text asks for another contact.
    """

    at: int
    actor: str
    kind: int
    direction: int
    duration_s: int
    text_units: int
    text_digest: int
    text_sketch: int
    asks: bool
    recorded_s: int
    stage: str
    id_hash: int


class ChangeFact(NamedTuple):
    """One ownership change; `previous` and `new` are "" for unknown and for the pool."""

    at: int
    event_id: str
    previous: str
    new: str
    changed_by: str
    reason: ReasonFact
    id_hash: int


class StatementFact(NamedTuple):
    """One statement of an order, whole as of `at`; `amount_minor` in minor units of `currency`."""

    at: int
    event_id: str
    order_id: str
    seller: str
    entered_by: str
    amount_minor: int
    currency: str
    order_type: str
    order_source: str
    status: str
    id_hash: int


class DecisionFact(NamedTuple):
    """One decision of a person; `shares` as written, `amount` as written or ""."""

    at: int
    event_id: str
    decided_by: str
    decision: str
    has_reason: bool
    order_id: str
    transfer_event_id: str
    amount: str
    shares: tuple[tuple[str, str], ...] | None
    reason: ReasonFact
    id_hash: int


class PersonFact(NamedTuple):
    """One version of a person; sorts as the contract says: effective_from, occurred_at, event_id."""

    effective_from: int
    at: int
    event_id: str
    role: str
    team: str
    manager: str
    status: str
    id_hash: int


CustomerFact = ActivityFact | ChangeFact | StatementFact | DecisionFact


def _reason(code: str | None, text: str | None, at: int, rules: TextRules) -> ReasonFact:
    known = code if code in REASON_CODES else ""
    given = bool(known and known != "other") or has_letters(text)
    return ReasonFact(known or "", given, rules.reasons_in(text, at))


def activity_fact(
    event: Activity, at: int, rules: TextRules = NO_TEXT_RULES, recorded_at: int | None = None
) -> ActivityFact:
    """The fact of an activity; its text becomes a measure and a hash.

    `recorded_at`: microseconds, as decoding found them; read from the event where it is not given.
    """
    content, duration_s = event.content, event.duration_seconds
    kind = _TYPE_INDEX.get(event.activity_type, NOTE)
    text = measure_text(content, sketched=kind in WRITTEN)
    if recorded_at is None and event.recorded_at is not None:
        recorded_at = parse_instant(event.recorded_at)
    # The plain constructor costs a tenth of the whole decoding.
    fields = (
        at,
        event.actor_id,
        kind,
        _DIRECTION_INDEX[event.direction],
        -1 if duration_s is None else int(duration_s),
        *text,
        event.direction == "inbound" and rules.asks(content, at),
        -1 if recorded_at is None else recorded_at // SECOND_US,
        event.stage or "",
        hash64(event.event_id.encode()),
    )
    return tuple.__new__(ActivityFact, fields)


def change_fact(event: OwnershipChange, at: int, rules: TextRules = NO_TEXT_RULES) -> ChangeFact:
    """The fact of an ownership change; its reason becomes a claim to test."""
    return ChangeFact(
        at,
        event.event_id,
        event.previous_owner_id or "",
        event.new_owner_id or "",
        event.changed_by or "",
        _reason(event.reason_code, event.reason_text, at, rules),
        hash64(event.event_id.encode()),
    )


def statement_fact(event: Order, at: int) -> StatementFact:
    """The fact of an order's statement; a missing `order_type` is `new`."""
    return StatementFact(
        at,
        event.event_id,
        event.order_id,
        event.seller_id,
        event.entered_by or "",
        parse_minor(event.amount, event.currency),
        event.currency,
        event.order_type or "new",
        event.order_source or "",
        event.status,
        hash64(event.event_id.encode()),
    )


def decision_fact(event: Decision, at: int, rules: TextRules = NO_TEXT_RULES) -> DecisionFact:
    """The fact of a decision; an explanation's claim is in `reason_text`, or in `reason` where that is missing."""
    claim = event.reason_text if event.reason_text is not None else event.reason
    return DecisionFact(
        at,
        event.event_id,
        event.decided_by,
        event.decision,
        bool(event.reason.strip()),
        event.order_id or "",
        event.transfer_event_id or "",
        event.amount or "",
        None if event.shares is None else tuple((share.payee_id, share.share) for share in event.shares),
        _reason(event.reason_code, claim, at, rules),
        hash64(event.event_id.encode()),
    )


def person_fact(event: Person, at: int) -> PersonFact:
    """The fact of a person's version."""
    return PersonFact(
        parse_instant(event.effective_from),
        at,
        event.event_id,
        event.role,
        event.team_id or "",
        event.manager_id or "",
        event.status,
        hash64(event.event_id.encode()),
    )


def payload_hash(event: Name | Quota, at: int) -> int:
    """A hash of what a name or quota says, to tell a duplicate from a conflict, however its time is written."""
    fields = msgspec.structs.asdict(event)
    for field in ("occurred_at", "recorded_at", "source"):
        del fields[field]
    return hash64(msgspec.json.encode([at, fields]))
