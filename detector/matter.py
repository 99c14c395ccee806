"""Judging one matter, an order or a transfer: path, work, features, rules, tested reason, score."""

from detector.deal import Deal, find_other_worker, hop_of
from detector.explanations import Explanations
from detector.facts import ChangeFact, DecisionFact, StatementFact
from detector.features import Features
from detector.gathering import gather
from detector.instant import DAY_US, HOUR_US
from detector.judgement import JudgedOrder, JudgedTransfer, Judgement, RuleOutcome
from detector.messages import Catalog
from detector.orders import OrderHistory, first_order_of, group_orders
from detector.pack import Judging, RulePack
from detector.path import trace_ownership
from detector.people import People
from detector.plan import OrderFacts, find_plan_path, longest_pool_us, owning_index, plan_shares
from detector.reasons import check_reason
from detector.score import combine
from detector.timeline import Timeline
from detector.window import Window, Windows
from detector.writing import Writer


def _same_deal_hours(judging: Judging, statement: StatementFact, window: Window) -> int:
    """Orders closer together than this are one deal: the work before the first made the second too.

    What an owner's customer buys again is care for the account, unless it is booked on somebody else.
    """
    index = owning_index(window.ownership, window.at, judging.pool_days * DAY_US)
    owned = index >= 0 and window.ownership.segments[index].owner == statement.seller
    return judging.same_deal_hours if owned and statement.order_type != "new" else judging.same_deal_new_hours


def _woken(window: Window, judging: Judging) -> int:
    """When the customer woke from its last long silence: just before the first entry after it; 0 for none."""
    woken, last = 0, None
    for item in window.before:
        if item.thousandths < judging.quiet_thousandths:
            continue
        if last is not None and item.fact.at - last > judging.dormant_days * DAY_US:
            woken = item.fact.at - 1
        last = item.fact.at
    return woken


def _deal_start(at: int, earlier_at: int | None, judging: Judging) -> int:
    """A deal begins after the earlier one, and no longer ago than `deal_days`."""
    start = at - judging.deal_days * DAY_US
    return start if earlier_at is None else max(start, earlier_at)


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
        self._windows = Windows(self.changes, timeline.activities)
        self._paid: list[tuple[OrderHistory, frozenset[str]]] = []

    def order(self, order: OrderHistory) -> JudgedOrder:
        """Judge an order as finally stated and explained."""
        explained = self.explanation(order, order.last, None)
        judgement = self.judge_order(order, order.last, explained)
        self._paid.append((order, frozenset(judgement.shares)))
        return JudgedOrder(order, judgement, self._writer.order(order, judgement))

    def remember(self, order: OrderHistory, payees: frozenset[str]) -> None:
        """Take an order as judged before, for what later ones look back on: `payees` have a share by the plan."""
        self._paid.append((order, payees))

    def judge_order(self, order: OrderHistory, statement: StatementFact, explained: DecisionFact | None) -> Judgement:
        """Judge an order as one of its statements states it, explained or not."""
        base = self.pack.base_at(order.at)
        window = self._windows.cut(order.at, base)
        same_deal_us = _same_deal_hours(base.judging, statement, window) * HOUR_US
        paid, earlier_at = self._earlier(order.rank, window, same_deal_us)
        deal_start = _deal_start(order.at, earlier_at, base.judging)
        if statement.order_type == "new":
            deal_start = max(deal_start, _woken(window, base.judging))
        facts = OrderFacts(statement.seller, order.at, window.since, statement.order_type, window.work, paid)
        return self._judge(facts, window, deal_start, earlier_at, statement, explained)

    def _earlier(self, rank: tuple[int, str], window: Window, same_deal_us: int) -> tuple[frozenset[str], int | None]:
        """Who has a share in orders of the window before (time, event_id), and the latest that was another deal."""
        paid: set[str] = set()
        latest = None
        for earlier, payees in self._paid:
            at = earlier.at
            if at < window.since or at > rank[0]:
                continue
            stated = earlier.as_of(*rank)
            if earlier.rank >= rank or stated is None or not stated.amount_minor:
                continue
            paid |= payees
            if rank[0] - at > same_deal_us:
                latest = at
        return frozenset(paid), latest

    def _judge(
        self,
        facts: OrderFacts,
        window: Window,
        deal_start: int,
        earlier_at: int | None,
        statement: StatementFact | None,
        explained: DecisionFact | None,
    ) -> Judgement:
        base = self.pack.base_at(facts.at)
        plan_id, plan = self.pack.plan_at(facts.at)
        path = find_plan_path(window.ownership, facts, self.people, plan)
        deal = Deal(facts.seller, window, deal_start, earlier_at, statement, path, facts.paid_before)
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
            window, other, path, plan_id, plan, plan_shares(path, facts, plan), features, results, reason, combined,
            path.hop or hop.change, path.counted and plan.hold_without_reason and not given, deal_start,
            explained, base.version,
        )  # fmt: skip

    def _run_rules(self, features: Features, at: int) -> tuple[RuleOutcome, ...]:
        outcomes = []
        for rule in self.pack.rules:
            version = rule.version_at(at)
            if version is not None:
                outcomes.append(RuleOutcome(rule, version.version, rule.evaluate(features, version)))
        return tuple(outcomes)

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

    def transfers(self, since: int) -> list[JudgedTransfer]:
        """Every path from a salesperson to an assistant, with its earliest order; ask after all orders are judged.

        `since`: microseconds since 1970; those before it are left out.
        """
        found = []
        whole = trace_ownership(self.changes, -(2**62), 2**62)
        for index, segment in enumerate(whole.segments):
            change = segment.change
            if change is None or not segment.owner or change.at < since:
                continue
            if self.people.at(segment.owner, change.at).role != "assistant":
                continue
            judgement = self._judge_transfer(change)
            if judgement is None:
                continue
            end = next((later.start for later in whole.segments[index + 1 :] if later.owner), None)
            order_id = first_order_of(self.orders, segment.owner, change.at, end)
            found.append(JudgedTransfer(change, judgement, self._writer.transfer(change, judgement, order_id)))
        return found

    def _judge_transfer(self, change: ChangeFact) -> Judgement | None:
        base = self.pack.base_at(change.at)
        window = self._windows.cut(change.at, base)
        index = window.ownership.index_at(change.at)
        if not self._from_sales(window, index, change.new, base.judging.pool_days * DAY_US):
            return None
        paid, earlier_at = self._earlier((change.at, ""), window, 0)
        facts = OrderFacts(change.new, change.at, window.since, "new", window.work, paid)
        start = _deal_start(change.at, earlier_at, base.judging)
        judgement = self._judge(facts, window, start, earlier_at, None, None)
        explained = self._explanations.latest(None, judgement.case_hop)
        return self._judge(facts, window, start, earlier_at, None, explained) if explained else judgement

    def _from_sales(self, window: Window, index: int, receiver: str, pool_us: int) -> bool:
        """Whether a salesperson owned the customer before, without a long time in the pool in between."""
        segments = window.ownership.segments
        for back in range(index - 1, -1, -1):
            owner, start, end, _ = segments[back]
            if owner and owner != receiver:
                begins = window.since if start is None else start
                if self.people.had_role(owner, "sales", begins, window.at if end is None else end):
                    return longest_pool_us(segments[back + 1 : index], window.at) < pool_us
        return False
