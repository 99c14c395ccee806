"""What a person may do to the topics of a running system."""

import time
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from tests.kafka.records import create_topic, end_offsets

LIMIT_S = 20


def alter_topic(bootstrap_servers: str, name: str, **config: str) -> None:
    """Change settings, as `max_message_bytes="200"`, and wait until the brokers say so."""
    settings = {key.replace("_", "."): value for key, value in config.items()}
    resource = ConfigResource(ConfigResourceType.TOPIC, name)
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, settings)])
        deadline = time.monotonic() + LIMIT_S
        while not _has(admin.describe_configs([resource])["topic"][name], settings):
            assert time.monotonic() < deadline, f"{settings} of {name} did not take effect"
            time.sleep(0.05)


def forget_group(bootstrap_servers: str, group: str) -> None:
    """Delete a group with all that it has committed, once it has no members any more."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        deadline = time.monotonic() + LIMIT_S
        while (answer := admin.delete_groups([group])) != {group: "OK"}:
            assert time.monotonic() < deadline, f"{group} was not deleted: {answer}"
            time.sleep(0.2)


def _has(told: Any, settings: dict[str, str]) -> bool:
    return all(told.get(key, {}).get("value") == value for key, value in settings.items())


def delete_topic(bootstrap_servers: str, name: str) -> None:
    """Delete a topic and wait until it is gone."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        admin.delete_topics([name])
        deadline = time.monotonic() + LIMIT_S
        while any(topic["name"] == name for topic in admin.describe_topics()):
            assert time.monotonic() < deadline, f"{name} was not deleted"
            time.sleep(0.05)


def recreate_topic(bootstrap_servers: str, name: str, partitions: int, **config: str) -> None:
    """Delete a topic and create another of its name."""
    delete_topic(bootstrap_servers, name)
    create_topic(bootstrap_servers, name, partitions, **config)


def empty_topic(bootstrap_servers: str, name: str) -> None:
    """Delete every record of a compacted topic; the offsets go on from where they are."""
    alter_topic(bootstrap_servers, name, cleanup_policy="delete")  # of a compacted one Kafka deletes none
    ends = {TopicPartition(*place): end for place, end in end_offsets(bootstrap_servers, [name]).items() if end}
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        admin.delete_records(ends)
    alter_topic(bootstrap_servers, name, cleanup_policy="compact")
