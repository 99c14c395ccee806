"""What a customer's newest event makes old: matters are frozen, and events that no judgement can see are forgotten.

docs/decisions/0012-what-a-worker-forgets.md says why each of these may go. A matter is frozen once no event that still
comes in time can lie in its window; it must have been judged with everything known just before.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable

from detector.alerts import case_alerts
from detector.explanations import Explanations
from detector.facts import StatementFact
from detector.judge import CustomerResult
from detector.kept.alerts import TRANSFER_SCORE, StandingAlert, outranks
from detector.kept.handovers import Handover
from detector.kept.said import encode_content
from detector.kept.tables import Tables
from detector.kept.verdicts import verdict_on
from detector.messages import Catalog
from detector.orders import OrderHistory, group_orders
from detector.outputs import Alert
from detector.pack import RulePack
from detector.timeline import Timeline


def late_before(tables: Tables, pack: RulePack) -> int:
    """An event before this time, unknown so far, comes too late."""
    return max(tables.late_before, tables.newest - 2 * pack.horizon_us)


def freeze(
    tables: Tables, timeline: Timeline, result: CustomerResult, customer_id: str, pack: RulePack, catalog: Catalog
) -> Timeline:
    """Freeze what has become old by `result`, the judgement of all that `timeline` holds; the timeline that is left."""
    tables.late_before = late_before(tables, pack)
    since, before = tables.frozen_before, tables.late_before - pack.after_us
    if before <= since:
        return timeline
    tables.frozen_before = before
    if timeline.oldest is None or timeline.oldest >= before:
        return timeline
    _freeze_matters(tables, timeline, result, catalog, customer_id)
    _close_handovers(tables, timeline, since)
    oldest = before - pack.horizon_us
    _forget_said(tables, timeline, customer_id, oldest)
    return _forget_events(timeline, frozenset(tables.verdicts), oldest)


def _freeze_matters(
    tables: Tables, timeline: Timeline, result: CustomerResult, catalog: Catalog, customer_id: str
) -> None:
    before = tables.frozen_before
    orders = [settled.judged for settled in result.orders if settled.judged.order.at < before]
    transfers = [transfer for transfer in result.transfers if transfer.change.at < before]
    if orders:
        explanations = Explanations(timeline.decisions, timeline.changes)
        tables.verdicts |= {judged.order.order_id: verdict_on(judged, explanations) for judged in orders}
    case_of: dict[str | None, str] = {}
    for score, alert in scored(result, case_alerts(customer_id, orders, transfers, catalog)):
        case_of[alert.assessment_id] = alert.case_id
        if outranks(score, tables.standing.get(alert.case_id)):
            tables.standing[alert.case_id] = StandingAlert(score, encode_content(alert))
            tables.alerts[alert.case_id] = tables.alerts[alert.case_id]._replace(alert=b"")
    for transfer in transfers:
        key, content = transfer.assessment.assessment_id, encode_content(transfer.assessment)
        tables.handovers[key] = Handover(transfer.change.at, transfer.change.new, content, case_of.get(key, ""))


def scored(result: CustomerResult, alerts: Iterable[Alert]) -> list[tuple[int, Alert]]:
    """Alerts with the scores of their orders."""
    scores = {assessment.assessment_id: assessment.score for assessment in result.assessments}
    return [
        (TRANSFER_SCORE if alert.order_id is None else scores[f"order:{alert.order_id}"], alert) for alert in alerts
    ]


def _close_handovers(tables: Tables, timeline: Timeline, since: int) -> None:
    """Leave only the transfers that an order to come may supersede, or one that may still move."""
    orders = group_orders(timeline.statements) if tables.handovers else []
    for key, handover in list(tables.handovers.items()):
        order_id, end = handover.superseding(orders, timeline.changes, since)
        if order_id in tables.verdicts or (end is not None and end < tables.frozen_before):
            del tables.handovers[key]


def _forget_said(tables: Tables, timeline: Timeline, customer_id: str, oldest: int) -> None:
    """Forget what was said of matters that are never said again, and of cases to which no matter can come any more."""
    open_orders = {f"order:{fact.order_id}" for fact in timeline.statements if fact.order_id not in tables.verdicts}
    transfers = {f"transfer:{fact.event_id}" for fact in timeline.changes if fact.at >= tables.frozen_before}
    matters = open_orders | transfers | tables.handovers.keys()
    tables.assessments = {key: said for key, said in tables.assessments.items() if key in matters}
    hops = open_orders | {fact.event_id for fact in timeline.changes if fact.at >= oldest}
    cases = {f"{customer_id}/{hop}" for hop in hops} | {item.case_id for item in tables.handovers.values()}
    tables.alerts = {case: said for case, said in tables.alerts.items() if case in cases}
    tables.standing = {case: alert for case, alert in tables.standing.items() if case in cases}


def _forget_events(timeline: Timeline, frozen_orders: Container[str], oldest: int) -> Timeline:
    """Leave out what lies before every window: activities, changes but the last, statements of frozen orders."""
    activities = [fact for fact in timeline.activities if fact.at >= oldest]
    changes = timeline.changes
    first = max(0, bisect_left(changes, oldest, key=lambda fact: fact.at) - 1)
    statements = [
        fact
        for order in group_orders(timeline.statements)
        for fact in (_needed(order, oldest) if order.order_id in frozen_orders else order.statements)
    ]
    return Timeline.from_facts(changes[first:], activities, statements, timeline.decisions)


def _needed(order: OrderHistory, oldest: int) -> list[StatementFact]:
    """The first statement and the last, those that a window may see, and where the currency changed."""
    kept = [order.statements[0]]
    for fact in order.statements[1:]:
        if fact.at >= oldest or fact is order.last or fact.currency != kept[-1].currency:
            kept.append(fact)
    return kept
