"""An order's credit over time: every statement and decision is a step, as everything known now judges it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from detector.credit import Standing, settle, stand
from detector.facts import DecisionFact, StatementFact
from detector.instant import format_instant, parse_instant
from detector.judgement import JudgedOrder, Judgement
from detector.ledger import Booking, Ledger, PayeeLines
from detector.matter import MatterJudge
from detector.orders import OrderHistory
from detector.outputs import Assessment, Credit, DecisionState

_FIRST, _DECISION = 0, 1


class SettledOrder(NamedTuple):
    """The ledger of an order, where its decisions stand, and its assessment with them.

    `booking`: the last one posted; `lines`: payee → where the ledger stands after it.
    """

    entries: list[Credit]
    standings: list[Standing]
    assessment: Assessment
    held: bool
    judged: JudgedOrder
    booking: Booking
    lines: Mapping[str, PayeeLines]


class Step(NamedTuple):
    """A moment at which an order's credit may change: a statement, or a decision (which comes after it in a tie)."""

    at: int
    rank: int
    event_id: str
    label: str


class Terms(NamedTuple):
    """What of a judgement settles an order: `shares` by the plan; `must_explain`: held for want of a reason."""

    shares: Mapping[str, Decimal]
    review: bool
    must_explain: bool
    plan_id: str
    plan_version: int


def settle_order(judge: MatterJudge, judged: JudgedOrder) -> SettledOrder:
    """Walk through an order's statements and decisions in time and post what each changes."""
    order = judged.order
    mine = judge.decisions_on(order)
    ledger = Ledger(judge.customer_id, order.order_id, judge.pack)
    entries: list[Credit] = []
    standings: list[Standing] = []
    booking = None
    for step in steps_of(order, [*mine, *judge.explanations_for(order)]):
        statement = order.as_of(step.at, step.event_id) if step.rank == _FIRST else order.as_of(step.at, "\U0010ffff")
        if statement is None:
            continue
        known = [fact for fact in mine if fact.at < step.at or (step.rank and fact[:2] <= (step.at, step.event_id))]
        judgement = _judgement_then(judge, judged, statement, step)
        terms = Terms(
            judgement.shares,
            judgement.combined.outcome == "review",
            judgement.must_explain,
            judgement.plan_id,
            judgement.plan.version,
        )
        standings, booking = settle_step(order, statement, known, terms, step)
        entries.extend(ledger.post(booking))
    assert booking is not None  # the first statement is the first step
    held = booking.status == "held" and booking.amount_minor > 0
    assessment = _with_decisions(judged, standings)
    return SettledOrder(entries, standings, assessment, held, judged, booking, ledger.lines)


def decisions_on(order_id: str, decisions: Sequence[DecisionFact]) -> list[DecisionFact]:
    """The releases and reassigns of an order."""
    return [fact for fact in decisions if fact.order_id == order_id and fact.decision != "explain"]


def settle_step(
    order: OrderHistory, statement: StatementFact, known: Sequence[DecisionFact], terms: Terms, step: Step
) -> tuple[list[Standing], Booking]:
    """Where the decisions known by a step stand, and what is credited from it on."""
    standings = stand(known, terms.shares, statement, _currencies(order, known))
    settled = settle(standings, terms.shares, review=terms.review, must_explain=terms.must_explain)
    why = f"; held: {settled.hold_reason}" if settled.hold_reason else ""
    return standings, Booking(
        statement.amount_minor,
        statement.currency,
        settled.shares,
        settled.status,
        terms.plan_id,
        terms.plan_version,
        step.at,
        f"{step.label} {step.event_id}{why}",
    )


def steps_of(order: OrderHistory, decisions: Sequence[DecisionFact]) -> list[Step]:
    """All moments from the first statement on; decisions before it count from it on."""
    steps = [Step(fact.at, _FIRST, fact.event_id, fact.status) for fact in order.statements]
    steps += [
        Step(fact.at, _DECISION, fact.event_id, fact.decision)
        for fact in decisions
        if fact.at >= order.at and (fact.decision == "explain" or fact.order_id == order.order_id)
    ]
    return sorted(steps)


def _judgement_then(judge: MatterJudge, judged: JudgedOrder, statement: StatementFact, step: Step) -> Judgement:
    as_of = (step.at, step.event_id if step.rank == _DECISION else "")
    explained = judge.explanation(judged.order, statement, as_of)
    if explained == judged.judgement.explained and _same_terms(statement, judged.order.last):
        return judged.judgement
    return judge.judge_order(judged.order, statement, explained)


def _same_terms(one: StatementFact, other: StatementFact) -> bool:
    """Whether two statements are judged alike: all but amount, status and currency."""
    return (one.seller, one.order_type, one.order_source, one.entered_by) == (
        other.seller,
        other.order_type,
        other.order_source,
        other.entered_by,
    )


def _currencies(order: OrderHistory, decisions: Sequence[DecisionFact]) -> dict[str, str]:
    found = {}
    for fact in decisions:
        stated = order.as_of(fact.at, "\U0010ffff")
        if stated is not None:
            found[fact.event_id] = stated.currency
    return found


def _with_decisions(judged: JudgedOrder, standings: Sequence[Standing]) -> Assessment:
    """Add the decisions, the explanation heard too; the assessment is as late as the latest of them."""
    assessment, heard = judged.assessment, judged.judgement.explained
    states = [
        DecisionState(
            event_id=item.decision.event_id,
            decision=item.decision.decision,
            decided_by=item.decision.decided_by,
            state=item.state,
            why=item.why or None,
        )
        for item in standings
    ]
    if heard is not None:
        states.append(
            DecisionState(
                event_id=heard.event_id, decision="explain", decided_by=heard.decided_by, state="holds", why=None
            )
        )
    if not states:
        return assessment
    latest = max([assessment.assessed_at, *(format_instant(item.decision.at) for item in standings)], key=parse_instant)
    return msgspec.structs.replace(assessment, decisions=states, assessed_at=latest)
