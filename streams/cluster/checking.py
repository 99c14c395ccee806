"""Whether the topics of a cluster are what the workers need: each fault as one line that says what to do."""

from collections import Counter

from streams.cluster.describing import Found, FoundTopic
from streams.topics import FOREVER, SPECS, Namespace, TopicSpec

DEAD_LETTERS = "transferwatch.dead-letters.v1"

_SHARED = ("source", "internal")


def topic_faults(found: Found, names: Namespace) -> list[str]:
    """Every fault of the topics, in the contract's order; empty where the workers can start.

    What a broker does not tell of a topic's settings is not judged.
    """
    faults = []
    for spec in SPECS:
        name = names.topic(spec.name)
        if name not in found:
            faults.append(f"{name}: is missing; create it with `transferwatch topics create`")
        else:
            faults += _policy_faults(spec, name, found[name])
    return faults + _partition_faults(found, names) + _room_faults(found, names)


def _policy_faults(spec: TopicSpec, name: str, topic: FoundTopic) -> list[str]:
    policy = topic.config.get("cleanup.policy")
    if policy is None:
        return []
    policies = {part.strip() for part in policy.split(",")}
    if spec.compacted:
        if policies == {"compact"}:
            return []
        why = "of each key the last record must be kept, and nothing may expire"
        return [
            f"{name}: cleanup.policy is {policy}, expected compact ({why}); {_cure(name, 'cleanup.policy=compact')}"
        ]
    faults = []
    if "compact" in policies:
        why = "compaction would drop events"
        faults.append(
            f"{name}: cleanup.policy is {policy}, expected delete ({why}); {_cure(name, 'cleanup.policy=delete')}"
        )
    if spec.role == "source" and spec.retention_ms == FOREVER:
        for setting in ("retention.ms", "retention.bytes"):
            value = topic.config.get(setting, "-1")
            if value != "-1":
                why = "its history is needed for ever"
                faults.append(f"{name}: {setting} is {value}, expected -1 ({why}); {_cure(name, f'{setting}=-1')}")
    return faults


def _cure(name: str, setting: str) -> str:
    return f"set it with `kafka-configs.sh --alter --entity-type topics --entity-name {name} --add-config {setting}`"


def _partition_faults(found: Found, names: Namespace) -> list[str]:
    """Partition n of every source and internal topic belongs to one worker, so all have the same number."""
    shared = [name for spec in SPECS if spec.role in _SHARED and (name := names.topic(spec.name)) in found]
    counts = Counter(found[name].partitions for name in shared)
    if len(counts) < 2:
        return []
    usual = counts.most_common(1)[0][0]
    return [
        f"{name}: has {found[name].partitions} partitions where other source and internal topics have {usual}; "
        "a worker needs the same everywhere: create it anew with that number (adding partitions would tear keys apart)"
        for name in shared
        if found[name].partitions != usual
    ]


def _room_faults(found: Found, names: Namespace) -> list[str]:
    """A dead letter holds the record that could not be used, and must not be refused for its size."""
    name = names.topic(DEAD_LETTERS)
    sizes = {
        source: int(found[source].config["max.message.bytes"])
        for spec in SPECS
        if spec.role == "source"
        and (source := names.topic(spec.name)) in found
        and "max.message.bytes" in found[source].config
    }
    room = found[name].config.get("max.message.bytes") if name in found else None
    if room is None or not sizes:
        return []
    largest = max(sizes, key=lambda source: sizes[source])
    if int(room) > sizes[largest]:
        return []
    cure = _cure(name, f"max.message.bytes={8 * sizes[largest]}")
    return [
        f"{name}: max.message.bytes is {room}, expected more than the {sizes[largest]} of {largest} "
        f"(a dead letter holds a whole record); {cure}"
    ]
