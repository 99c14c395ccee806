"""Creates the topics that are missing, and says of the others how they differ from what would be created."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from detector.errors import ClusterError
from streams.cluster.asking import patiently
from streams.cluster.describing import Found, FoundTopic
from streams.cluster.refusals import ANSWER_SECONDS, kafka_errors, told
from streams.settings import Settings
from streams.topics import DAY_MS, FOREVER, SPECS, Namespace, TopicSpec

PARTITIONS = 4
REPLICATION = 3
"""What is wanted where nothing is said; fewer brokers hold fewer copies."""


class TopicState(NamedTuple):
    """What there is to say of a topic; `notes`: how it differs."""

    name: str
    state: Literal["missing", "exists", "differs"]
    notes: list[str]


def wanted_topics(
    names: Namespace, partitions: int, replication: int, retention_days: int | None = None
) -> dict[str, FoundTopic]:
    """Every topic as it should be created, by its name in the cluster.

    `retention_days`: how long the events of customers are kept, instead of the usual time; what is kept for ever stays.
    """
    return {
        names.topic(spec.name): FoundTopic(partitions, replication, _config(spec, replication, retention_days))
        for spec in SPECS
    }


def _config(spec: TopicSpec, replication: int, retention_days: int | None) -> Mapping[str, str]:
    config = dict(spec.config())
    if retention_days is not None and spec.role == "source" and not spec.compacted and spec.retention_ms != FOREVER:
        config["retention.ms"] = str(retention_days * DAY_MS)
    if replication >= 3:
        config["min.insync.replicas"] = "2"  # one broker may be down without a record being lost or refused
    return config


def usual_partitions(found: Found, names: Namespace) -> int:
    """The number that the source and internal topics already have, else the usual one."""
    there = [
        found[name].partitions for spec in SPECS if spec.role != "output" and (name := names.topic(spec.name)) in found
    ]
    return there[0] if there else PARTITIONS


def compare_topics(found: Found, wanted: Found) -> list[TopicState]:
    """Each wanted topic beside what is there, in the same order."""
    states = []
    for name, want in wanted.items():
        have = found.get(name)
        if have is None:
            states.append(TopicState(name, "missing", []))
            continue
        notes = [f"{have.partitions} partitions, not {want.partitions}"] if have.partitions != want.partitions else []
        if have.replication != want.replication:
            notes.append(f"replication {have.replication}, not {want.replication}")
        for setting, value in want.config.items():
            if have.config.get(setting, value) != value:
                notes.append(f"{setting}={have.config[setting]}, not {value}")
        states.append(TopicState(name, "differs" if notes else "exists", notes))
    return states


def broker_count(admin: Any, settings: Settings) -> int:
    """How many brokers the cluster has. Raises ClusterError."""
    with kafka_errors(settings, "looking at the cluster"):
        return len(patiently(admin.describe_cluster)["brokers"])


def create_topics(admin: Any, settings: Settings, wanted: Found) -> None:
    """Create topics and wait until they can be used; one that came into being meanwhile is fine.

    Raises ClusterError naming those that Kafka refused; the others are created all the same.
    """
    import kafka.errors

    if not wanted:
        return
    specs = {
        name: {"num_partitions": topic.partitions, "replication_factor": topic.replication, "configs": topic.config}
        for name, topic in wanted.items()
    }
    with kafka_errors(settings, "creating topics"):
        answer = admin.create_topics(specs, raise_errors=False)
    refused = []
    for topic in answer["topics"]:
        error = kafka.errors.for_code(topic["error_code"])
        if error not in (kafka.errors.NoError, kafka.errors.TopicAlreadyExistsError):
            refused.append(f"{topic['name']}: {told(error(topic.get('error_message') or ''), settings)}")
    made = [name for name in wanted if not any(line.startswith(f"{name}: ") for line in refused)]
    with kafka_errors(settings, "waiting for the new topics"):
        admin.wait_for_topics(made, timeout_ms=ANSWER_SECONDS * 1000)
    if refused:
        message = f"{len(refused)} of {len(wanted)} topics could not be created; {refused[0]}"
        raise ClusterError(message)
