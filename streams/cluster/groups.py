"""Who works: the members of the workers' consumer group, the partitions that they own, and how far they have come."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from streams.cluster.asking import patiently
from streams.cluster.reading import Place
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings


class Member(msgspec.Struct, frozen=True):
    """A worker in the group; `owns`: plain topic → partitions, sorted."""

    name: str
    host: str
    owns: dict[str, list[int]]


class Group(NamedTuple):
    """The group as its coordinator sees it; `state` is None where the broker does not tell (the embedded one)."""

    state: str | None
    members: list[Member]
    committed: dict[Place, int]


def read_group(admin: Any, settings: Settings) -> Group:
    """The workers' group; one that does not exist has no members. Raises ClusterError."""
    group = settings.names.group
    with kafka_errors(settings, f"looking at the group {group}"):
        committed = patiently(lambda: _committed(admin, group))
        try:
            described = patiently(lambda: admin.describe_groups([group])[group])
        except ValueError:  # the embedded broker answers what the client cannot read
            return Group(None, [], committed)
    members = [_member(settings, member) for member in described["members"]]
    return Group(described["group_state"], sorted(members, key=lambda member: member.name), committed)


def _member(settings: Settings, member: Any) -> Member:
    """Named by its stable name where it has one, else by what its client calls itself."""
    assignment = member["member_assignment"] or {}
    topics = assignment.get("assigned_partitions", []) if isinstance(assignment, dict) else []
    owns = {settings.names.plain(item["topic"]): sorted(item["partitions"]) for item in topics}
    name = member.get("group_instance_id") or member["client_id"] or member["member_id"]
    return Member(name, member["client_host"].lstrip("/"), dict(sorted(owns.items())))


def _committed(admin: Any, group: str) -> dict[Place, int]:
    offsets = admin.list_group_offsets(group).get(group, {})
    return {Place(*place): entry.offset for place, entry in offsets.items() if entry.offset >= 0}


def read_ends(admin: Any, settings: Settings, places: Iterable[Place]) -> dict[Place, tuple[int, int]]:
    """The first offset and the end of each partition, as a reader of committed records sees it. Raises ClusterError."""
    from kafka import TopicPartition
    from kafka.admin import OffsetSpec
    from kafka.protocol.consumer import IsolationLevel

    parts = [TopicPartition(*place) for place in places]
    if not parts:
        return {}
    with kafka_errors(settings, "looking at the ends of the topics"):
        first, last = dict.fromkeys(parts, OffsetSpec.EARLIEST), dict.fromkeys(parts, OffsetSpec.LATEST)
        starts = patiently(lambda: admin.list_partition_offsets(first))
        ends = patiently(lambda: admin.list_partition_offsets(last, isolation_level=IsolationLevel.READ_COMMITTED))
    return {Place(*part): (starts[part].offset, ends[part].offset) for part in parts}
