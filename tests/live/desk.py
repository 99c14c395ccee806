"""One partition by hand: events are published, taken in and flushed one by one, by the product's own stages."""

import asyncio
import json
from functools import cache
from typing import Any

from aiokafka.structs import ConsumerRecord

from detector.events import TOPICS
from detector.outputs import DeadLetter
from streams.live.flushing import Flush, flush_lane
from streams.live.metrics import Metrics
from streams.live.people_log import PEOPLE, PeopleHistory
from streams.live.shared import Identity, Shared
from streams.live.stages import Stages
from streams.live.state import PartitionState
from streams.packs import LoadedPack, load_pack
from streams.settings import Settings
from streams.topics import STATE_TOPIC
from tests.contract.story import Events
from tests.live.fake_kafka import FakeKafka, FakeWriter

CHANGES, ACTIVITIES, ORDERS = "crm.ownership-changes.v1", "crm.activities.v1", "crm.orders.v1"
DECISIONS, NAMES, QUOTAS = "transferwatch.decisions.v1", "crm.names.v1", "crm.quotas.v1"
_KEYS = {topic.name: topic.key for topic in TOPICS}
_SHORT = dict(zip(("people", "names", "quotas", "ownership", "activities", "orders", "decisions"), TOPICS, strict=True))
_USUAL: dict[str, dict[str, Any]] = {
    CHANGES: {"customer_id": "c-1", "new_owner_id": "lin"},
    ACTIVITIES: {"customer_id": "c-1", "actor_id": "lin", "activity_type": "note"},
    ORDERS: {
        "customer_id": "c-1", "order_id": "A", "seller_id": "lin", "amount": "10.00", "currency": "CNY",
        "status": "won",
    },
    DECISIONS: {"customer_id": "c-1", "decided_by": "gao", "decision": "explain", "reason": "so", "order_id": "A"},
    PEOPLE: {"person_id": "lin", "role": "sales", "status": "active", "effective_from": "2025-01-01T00:00:00Z"},
    NAMES: {"subject_id": "lin", "subject_type": "person", "display_name": "Lin"},
    QUOTAS: {"person_id": "lin", "period": "2026-03", "metric": "new_customers", "target": 3},
}  # fmt: skip


@cache
def pack() -> LoadedPack:
    """The shipped rules, loaded once."""
    return load_pack()


def event(topic: str, event_id: str = "e-1", **fields: Any) -> dict[str, Any]:
    """An event of a topic with all that it needs."""
    return {"event_id": event_id, "occurred_at": "2026-03-01T09:00:00Z", **_USUAL[topic], **fields}


def publish(kafka: FakeKafka, topic: str, event_id: str = "e-1", **fields: Any) -> ConsumerRecord:
    """Write an event where it belongs."""
    made = event(topic, event_id, **fields)
    return kafka.append(topic, str(made[_KEYS[topic]]).encode(), json.dumps(made).encode())


def publish_story(kafka: FakeKafka, events: Events) -> list[ConsumerRecord]:
    """Write a history as `tests.contract.story` tells it, people first."""
    return [publish(kafka, topic.name, **row) for short, topic in _SHORT.items() for row in events.get(short, ())]


def shared_of(kafka: FakeKafka, history: PeopleHistory, loaded: LoadedPack | None = None, **settings: Any) -> Shared:
    """What the lanes of a worker share."""
    identity = Identity("w", "host", 1, "2027-01-15T00:00:00Z", "0")
    given = Settings(namespace=kafka.names.prefix, **settings)
    return Shared(given, loaded or pack(), history, kafka.partitions, Metrics(), identity)


class Desk:
    """What a lane holds, without its task. State and history survive in `kafka`, as they do for a worker."""

    def __init__(
        self,
        kafka: FakeKafka,
        number: int = 0,
        *,
        state: PartitionState | None = None,
        history: PeopleHistory | None = None,
        loaded: LoadedPack | None = None,
    ) -> None:
        self.kafka = kafka
        self.number = number
        self.history = history or read_history(kafka)
        self.shared = shared_of(kafka, self.history, loaded)
        self.state = state or restored(kafka, number)
        self.stages = Stages(self.shared, self.state)
        self.stages.owe_what_restoring_shows()
        self.writer = FakeWriter(kafka, number)
        self.writer.own()

    def take(self, *records: ConsumerRecord) -> int:
        """Take in records one by one; how many were new."""
        return sum(self.stages.take(self.kafka.names.plain(record.topic), [record]) for record in records)

    def flush(self, most_owed: int = 2000) -> Flush:
        """Judge what changed and some who are owed, and write."""
        self.stages.customers.open_owed(max(most_owed, self.stages.customers.changed))
        return asyncio.run(flush_lane(self.shared, self.stages, self.writer, self.number))

    def see_people(self) -> None:
        """Read what is new of everybody's history."""
        touched = set[str]()
        for record in self.kafka.records(PEOPLE):
            if record.offset >= self.history.offsets.get(record.partition, 0):
                touched |= self.history.take(record)
        self.stages.owe(touched)

    @property
    def letters(self) -> list[DeadLetter]:
        """The dead letters of the next flush."""
        return [item.letter for item in self.stages.taker.letters]

    @property
    def reasons(self) -> list[str]:
        return [letter.reason_code for letter in self.letters]


def read_history(kafka: FakeKafka) -> PeopleHistory:
    """Everybody's history as of now."""
    history = PeopleHistory(kafka.partitions[PEOPLE])
    for record in kafka.records(PEOPLE):
        history.take(record)
    return history


def restored(kafka: FakeKafka, number: int = 0) -> PartitionState:
    """What the state topic holds of a partition."""
    state = PartitionState()
    for record in kafka.records(STATE_TOPIC):
        if record.partition == number:
            state.take(record.key, record.value)
    return state
