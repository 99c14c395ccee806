"""One customer's timeline to assessments, alerts and credit: the pure function that replay, worker and tests call."""

from typing import NamedTuple

from detector.alerts import case_alerts
from detector.bookings import BookedFact, booked_fact
from detector.facts import DecisionFact
from detector.judgement import JudgedOrder, JudgedTransfer
from detector.matter import NOTHING_FROZEN, Frozen, MatterJudge
from detector.messages import Catalog
from detector.outputs import Alert, Assessment, Credit
from detector.pack import RulePack
from detector.people import People
from detector.settlement import SettledOrder, settle_order
from detector.team_facts import OrderFact, order_facts
from detector.timeline import Timeline


class VoidDecision(NamedTuple):
    """A decision that does not hold, noticed once in the dead letters; it counts as applied."""

    decision: DecisionFact
    why: str


class CustomerResult(NamedTuple):
    """Everything said of one customer. `held_orders`: how many orders have held credit.

    `facts`: for the team stage. `orders` and `transfers`: the judgements behind it, for who goes on from them.
    """

    assessments: list[Assessment]
    alerts: list[Alert]
    credits: list[Credit]
    voids: list[VoidDecision]
    held_orders: int
    facts: list[OrderFact]
    booked: list[BookedFact]
    orders: list[SettledOrder]
    transfers: list[JudgedTransfer]


def judge_customer(
    customer_id: str,
    timeline: Timeline,
    people: People,
    pack: RulePack,
    catalog: Catalog,
    frozen: Frozen = NOTHING_FROZEN,
) -> CustomerResult:
    """Judge every order and transfer of a customer with everything known.

    The result is a function of the set of events, the people, and the pack: never of the order of arrival or a clock.
    It says nothing of what is `frozen`.
    """
    judge = MatterJudge(customer_id, timeline, people, pack, catalog)
    orders: list[JudgedOrder] = []
    transfers: list[JudgedTransfer] = []
    result = CustomerResult([], [], [], [], 0, [], [], [], transfers)
    held = 0
    for judged in judge.matters(frozen):
        if isinstance(judged, JudgedTransfer):
            transfers.append(judged)
            continue
        orders.append(judged)
        settled = settle_order(judge, judged)
        result.orders.append(settled)
        result.credits.extend(settled.entries)
        result.assessments.append(settled.assessment)
        result.voids.extend(VoidDecision(item.decision, item.why) for item in settled.standings if item.state == "void")
        result.facts.extend(order_facts(settled, people, pack))
        booked = booked_fact(settled, people, pack)
        if booked is not None:
            result.booked.append(booked)
        held += settled.held
    result.assessments.extend(judged.assessment for judged in transfers)
    result.alerts.extend(case_alerts(customer_id, orders, transfers, catalog))
    return result._replace(held_orders=held)
