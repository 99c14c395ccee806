"""An order's credit over time: every statement and decision is a step, as everything known now judges it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from detector.credit import Standing, settle, stand
from detector.facts import DecisionFact, StatementFact
from detector.instant import format_instant, parse_instant
from detector.judgement import JudgedOrder, Judgement
from detector.ledger import Booking, Ledger
from detector.matter import MatterJudge
from detector.orders import OrderHistory
from detector.outputs import Assessment, Credit, DecisionState

_FIRST, _DECISION = 0, 1


class SettledOrder(NamedTuple):
    """The ledger of an order, where its decisions stand, and its assessment with them."""

    entries: list[Credit]
    standings: list[Standing]
    assessment: Assessment
    held: bool


class _Step(NamedTuple):
    """A moment at which an order's credit may change: a statement, or a decision (which comes after it in a tie)."""

    at: int
    rank: int
    event_id: str
    label: str


def settle_order(judge: MatterJudge, judged: JudgedOrder) -> SettledOrder:
    """Walk through an order's statements and decisions in time and post what each changes."""
    order = judged.order
    mine = judge.decisions_on(order)
    ledger = Ledger(judge.customer_id, order.order_id, judge.pack)
    entries: list[Credit] = []
    standings: list[Standing] = []
    held = False
    for step in _steps(judge, order, mine):
        statement = order.as_of(step.at, step.event_id) if step.rank == _FIRST else order.as_of(step.at, "\U0010ffff")
        if statement is None:
            continue
        known = [fact for fact in mine if fact.at < step.at or (step.rank and fact[:2] <= (step.at, step.event_id))]
        judgement = _judgement_then(judge, judged, statement, step)
        standings = stand(known, judgement.shares, statement, _currencies(order, known))
        settled = settle(
            standings,
            judgement.shares,
            review=judgement.combined.outcome == "review",
            must_explain=judgement.must_explain,
        )
        held = settled.status == "held" and statement.amount_minor > 0
        why = f"; held: {settled.hold_reason}" if settled.hold_reason else ""
        booking = Booking(
            statement.amount_minor,
            statement.currency,
            settled.shares,
            settled.status,
            judgement.plan_id,
            judgement.plan.version,
            step.at,
            f"{step.label} {step.event_id}{why}",
        )
        entries.extend(ledger.post(booking))
    return SettledOrder(entries, standings, _with_decisions(judged, standings), held)


def _steps(judge: MatterJudge, order: OrderHistory, mine: Sequence[DecisionFact]) -> list[_Step]:
    """All moments from the first statement on; decisions before it count from it on."""
    steps = [_Step(fact.at, _FIRST, fact.event_id, fact.status) for fact in order.statements]
    steps += [_Step(fact.at, _DECISION, fact.event_id, fact.decision) for fact in mine if fact.at >= order.at]
    steps += [
        _Step(fact.at, _DECISION, fact.event_id, fact.decision)
        for fact in judge.explanations_for(order)
        if fact.at >= order.at
    ]
    return sorted(steps)


def _judgement_then(judge: MatterJudge, judged: JudgedOrder, statement: StatementFact, step: _Step) -> Judgement:
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
