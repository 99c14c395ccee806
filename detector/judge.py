"""One customer's timeline to assessments, alerts and credit: the pure function that replay, worker and tests call."""

from typing import NamedTuple

from detector.alerts import case_alerts
from detector.facts import DecisionFact
from detector.judgement import JudgedOrder, JudgedTransfer
from detector.matter import MatterJudge
from detector.messages import Catalog
from detector.outputs import Alert, Assessment, Credit
from detector.pack import RulePack
from detector.people import People
from detector.settlement import settle_order
from detector.timeline import Timeline


class VoidDecision(NamedTuple):
    """A decision that does not hold, noticed once in the dead letters; it counts as applied."""

    decision: DecisionFact
    why: str


class CustomerResult(NamedTuple):
    """Everything said of one customer. `held_orders`: how many orders have held credit."""

    assessments: list[Assessment]
    alerts: list[Alert]
    credits: list[Credit]
    voids: list[VoidDecision]
    held_orders: int


def judge_customer(
    customer_id: str, timeline: Timeline, people: People, pack: RulePack, catalog: Catalog
) -> CustomerResult:
    """Judge every order and transfer of a customer with everything known.

    The result is a function of the set of events, the people, and the pack: never of the order of arrival or a clock.
    """
    judge = MatterJudge(customer_id, timeline, people, pack, catalog)
    orders: list[JudgedOrder] = []
    transfers: list[JudgedTransfer] = []
    result = CustomerResult([], [], [], [], 0)
    held = 0
    for judged in judge.matters():
        if isinstance(judged, JudgedTransfer):
            transfers.append(judged)
            continue
        orders.append(judged)
        settled = settle_order(judge, judged)
        result.credits.extend(settled.entries)
        result.assessments.append(settled.assessment)
        result.voids.extend(VoidDecision(item.decision, item.why) for item in settled.standings if item.state == "void")
        held += settled.held
    result.assessments.extend(judged.assessment for judged in transfers)
    result.alerts.extend(case_alerts(customer_id, orders, transfers, catalog))
    return result._replace(held_orders=held)
