"""Feeds histories to a `KeptCustomer` as a worker would, and holds what it said against judging everything at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from detector.facts import CustomerFact, DecisionFact, StatementFact
from detector.judge import CustomerResult, VoidDecision, judge_customer
from detector.kept.customer import KeptCustomer
from detector.kept.said import Said
from detector.outputs import Alert, Assessment, Credit
from detector.pack import RulePack
from detector.people import People
from detector.timeline import Timeline
from streams.packs import LoadedPack
from tests.contract.ledger import check_ledger
from tests.detector.builders import copy_pack, shipped

Net = dict[tuple[str, str, str], tuple[Decimal, Decimal]]


def short_sighted(horizon_days: int, after_days: int) -> LoadedPack:
    """The shipped pack with other windows, so that weeks are as years."""
    loaded = shipped()
    base = loaded.pack.base_at(0)
    judging = msgspec.structs.replace(base.judging, horizon_days=horizon_days, after_days=after_days)
    return loaded._replace(pack=copy_pack(loaded, base=[msgspec.structs.replace(base, judging=judging)]))


def facts_of(timeline: Timeline) -> list[CustomerFact]:
    """All facts of a timeline."""
    return [*timeline.changes, *timeline.activities, *timeline.statements, *timeline.decisions]


def net(credits: Iterable[Credit]) -> Net:
    """(order, payee, status) → net amount and share; what nets to zero is left out."""
    total: Net = {}
    for entry in credits:
        key = (entry.order_id, entry.payee_id, entry.status)
        amount, share = total.get(key, (Decimal(0), Decimal(0)))
        total[key] = (amount + Decimal(entry.amount), share + Decimal(entry.share))
    return {key: sums for key, sums in total.items() if any(sums)}


@dataclass
class Worker:
    """A kept customer behind its bytes, all that it said, and the facts that it applied."""

    loaded: LoadedPack
    people: People
    customer_id: str = "C1"
    state: bytes = KeptCustomer().encode()
    said: list[Said] = field(default_factory=list)
    applied: Timeline = field(default_factory=Timeline)
    fates: list[str] = field(default_factory=list)
    last: dict[str, Assessment | Alert] = field(default_factory=dict)
    """Assessment or case id → what was said last; what is deleted is not in it."""

    @property
    def pack(self) -> RulePack:
        return self.loaded.pack

    @property
    def opened(self) -> KeptCustomer:
        """The customer as it is now, to look at."""
        return KeptCustomer.decode(self.state)

    def feed(self, *facts: CustomerFact) -> list[Said]:
        """One batch: read the state, apply, judge, write the state."""
        kept = KeptCustomer.decode(self.state)
        for fact in facts:
            fate = kept.apply(fact, self.pack)
            self.fates.append(fate)
            if fate == "applied":
                assert self.applied.apply(fact) == "applied"
        news = kept.judge(self.customer_id, self.people, self.pack, self.loaded.catalog)
        assert kept.judge(self.customer_id, self.people, self.pack, self.loaded.catalog) == [], "nothing is said twice"
        self.state = kept.encode()
        assert KeptCustomer.decode(self.state).encode() == self.state
        for item in news:
            self._hear(item)
        self.said += news
        return news

    def _hear(self, item: Said) -> None:
        if isinstance(item.record, Assessment | Alert):
            before = [old.record for old in self.said if old.key == item.key and old.record is not None]
            revisions = [old.revision for old in before if isinstance(old, Assessment | Alert)]
            assert item.record.revision == max(revisions, default=0) + 1, item
            known = self.last.get(item.key)
            assert known is None or plain(known) != plain(item.record), f"said again: {item}"
            self.last[item.key] = item.record
        elif item.record is None:
            assert item.kind == "assessment"
            assert item.key.startswith("transfer:")
            del self.last[item.key]

    def expected(self) -> CustomerResult:
        """Everything that was applied, judged at once."""
        return judge_customer(self.customer_id, self.applied, self.people, self.pack, self.loaded.catalog)

    def credits(self, order_id: str | None = None) -> list[Credit]:
        """The ledger as said, of one order or of all."""
        entries = [item.record for item in self.said if isinstance(item.record, Credit)]
        return [entry for entry in entries if order_id in (None, entry.order_id)]

    def assessments(self) -> dict[str, Assessment]:
        """The assessments that stand."""
        return {key: record for key, record in self.last.items() if isinstance(record, Assessment)}

    def alerts(self) -> dict[str, Alert]:
        """The last alert of each case."""
        return {key: record for key, record in self.last.items() if isinstance(record, Alert)}

    def voids(self) -> list[VoidDecision]:
        """The void decisions noticed."""
        return [item.record for item in self.said if isinstance(item.record, VoidDecision)]

    def check_credit(self, orders: Sequence[str] | None = None) -> None:
        """The said ledger obeys its laws and nets to what judging at once gives."""
        check_ledger([msgspec.to_builtins(entry) for entry in self.credits()])
        expected, said = net(self.expected().credits), net(self.credits())
        if orders is not None:
            expected = {key: sums for key, sums in expected.items() if key[0] in orders}
            said = {key: sums for key, sums in said.items() if key[0] in orders}
        assert said == expected

    def check_everything(self) -> None:
        """All that was said is what judging at once says (nothing is frozen)."""
        result = self.expected()
        self.check_credit()
        assert {key: plain(item) for key, item in self.assessments().items()} == {
            item.assessment_id: plain(item) for item in result.assessments
        }
        alerts = {alert.case_id: plain(alert) for alert in result.alerts}
        assert {key: plain(item) for key, item in self.alerts().items() if key in alerts} == alerts
        assert all(item.status == "withdrawn" for key, item in self.alerts().items() if key not in alerts)
        ids = [void.decision.id_hash for void in self.voids()]
        assert len(ids) == len(set(ids))
        assert {void.decision.id_hash for void in result.voids} <= set(ids)


def plain(record: Assessment | Alert) -> Any:
    """A record without its revision."""
    return msgspec.to_builtins(msgspec.structs.replace(record, revision=1))


class LongRun:
    """A worker over a history that is long beside its horizon; what cannot be as in a replay is left out, or noted."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.explained: set[str] = set()
        """Frozen matters to which an explanation came: it may change the outcome in a replay."""
        self.superseded = 0
        """How many transfers got their order when they were frozen."""

    def feed(self, batch: list[CustomerFact]) -> None:
        kept = self.worker.opened
        sellers = {fact.order_id: fact.seller for fact in kept.timeline.statements}
        fitting = []
        for fact in batch:
            if isinstance(fact, StatementFact) and fact.order_id in kept.frozen_orders:
                if fact.seller != sellers[fact.order_id]:
                    continue
            if isinstance(fact, DecisionFact) and fact.decision == "explain":
                self.explained |= self.frozen(kept)
            fitting.append(fact)
        for item in self.worker.feed(*fitting):
            if item.key in self.frozen(kept) and isinstance(item.record, Assessment) and item.record.superseded_by:
                self.superseded += 1

    def frozen(self, kept: KeptCustomer) -> set[str]:
        """The assessment ids of what is frozen."""
        changes = self.worker.applied.changes
        transfers = {f"transfer:{fact.event_id}" for fact in changes if fact.at < kept.frozen_before}
        return transfers | {f"order:{order_id}" for order_id in kept.frozen_orders}

    def check(self, seen: Counter[str]) -> None:
        worker, kept = self.worker, self.worker.opened
        result, frozen = worker.expected(), self.frozen(kept)
        said = worker.assessments()
        assert said.keys() == {item.assessment_id for item in result.assessments}
        for item in result.assessments:
            if item.assessment_id in self.explained:
                seen["explained"] += 1
            elif item.assessment_id not in frozen or item.order_id is None:
                assert plain(said[item.assessment_id]) == plain(item)
                seen["frozen transfer" if item.assessment_id in frozen else "open"] += 1
            else:
                mine = said[item.assessment_id]
                assert (mine.outcome, mine.score, mine.hits) == (item.outcome, item.score, item.hits)
                seen["frozen order"] += 1
        self._check_alerts(result, frozen)
        orders = {item.order_id for item in result.assessments if item.order_id}
        worker.check_credit([order for order in orders if f"order:{order}" not in self.explained])
        seen["superseded later"] += self.superseded
        seen["too late"] += "too_late" in worker.fates
        seen["forgotten"] += len(facts_of(kept.timeline)) < len(facts_of(worker.applied))

    def _check_alerts(self, result: CustomerResult, frozen: set[str]) -> None:
        """What is frozen says no later amount or time."""
        alerts, said = {alert.case_id: alert for alert in result.alerts}, self.worker.alerts()
        for case_id in alerts.keys() | said.keys():
            mine, theirs = said[case_id], alerts.get(case_id)
            if {mine.assessment_id, theirs.assessment_id if theirs else None} & self.explained:
                continue
            if theirs is None:
                assert mine.status == "withdrawn"
            elif mine.assessment_id in frozen:
                assert (mine.assessment_id, mine.status, mine.hits) == (
                    theirs.assessment_id,
                    theirs.status,
                    theirs.hits,
                )
            else:
                assert plain(mine) == plain(theirs)
