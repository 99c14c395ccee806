"""What is going on: members and their partitions, lag, counts and sizes, and what does not fit together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from streams.cluster.describing import describe_topics, need_topics, open_admin
from streams.cluster.fitting import misfits
from streams.cluster.groups import Group, Member, read_ends, read_group
from streams.cluster.lag import count_records, open_spans
from streams.cluster.meta import read_metas
from streams.cluster.reading import Place, open_consumer, places_of
from streams.cluster.refusals import kafka_errors
from streams.partition_meta import PartitionMeta
from streams.settings import Settings
from streams.topics import SOURCE_TOPICS, STATE_TOPIC, TEAM_FACTS_TOPIC, Namespace

_READ = (*SOURCE_TOPICS, TEAM_FACTS_TOPIC)


class TopicCounts(msgspec.Struct, frozen=True):
    """A topic over all partitions; `lag`: records that no flush has covered yet."""

    read: int
    applied: int
    duplicates: int
    dead_letters: int
    lag: int


class Status(msgspec.Struct, frozen=True):
    """The whole; topics by plain names, partitions by number, sums over all partitions."""

    group: str
    group_state: str | None
    members: list[Member]
    topics: dict[str, TopicCounts]
    adds_up: bool
    dead_letter_reasons: dict[str, int]
    orders: int
    outcomes: dict[str, int]
    held_orders: int
    customers: int
    owed: int
    state_bytes: int
    partitions: dict[int, PartitionMeta]
    warnings: list[str]


def make_status(
    names: Namespace,
    group: Group,
    ends: Mapping[Place, tuple[int, int]],
    metas: Mapping[int, PartitionMeta],
    left: Mapping[Place, int],
) -> Status:
    """Put together what was found.

    `ends`: first and last offsets of the source topics and the team facts. `left`: records that no flush has covered.
    """
    said = list(metas.values())
    lag = Counter[str]()
    for place, count in left.items():
        lag[names.plain(place.topic)] += count
    counts = {topic: _topic_counts(topic, said, lag[topic]) for topic in _READ}
    partitions = len({place.partition for place in ends if names.plain(place.topic) == SOURCE_TOPICS[0]})
    return Status(
        group=names.group,
        group_state=group.state,
        members=group.members,
        topics=counts,
        adds_up=all(each.read == each.applied + each.duplicates + each.dead_letters for each in counts.values()),
        dead_letter_reasons=_summed(meta.dead_letter_reasons for meta in said),
        orders=sum(meta.orders for meta in said),
        outcomes=_summed(meta.outcomes for meta in said),
        held_orders=sum(meta.held_orders for meta in said),
        customers=sum(meta.customers for meta in said),
        owed=sum(meta.owed for meta in said),
        state_bytes=sum(meta.state_bytes for meta in said),
        partitions=dict(sorted(metas.items())),
        warnings=misfits(group, metas, partitions),
    )


def _topic_counts(topic: str, said: Sequence[PartitionMeta], lag: int) -> TopicCounts:
    return TopicCounts(
        read=sum(meta.read.get(topic, 0) for meta in said),
        applied=sum(meta.applied.get(topic, 0) for meta in said),
        duplicates=sum(meta.duplicates.get(topic, 0) for meta in said),
        dead_letters=sum(meta.dead_letters.get(topic, 0) for meta in said),
        lag=lag,
    )


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(total)


async def read_status(settings: Settings) -> Status:
    """Look at the cluster. Raises ClusterError where it does not answer or has no such topics."""
    names = settings.names
    with open_admin(settings) as admin:
        found = describe_topics(admin, settings)
        need_topics(found, names, *_READ, STATE_TOPIC)
        ends = read_ends(admin, settings, places_of(found, map(names.topic, _READ)))
        group = read_group(admin, settings)
    async with open_consumer(settings) as consumer:
        with kafka_errors(settings, "reading what the workers say of their partitions"):
            metas = await read_metas(consumer, places_of(found, [names.topic(STATE_TOPIC)]))
        with kafka_errors(settings, "counting what the workers have not read yet"):
            left = await count_records(consumer, open_spans(names, ends, group.committed, metas))
    return make_status(names, group, ends, metas, left)
