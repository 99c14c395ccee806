"""What topics a cluster has, and how they are set."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from detector.errors import ClusterError
from streams.cluster.asking import patiently
from streams.cluster.connection import client_options
from streams.cluster.refusals import ANSWER_SECONDS, kafka_errors
from streams.settings import Settings
from streams.topics import SPECS, Namespace


class FoundTopic(NamedTuple):
    """A topic as the cluster has it; `config` lacks what the broker does not tell (the embedded one tells little)."""

    partitions: int
    replication: int
    config: Mapping[str, str]


Found = Mapping[str, FoundTopic]
"""Topics by their name in the cluster, the namespace included."""


@contextmanager
def open_admin(settings: Settings) -> Iterator[Any]:
    """An admin client of kafka-python. Raises ClusterError where no broker answers in time."""
    from kafka import KafkaAdminClient

    with kafka_errors(settings, "connecting to Kafka"):
        admin = KafkaAdminClient(
            **client_options(settings),
            bootstrap_timeout_ms=ANSWER_SECONDS * 1000,
            request_timeout_ms=ANSWER_SECONDS * 1000,
        )
    try:
        yield admin
    finally:
        admin.close()


def describe_topics(admin: Any, settings: Settings) -> dict[str, FoundTopic]:
    """The topics of this namespace that are there, with their settings. Raises ClusterError."""
    from kafka.admin import ConfigResource, ConfigResourceType

    with kafka_errors(settings, "looking at the topics"):
        # Asking for all names: asking for one that is missing would create it on brokers that do so.
        wanted = {settings.names.topic(spec.name) for spec in SPECS}
        answer = patiently(admin.describe_topics)
        topics = [topic for topic in answer if topic["name"] in wanted and not topic["error_code"]]
        if not topics:
            return {}
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic["name"]) for topic in topics]
        configs = patiently(lambda: admin.describe_configs(resources, config_filter="all")).get("topic", {})
    return {
        topic["name"]: FoundTopic(
            partitions=len(topic["partitions"]),
            replication=min((len(part["replica_nodes"]) for part in topic["partitions"]), default=0),
            config={
                name: entry["value"]
                for name, entry in configs.get(topic["name"], {}).items()
                if entry["value"] is not None
            },
        )
        for topic in topics
    }


def read_cluster_id(settings: Settings) -> str:
    """What tells this cluster from every other; "" where the broker does not say. Raises ClusterError."""
    with open_admin(settings) as admin, kafka_errors(settings, "looking at the cluster"):
        return str(patiently(admin.describe_cluster).get("cluster_id") or "")


def describe_now(settings: Settings) -> dict[str, FoundTopic]:
    """Connect, look, disconnect. Raises ClusterError."""
    with open_admin(settings) as admin:
        return describe_topics(admin, settings)


async def describe_cluster(settings: Settings) -> dict[str, FoundTopic]:
    """The same for code that runs in an event loop, which it does not block. Raises ClusterError."""
    return await asyncio.to_thread(describe_now, settings)


def need_topics(found: Found, names: Namespace, *plain: str) -> None:
    """Raise ClusterError naming the topics that are missing."""
    missing = [names.topic(name) for name in plain if names.topic(name) not in found]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        cure = "create what is missing with `transferwatch topics create`"
        message = f"Kafka has no topic {', '.join(missing[:3])}{more}, or this user may not see it; {cure}"
        raise ClusterError(message)
