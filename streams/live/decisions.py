"""Where the decisions of a partition lie, so that one that turns out to be void later is noticed whole.

The words of a decision stay on its topic; kept is only its offset.
"""

import asyncio
from collections.abc import Iterator

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from streams.cluster.connection import reader_options
from streams.live.state import DECISION, PartitionState, StateChange
from streams.settings import Settings

DECISIONS = "transferwatch.decisions.v1"
FETCH_TIMEOUT_S = 10.0


class DecisionPlaces:
    """The decisions applied in one partition: those of this flush as records, earlier ones by their offsets."""

    def __init__(self, state: PartitionState) -> None:
        self._state = state
        self._records: dict[bytes, ConsumerRecord] = {}

    def note(self, customer_id: str, id_hash: int, record: ConsumerRecord) -> None:
        """A decision was applied."""
        self._records[_key(customer_id, id_hash)] = record

    def changes(self) -> Iterator[StateChange]:
        """The offsets to keep of this flush's decisions."""
        for key, record in self._records.items():
            yield StateChange(key, record.offset.to_bytes(8))

    def flushed(self) -> None:
        """This flush's decisions are earlier ones now."""
        self._records.clear()

    async def find(self, settings: Settings, number: int, customer_id: str, id_hash: int) -> ConsumerRecord | None:
        """A decision's record; None where its topic does not have it any more."""
        key = _key(customer_id, id_hash)
        if key in self._records:
            return self._records[key]
        stored = self._state.states.get(key)
        return None if stored is None else await _fetch(settings, number, int.from_bytes(stored))


def _key(customer_id: str, id_hash: int) -> bytes:
    return DECISION + id_hash.to_bytes(8) + customer_id.encode("utf-8", "surrogatepass")


async def _fetch(settings: Settings, number: int, offset: int) -> ConsumerRecord | None:
    """One record of the decisions topic, by its place."""
    consumer = AIOKafkaConsumer(
        **reader_options(settings),
    )
    await consumer.start()
    try:
        place = TopicPartition(settings.names.topic(DECISIONS), number)
        consumer.assign([place])
        consumer.seek(place, offset)
        async with asyncio.timeout(FETCH_TIMEOUT_S):
            record = await consumer.getone(place)
        return record if record.offset == offset else None
    except TimeoutError:
        return None
    finally:
        await consumer.stop()
