"""Judging one matter, an order or a transfer: path, work, features, rules, tested reason, score."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from detector.beside import OrdersBeside
from detector.bursts import limit_bursts
from detector.calendar import date_only_end
from detector.deal import Deal, find_other_worker, group_by_person, hop_of
from detector.earlier import EarlierOrders
from detector.explanations import Explanations
from detector.facts import ChangeFact, DecisionFact, StatementFact
from detector.features import Features
from detector.gathering import gather
from detector.instant import DAY_US, HOUR_US
from detector.judgement import JudgedOrder, JudgedTransfer, Judgement, RuleOutcome
from detector.matter_times import deal_start, latest_at, same_deal_hours, woken
from detector.messages import Catalog
from detector.orders import OrderHistory, first_order_of, group_orders
from detector.pack import RulePack
from detector.people import People
from detector.plan import OrderFacts, find_plan_path, plan_shares
from detector.reasons import check_reason
from detector.received import Received, came_from_sales, received_by_assistants
from detector.score import combine
from detector.timeline import Timeline
from detector.typed_in import TypedInLate, doubt_what_came_after
from detector.typical import as_typical
from detector.window import Window, Windows, Work
from detector.writing import Writer


class Frozen(NamedTuple):
    """Matters that stay as judged before and are not judged again: transfers before a time, and these orders.

    `payees`: order id → who has a share of it by the plan, for what later orders look back on.
    """

    before: int
    payees: Mapping[str, frozenset[str]]


NOTHING_FROZEN = Frozen(-(2**62), {})


def _nobody(_person: str) -> int | None:
    """Beside a matter that stands alone nobody is booked."""
    return None


class MatterJudge:
    """Judges one customer's matters with everything known; orders must be asked for in their order."""

    def __init__(self, customer_id: str, timeline: Timeline, people: People, pack: RulePack, catalog: Catalog) -> None:
        self.customer_id = customer_id
        self.people = people
        self.pack = pack
        self.catalog = catalog
        self._writer = Writer(customer_id, catalog, pack.digest)
        self.changes = timeline.changes
        self.orders = group_orders(timeline.statements)
        self.decisions = timeline.decisions
        self._explanations = Explanations(self.decisions, self.changes)
        self._decisions: dict[str, list[DecisionFact]] = {}
        for fact in self.decisions:
            if fact.decision != "explain":
                self._decisions.setdefault(fact.order_id, []).append(fact)
        activities = timeline.activities
        self._windows = Windows(self.changes, activities)
        self._late = TypedInLate(activities)
        self._earlier = EarlierOrders()
        self._beside = OrdersBeside(self.orders)
        self._judged: dict[tuple[object, ...], Judgement] = {}

    def matters(self, frozen: Frozen = NOTHING_FROZEN) -> Iterator[JudgedOrder | JudgedTransfer]:
        """Judge every order and transfer that is not frozen, in the order of time: so windows follow each other."""
        ownership = self._windows.ownership(-(2**62), 2**62)
        received = [item for item in received_by_assistants(ownership, self.people) if item.at >= frozen.before]
        both: list[Received | OrderHistory] = [*received, *self.orders]
        for matter in sorted(both, key=lambda matter: matter.at):
            if not isinstance(matter, OrderHistory):
                yield from self._transfer(matter)
            elif (payees := frozen.payees.get(matter.order_id)) is not None:
                self.remember(matter, payees)
            else:
                yield self.order(matter)

    def order(self, order: OrderHistory) -> JudgedOrder:
        """Judge an order as finally stated and explained."""
        judgement = self.judge_order(order, order.last, None)
        explained = self.explanation(order, order.last, None)
        if explained is not None:
            judgement = self.judge_order(order, order.last, explained)
        self._earlier.add(order, frozenset(judgement.shares))
        return JudgedOrder(order, judgement, self._writer.order(order, judgement))

    def remember(self, order: OrderHistory, payees: frozenset[str]) -> None:
        """Take an order as judged before, for what later ones look back on: `payees` have a share by the plan."""
        self._earlier.add(order, payees)

    def work(self, judged: JudgedOrder) -> Work:
        """The activities of an order's window as they count for it, with what is doubtful, to show them.

        `by_person` is the plan's measure, which knows neither.
        """
        window, order = judged.judgement.window, judged.order
        work, ordered_at = self._windows.weigh(window), self._known_at(order.at)
        entries = [*work.before, *work.after]
        told = doubt_what_came_after(entries, ordered_at, work, order.last.seller, window.effort)
        told = as_typical(told, window.effort)
        first = bisect_right(told, judged.judgement.deal_start, key=lambda item: item.fact.at)
        told = [*told[:first], *limit_bursts(told[first:], window.effort)]
        return Work(told[: len(work.before)], told[len(work.before) :], work.by_person)

    def _known_at(self, at: int) -> int:
        """When an order was known: at its time, or at the end of its day where only its date is."""
        return date_only_end(at, self.pack.zone) or at

    def judge_order(self, order: OrderHistory, statement: StatementFact, explained: DecisionFact | None) -> Judgement:
        """Judge an order as one of its statements states it, explained or not; amounts and currencies move nothing."""
        terms = statement.seller, statement.order_type, statement.order_source, statement.entered_by
        key = (order.order_id, *terms, explained)
        known = self._judged.get(key)
        if known is None:
            known = self._judged[key] = self._judge_order(order, statement, explained)
        return known

    def _judge_order(self, order: OrderHistory, statement: StatementFact, explained: DecisionFact | None) -> Judgement:
        base = self.pack.base_at(order.at)
        window = self._windows.cut(order.at, base)
        work = self._windows.weigh(window)
        same_deal_us = same_deal_hours(base.judging, statement, window) * HOUR_US
        earlier_at = self._earlier.latest_at(order.rank, window.since, same_deal_us)
        renewal = statement.order_type == "renewal"  # its work is the care of a whole term
        start = deal_start(order.at, earlier_at, base.judging.term_days if renewal else base.judging.deal_days)
        if statement.order_type == "new":
            start = woken(work, base.judging, start)
        paid = self._earlier.payees(order.rank, window.since)
        facts = OrderFacts(statement.seller, order.at, window.since, statement.order_type, work.by_person, paid)
        return self._judge(facts, window, work, start, earlier_at, statement, explained)

    def _judge(
        self,
        facts: OrderFacts,
        window: Window,
        work: Work,
        start: int,
        earlier_at: int | None,
        statement: StatementFact | None,
        explained: DecisionFact | None,
    ) -> Judgement:
        base = self.pack.base_at(facts.at)
        plan_id, plan = self.pack.plan_at(facts.at)
        path = find_plan_path(window.ownership, facts, self.people, plan)
        day_end = date_only_end(facts.at, self.pack.zone) if statement else None
        entries = self._windows.of_deal(start, day_end, window, work)
        if statement is not None:
            ordered_at = day_end or facts.at
            entries = self._late.doubt(entries, start, ordered_at, work, facts.seller, window.effort)
        entries = limit_bursts(as_typical(entries, window.effort), window.effort)
        by_person = group_by_person(entries)
        work_of = {person: sum([item.thousandths for item in items]) for person, items in by_person.items()}
        stages, beside = self._windows.stages(start, window), self._sold_beside(statement, window)
        matter = earlier_at, statement, path, facts.paid_before, beside
        deal = Deal(facts.seller, window, work, entries, by_person, work_of, stages, *matter)
        other = find_other_worker(deal, self.people, base.judging)
        hop = hop_of(deal, other)
        features = gather(deal, other, self.people, self.pack)
        known = self.people.first_from(other.person) is not None
        features, reason = check_reason(hop.change, explained, features, originator_known=known)
        results = self._run_rules(features, facts.at)
        points = [item.result.points for item in results if item.result.kind == "hit"]
        combined = combine(points, features, base.score, base.judging.new_hire_days)
        given = bool(path.hop and path.hop.reason.given) or bool(explained and explained.reason.given)
        return Judgement(
            window, latest_at(deal, other, explained), other, path,
            plan_id, plan, plan_shares(path, facts, plan), features, results, reason, combined,
            path.hop or hop.change, path.counted and plan.hold_without_reason and not given, start,
            explained, base.version, work.by_person,
        )  # fmt: skip

    def _sold_beside(self, statement: StatementFact | None, window: Window) -> Callable[[str], int | None]:
        """Who is booked on other orders that are certainly of the same deal; nobody beside a transfer."""
        if statement is None or len(self.orders) < 2:
            return _nobody
        within_us = self.pack.base_at(window.at).judging.same_deal_hours * HOUR_US
        order_id, at, until = statement.order_id, window.at, window.until
        return lambda person: self._beside.latest_of(person, order_id, at, within_us, until)

    def _run_rules(self, features: Features, at: int) -> tuple[RuleOutcome, ...]:
        return tuple(
            [
                RuleOutcome(rule, version.version, rule.evaluate(features, version))
                for rule, version in self.pack.rules_at(at)
            ]
        )

    def decisions_on(self, order: OrderHistory) -> list[DecisionFact]:
        """The releases and reassigns of an order, by (time, event_id)."""
        return self._decisions.get(order.order_id, [])

    def explanations_for(self, order: OrderHistory) -> list[DecisionFact]:
        """The explanations that may speak of an order or of the hop of its path."""
        return self._explanations.that_may_concern(order.order_id)

    def explanation(
        self, order: OrderHistory, statement: StatementFact, as_of: tuple[int, str] | None
    ) -> DecisionFact | None:
        """The latest explanation for an order or for the hop of its path, up to (time, event_id)."""
        if not self._explanations:
            return None
        judgement = self.judge_order(order, statement, None)
        # Where the seller does not own the customer, the plan hears only what is said of the order itself.
        hop = judgement.path.hop if judgement.path.counted else judgement.case_hop
        return self._explanations.latest(order.order_id, hop, as_of)

    def _transfer(self, received: Received) -> Iterator[JudgedTransfer]:
        """The path from a salesperson to an assistant with its earliest order, where it is one."""
        change = received.change
        judgement = self._judge_transfer(change)
        if judgement is not None:
            order_id = first_order_of(self.orders, change.new, received.at, received.end)
            yield JudgedTransfer(change, judgement, self._writer.transfer(change, judgement, order_id))

    def _judge_transfer(self, change: ChangeFact) -> Judgement | None:
        base = self.pack.base_at(change.at)
        window = self._windows.cut(change.at, base)
        index = window.ownership.index_at(change.at)
        if not came_from_sales(window, index, change.new, self.people, base.judging.pool_days * DAY_US):
            return None
        work = self._windows.weigh(window)
        rank = change.at, ""
        paid = self._earlier.payees(rank, window.since)
        earlier_at = self._earlier.latest_at(rank, window.since, 0)
        facts = OrderFacts(change.new, change.at, window.since, "new", work.by_person, paid)
        start = deal_start(change.at, earlier_at, base.judging.deal_days)
        judgement = self._judge(facts, window, work, start, earlier_at, None, None)
        explained = self._explanations.latest(None, judgement.case_hop)
        return self._judge(facts, window, work, start, earlier_at, None, explained) if explained else judgement
