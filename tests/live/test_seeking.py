"""After a rebalance every partition is read from where the group stands, also one without any commit yet."""

import asyncio
from typing import Any, cast

from aiokafka.structs import TopicPartition

from streams.live.faust_hooks import ChunkThread

COMMITTED, NEVER, ZERO = (TopicPartition("crm.orders.v1", number) for number in range(3))


class FakeConsumer:
    """Positions as aiokafka leaves them: seeking to what was committed passes over partitions without it."""

    def __init__(self) -> None:
        self.positions = {COMMITTED: 9, NEVER: 9, ZERO: 9}

    async def seek_to_committed(self) -> dict[TopicPartition, int | None]:
        self.positions[COMMITTED] = 5
        return {COMMITTED: 5, NEVER: None, ZERO: 0}

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: 2 for place in places}

    def seek(self, place: TopicPartition, offset: int) -> None:
        self.positions[place] = offset


def test_a_partition_without_a_commit_is_read_from_its_beginning() -> None:
    consumer = FakeConsumer()

    class Thread:
        def _ensure_consumer(self) -> FakeConsumer:
            return consumer

    thread = cast(ChunkThread, Thread())
    told: Any = asyncio.run(ChunkThread._seek_all(thread))
    assert consumer.positions == {COMMITTED: 5, NEVER: 2, ZERO: 2}
    assert told == {COMMITTED: 5, NEVER: None, ZERO: 0}
