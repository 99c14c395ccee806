"""The one place where signs combine into a score and an outcome.

1. Points of all hits add up, those that speak against suspicion below 0: to 0 at least and 100 at most.
2. An organisational fact that explains the change (gone, away and silent, moved to another team or job, somebody else
   moved the customer to another team or a new hire) caps the score at `honest_cap`: facts clear, whatever was claimed.
   A long time in the pool, left alone by the originator, does so too where the new owner worked, else `pooled_cap`.
   What has an honest reading that is as good (`detector.questions`) caps it at `question_cap`; below that it is none.
3. Where little was logged by anybody the score is capped at `little_evidence_cap`: at most `watch`, and it says so.
4. Where the signs come to `review` and half of the payee's work or more was typed in only after the order, the score is
   at least `watch_from`, unless a fact explains the change: what is told once the order is known lowers a doubt and
   does not end it.
5. A transfer without an order is at most `watch`, and only where the deal stood late or its reason is denied: that much
   work went before it is no sign by itself.
6. The outcome is `review` from `review_from` on, `watch` from `watch_from` on, else `clear`.
"""

from collections.abc import Iterable

from msgspec import Struct

from detector.features import Features
from detector.outputs import Outcome, Param
from detector.pack import ScoreParams
from detector.questions import originator_silent, questions
from detector.reasons import AWAY_THOUSANDTHS, POOLED_HOURS, QUIET_THOUSANDTHS

INTRODUCTION_THOUSANDTHS = 1500
"""As much in the days after the hop is no introduction: the old owner goes on selling, whatever team or job is new."""
IDLE_HOURS = 14 * 24
"""An owner who was in touch later than this before the release had not given the customer up."""


class Fact(Struct, frozen=True):
    """An organisational fact that explains the change, as a message with figures."""

    message_id: str
    params: dict[str, Param]


class Combined(Struct, frozen=True):
    """Score 0 to 100 and outcome, with the facts that clear and whether evidence is short.

    `told_late`: what speaks for the payee was mostly typed in after the order, so that at least a look is due.
    """

    score: int
    outcome: Outcome
    facts: tuple[Fact, ...]
    little_evidence: bool
    told_late: bool


def clearing_facts(f: Features, new_hire_days: int) -> tuple[Fact, ...]:
    """The organisational facts that explain a change of hands."""
    found: list[Fact] = []
    quiet = f.originator_after < QUIET_THOUSANDTHS
    introduced = f.originator_grace < INTRODUCTION_THOUSANDTHS
    if f.originator_left:
        found.append(Fact("fact.left", {}))
    if _away(f) and quiet and not f.originator_left:
        found.append(Fact("fact.away", {}))
    if f.originator_moved and quiet and introduced:
        found.append(Fact("fact.originator_moved", {}))
    if f.changed_by in ("manager", "other") and f.last_hop_hours >= 0:  # it came to the payee, not to a colleague only
        if f.teams_known and not f.same_team and f.payee_team_sells and quiet and introduced:
            found.append(Fact("fact.moved", {"by": f.changed_by}))
        if 0 <= f.payee_tenure_days <= new_hire_days and f.link == "path" and quiet:
            found.append(Fact("fact.new_hire", {"days": f.payee_tenure_days}))
    return tuple(found)


def _away(f: Features) -> bool:
    """Whether the originator was away, and did not come back before the order to go on with it."""
    went_on = f.originator_work_back >= AWAY_THOUSANDTHS and f.originator_work_back > f.payee_after
    return f.originator_away and f.originator_work_while_away < AWAY_THOUSANDTHS and not went_on


def _let_go(f: Features) -> bool:
    """Whether the originator had let the customer go: no contact for some time before the pool, and none since."""
    idle = f.idle_hours < 0 or f.idle_hours >= IDLE_HOURS
    return idle and originator_silent(f)


def _told_late(f: Features) -> bool:
    """Whether half of the payee's work or more was typed in only after the order."""
    return f.link != "own" and f.payee_work_typed_in > 0 and 2 * f.payee_work_typed_in >= f.payee_work


def combine(points: Iterable[int], f: Features, params: ScoreParams, new_hire_days: int) -> Combined:
    """Combine the points of the hits as said above."""
    points = list(points)
    score = max(0, min(100, sum(points)))
    facts = list(clearing_facts(f, new_hire_days))
    if facts:
        score = min(score, params.honest_cap)
    if f.pool_hours >= POOLED_HOURS and _let_go(f):
        facts.append(Fact("fact.pooled", {"hours": f.pool_hours}))
        score = min(score, params.honest_cap if f.payee_work >= QUIET_THOUSANDTHS else params.pooled_cap)
    if score > params.question_cap and (asked := questions(f)):
        facts += [Fact(message_id, figures) for message_id, figures in asked]
        score = params.question_cap
    little = (
        f.originator_work < params.little_evidence_thousandths and f.originator_entries < params.little_evidence_entries
    )
    if little:
        score = min(score, params.little_evidence_cap)
    signs = sum([each for each in points if each > 0])
    told_late = signs >= params.review_from and not facts and not little and _told_late(f)
    if told_late:
        score = max(score, params.watch_from)
    if f.subject == "transfer":
        telling = f.late_stage > 0 or f.reason_result == "contradicted"
        score = min(score, params.little_evidence_cap if telling else params.watch_from - 1)
    outcome: Outcome = "clear"
    if score >= params.review_from:
        outcome = "review"
    elif score >= params.watch_from:
        outcome = "watch"
    return Combined(score, outcome, tuple(facts), little, told_late)
