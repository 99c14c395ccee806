"""The whole story of one order, judged from a folder by the same core as `replay`."""

from pathlib import Path
from typing import NamedTuple

from detector.errors import InputError
from detector.judgement import JudgedOrder
from detector.matter import MatterJudge
from detector.settlement import SettledOrder, settle_order
from detector.timeline import Timeline
from streams.customer import CustomerEvents, read_customer
from streams.packs import LoadedPack


class ToldOrder(NamedTuple):
    """An order as judged, with its ledger."""

    judged: JudgedOrder
    settled: SettledOrder


class CustomerStory(NamedTuple):
    """All orders of a customer, by time, judged with everything that a folder says of them."""

    events: CustomerEvents
    judge: MatterJudge
    orders: list[ToldOrder]
    loaded: LoadedPack

    def order(self, order_id: str) -> ToldOrder:
        """One order. Raises InputError where none of its statements can be used."""
        for told in self.orders:
            if told.judged.order.order_id == order_id:
                return told
        letters = [letter for letter in self.events.intake.dead_letters if letter.file == "orders.ndjson"]
        why = f": line {letters[0].line} of orders.ndjson: {letters[0].message}" if letters else ""
        message = f"order {order_id!r} of customer {self.events.customer_id!r} has no statement that can be used{why}"
        raise InputError(message)


def judge_story(folder: Path, customer_id: str, loaded: LoadedPack, added: bytes | None = None) -> CustomerStory:
    """Judge a customer's orders from a folder; `added` is one more decision, not yet written."""
    events = read_customer(folder, customer_id, loaded.pack.text_rules, added)
    intake = events.intake
    timeline = intake.timelines.get(customer_id, Timeline())
    judge = MatterJudge(customer_id, timeline, intake.people(), loaded.pack, loaded.catalog)
    judged = [judge.order(order) for order in judge.orders]
    return CustomerStory(events, judge, [ToldOrder(item, settle_order(judge, item)) for item in judged], loaded)


def story_subjects(story: CustomerStory) -> set[str]:
    """Everybody whose name may be told."""
    timeline = story.events.intake.timelines.get(story.events.customer_id, Timeline())
    found = {story.events.customer_id}
    for change in timeline.changes:
        found |= {change.previous, change.new, change.changed_by}
    found |= {fact.actor for fact in timeline.activities}
    found |= {who for fact in timeline.statements for who in (fact.seller, fact.entered_by)}
    found |= {fact.decided_by for fact in timeline.decisions}
    found |= {entry.payee_id for told in story.orders for entry in told.settled.entries}
    return found
