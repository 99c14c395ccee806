"""Offsets of the workers' consumer group and of the topics that it reads, asked for by Faust's own consumer."""

from collections.abc import Iterable, Mapping

from aiokafka.structs import OffsetAndMetadata, TopicPartition

from streams.live.faust_hooks import ChunkApp, consumer_thread


async def committed_offsets(app: ChunkApp, topics: Iterable[str], number: int) -> dict[TopicPartition, int]:
    """What the group has committed for a partition number of the topics; topics without a commit are left out."""
    thread = consumer_thread(app)
    consumer, found = thread._ensure_consumer(), {}
    for topic in topics:
        place = TopicPartition(topic, number)
        offset = await thread.call_thread(consumer.committed, place)
        if offset is not None:
            found[place] = offset
    return found


async def end_offsets(app: ChunkApp, topics: Iterable[str], number: int) -> dict[TopicPartition, int]:
    """Where a partition number of the topics ends now."""
    thread = consumer_thread(app)
    places = [TopicPartition(topic, number) for topic in topics]
    return dict(await thread.call_thread(thread._ensure_consumer().end_offsets, places))


async def commit_offsets(app: ChunkApp, offsets: Mapping[TopicPartition, int]) -> None:
    """Commit outside a transaction, for the embedded broker. Raises the client's errors."""
    thread = consumer_thread(app)
    positions = {place: OffsetAndMetadata(offset, "") for place, offset in offsets.items()}
    await thread.call_thread(thread._ensure_consumer().commit, positions)
