"""What does not fit together in a running system, each as one sentence that says what to do."""

from collections.abc import Mapping, Sequence

from streams.cluster.groups import Group, Member
from streams.partition_meta import PartitionMeta
from streams.topics import SOURCE_TOPICS


def misfits(group: Group, metas: Mapping[int, PartitionMeta], partitions: int) -> list[str]:
    """Every misfit: counts, rules, owners of partitions. `partitions`: how many the source topics have."""
    return [*_digest_misfits(metas), *_count_misfits(metas), *_owner_misfits(group, partitions)]


def _digest_misfits(metas: Mapping[int, PartitionMeta]) -> list[str]:
    by_digest: dict[str, list[str]] = {}
    for partition, meta in sorted(metas.items()):
        by_digest.setdefault(meta.rules_digest, []).append(f"{partition} ({meta.worker})")
    if len(by_digest) < 2:
        return []
    told = "; ".join(f"{digest[:12]} on partition {', '.join(places)}" for digest, places in by_digest.items())
    return [f"workers judge by different rules: {told}; start all of them with the same rules and settings"]


def _count_misfits(metas: Mapping[int, PartitionMeta]) -> list[str]:
    """Every record that was read ended as applied, duplicate or dead letter."""
    found = []
    for partition, meta in sorted(metas.items()):
        for topic in sorted({*meta.read, *meta.applied, *meta.duplicates, *meta.dead_letters}):
            parts = [counts.get(topic, 0) for counts in (meta.applied, meta.duplicates, meta.dead_letters)]
            if sum(parts) != meta.read.get(topic, 0):
                told = "{} applied + {} duplicates + {} dead letters".format(*parts)
                found.append(
                    f"partition {partition}, {topic}: {meta.read.get(topic, 0)} read, but {told} make {sum(parts)}; "
                    "this is a fault of the worker: keep its log"
                )
    return found


def _owner_misfits(group: Group, partitions: int) -> list[str]:
    """Partition n of every source topic must belong to the same member, and to one."""
    if group.state != "Stable":
        return []  # partitions are being handed over, or nobody works, which the state says
    found = []
    for partition in range(partitions):
        owners = _owners(group.members, partition)
        without = [topic for topic in SOURCE_TOPICS if topic not in owners]
        if not owners:
            found.append(
                f"partition {partition} belongs to no worker: what comes there is not judged; restart the workers"
            )
        elif without:
            found.append(f"partition {partition} of {', '.join(without)} belongs to no worker; restart the workers")
        if len(set(owners.values())) > 1:
            told = ", ".join(f"{topic} to {name}" for topic, name in owners.items())
            found.append(
                f"partition {partition} is torn apart: {told}; check the topics with `transferwatch topics check`"
            )
    return found


def _owners(members: Sequence[Member], partition: int) -> dict[str, str]:
    """Source topic → who owns the partition of it."""
    return {
        topic: member.name for topic in SOURCE_TOPICS for member in members if partition in member.owns.get(topic, ())
    }
