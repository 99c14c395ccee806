"""Reads a partition's state back from the state topic, before anything of that partition is judged."""

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.cluster.connection import reader_options
from streams.live.state import PartitionState
from streams.settings import Settings
from streams.topics import STATE_TOPIC

POLL_MS = 200
FETCH_BYTES = 8 * 1024 * 1024


async def restore(settings: Settings, partition: int) -> PartitionState:
    """The state as of the last committed flush. Raises the client's errors; the caller sets the deadline.

    The former owner must be fenced before: what it may still have had under way is then either in or out.
    """
    state = PartitionState()
    consumer = AIOKafkaConsumer(
        **reader_options(settings),
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_wait_ms=POLL_MS,
    )
    await consumer.start()
    try:
        place = TopicPartition(settings.names.topic(STATE_TOPIC), partition)
        consumer.assign([place])
        consumer.seek(place, (await consumer.beginning_offsets([place]))[place])
        end = (await consumer.end_offsets([place]))[place]
        while await consumer.position(place) < end:
            fetched = await consumer.getmany(place, timeout_ms=POLL_MS)
            for record in fetched.get(place, ()):
                state.take(record.key, record.value)
    finally:
        await consumer.stop()
    return state
