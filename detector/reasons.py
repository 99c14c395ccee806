"""A reason is a claim: here it is held against what people did.

Each known code is `confirmed`, `contradicted` or `untestable` by the features alone, whoever gave it, at once or later.
"""

from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct

from detector.facts import ChangeFact, DecisionFact, ReasonFact
from detector.features import Features
from detector.outputs import Param, ReasonResult

QUIET_THOUSANDTHS = 300
"""Less than this is no work."""
AWAY_THOUSANDTHS = 600
"""Less than this are short answers while on leave, which do not deny the leave."""
POOLED_HOURS = 72
"""From here on a time in the pool is more than a moment between two owners."""


class Verdict(Struct, frozen=True):
    """What the facts say of a claim, and the message that tells it."""

    result: ReasonResult
    message_id: str
    params: Mapping[str, Param] = {}


class Claim(Struct, frozen=True):
    """A claim with the codes that are tested: the given one, or those that its words claim (none: one empty code)."""

    codes: tuple[str, ...]
    late: bool


class TestedReason(Struct, frozen=True):
    """The claim that holds, its verdict with the code that decided it, and the original's result beside a later one."""

    claim: Claim
    code: str
    verdict: Verdict
    original: ReasonResult | None


def claim_of(reason: ReasonFact, *, late: bool) -> Claim:
    """The codes to test: the given one, or what the words claim where the code is missing or `other`."""
    if reason.code and reason.code != "other":
        return Claim((reason.code,), late)
    return Claim(tuple(reason.text_code.split()) or ("",), late)


def _leaver(f: Features) -> Verdict:
    if f.originator_left:
        return Verdict("confirmed", "reason.leaver.left")
    if f.originator_away:
        return Verdict("untestable", "reason.leaver.soon")
    return Verdict("contradicted", "reason.leaver.stays")


def _leave_cover(f: Features) -> Verdict:
    if not f.originator_away:
        return Verdict("contradicted", "reason.leave.present")
    if f.originator_work_while_away >= AWAY_THOUSANDTHS:
        return Verdict("contradicted", "reason.leave.working", {"work": f.originator_work_while_away})
    return Verdict("confirmed", "reason.leave.away")


def _territory(f: Features) -> Verdict:
    if f.changed_by in ("originator", "payee"):
        return Verdict("contradicted", "reason.territory.own_hands", {"by": f.changed_by})
    if not f.teams_known or not f.payee_team_sells or f.changed_by in ("unknown", "none"):
        return Verdict("untestable", "reason.territory.unknown")
    if f.same_team:
        return Verdict("contradicted", "reason.territory.same_team")
    return Verdict("confirmed", "reason.territory.moved")


def _pool(f: Features) -> Verdict:
    if f.link != "path":
        return Verdict("untestable", "reason.pool.no_hop")
    if f.pool_hours >= POOLED_HOURS:
        return Verdict("confirmed", "reason.pool.lay", {"hours": f.pool_hours})
    return Verdict("contradicted", "reason.pool.no_time", {"hours": f.pool_hours})


def _capacity(f: Features) -> Verdict:
    if f.originator_after >= 1000 and f.originator_after > f.payee_after:
        return Verdict("contradicted", "reason.capacity.still_working", {"work": f.originator_after})
    if f.payee_after >= 1000:
        return Verdict("confirmed", "reason.capacity.taken_over", {"work": f.payee_after})
    return Verdict("untestable", "reason.capacity.unknown")


def _post_sale(f: Features) -> Verdict:
    if f.originator_paid_before and f.hours_since_earlier_order < 0:
        return Verdict("untestable", "reason.post_sale.same_deal")
    if f.originator_paid_before:
        return Verdict("confirmed", "reason.post_sale.paid", {"hours": f.hours_since_earlier_order})
    return Verdict("contradicted", "reason.post_sale.first")


def _policy(f: Features) -> Verdict:
    if f.changed_by in ("manager", "other"):
        return Verdict("confirmed", "reason.policy.assigned", {"by": f.changed_by})
    if f.changed_by in ("originator", "payee"):
        return Verdict("contradicted", "reason.policy.own_hands", {"by": f.changed_by})
    return Verdict("untestable", "reason.policy.unknown")


_TESTS: Mapping[str, Callable[[Features], Verdict]] = {
    "leaver": _leaver,
    "leave_cover": _leave_cover,
    "territory_change": _territory,
    "pool_recycle": _pool,
    "capacity": _capacity,
    "post_sale_handover": _post_sale,
    "policy_assignment": _policy,
}


def hold_against(code: str, features: Features, *, originator_known: bool) -> Verdict:
    """Hold one claim against the features. A person never stated in the people stream cannot be tested for absence."""
    if code in ("leaver", "leave_cover") and not originator_known:
        return Verdict("untestable", "reason.person_unknown")
    test = _TESTS.get(code)
    return test(features) if test else Verdict("untestable", "reason.free_text")


def _decide(claim: Claim, features: Features, originator_known: bool) -> tuple[str, Verdict]:
    """The code that decides a claim, and its verdict.

    A text may claim several things. One that is denied decides: it cannot hide behind a true one beside it. Else one
    that is confirmed does, and else the first.
    """
    tested = [(code, hold_against(code, features, originator_known=originator_known)) for code in claim.codes]
    for result in ("contradicted", "confirmed"):
        for code, verdict in tested:
            if verdict.result == result:
                return code, verdict
    return tested[0]


def check_reason(
    hop: ChangeFact | None, explained: DecisionFact | None, features: Features, *, originator_known: bool
) -> tuple[Features, TestedReason | None]:
    """Test the reason of a hop, or a later explanation, which then holds beside the original.

    Returns the features with the reason's figures filled in, and None where no reason was given.
    """
    original = claim_of(hop.reason, late=False) if hop and hop.reason.given else None
    late = claim_of(explained.reason, late=True) if explained and explained.reason.given else None
    claim = late or original
    if claim is None:
        return features, None
    code, verdict = _decide(claim, features, originator_known)
    first = _decide(original, features, originator_known)[1].result if late and original else None
    filled = msgspec.structs.replace(
        features, reason_given=True, reason_late=claim.late, reason_code=code, reason_result=verdict.result
    )
    return filled, TestedReason(claim, code, verdict, first)
