"""`topics` on a real broker: what it creates, the check accepts; what is changed, the check names."""

import time
from contextlib import closing

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from streams.topics import SPECS
from tests.kafka.cluster_tools import House
from tests.kafka.records import create_topic


def alter(house: House, plain: str, **config: str) -> None:
    settings = {name.replace("_", "."): value for name, value in config.items()}
    with closing(KafkaAdminClient(bootstrap_servers=house.brokers)) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, house.topic(plain), settings)])
        resource = ConfigResource(ConfigResourceType.TOPIC, house.topic(plain))
        for _ in range(100):  # a broker hears of it a moment later
            told = admin.describe_configs([resource])["topic"][house.topic(plain)]
            if all(told.get(name, {}).get("value") == value for name, value in settings.items()):
                return
            time.sleep(0.05)
    raise AssertionError(f"{settings} of {plain} did not take effect")


def test_nothing_is_there_until_it_is_created(bare_house: House) -> None:
    ran = bare_house.run("topics", "check")
    assert ran.code == 1
    assert ran.out.count("is missing; create it") == len(SPECS)
    assert bare_house.done("topics", "create", "--dry-run").count("would be created") == len(SPECS)
    assert bare_house.run("topics", "check").code == 1, "a dry run creates nothing"
    assert bare_house.done("topics", "create").count("created ") == len(SPECS)
    assert f"All {len(SPECS)} topics" in bare_house.done("topics", "check")


def test_creating_again_changes_nothing(house: House) -> None:
    assert house.done("topics", "create").count("exists ") == len(SPECS), "three partitions are taken over"
    told = house.done("topics", "create", "--partitions", 4, "--retention-days", 9)
    assert (
        f"differs  {house.topic('crm.orders.v1')}: 3 partitions, not 4; retention.ms=103680000000, not 777600000"
        in told
    )
    assert house.run("topics", "check").code == 0


@pytest.mark.parametrize(
    ("plain", "setting", "value"),
    [
        ("crm.people.v1", "cleanup.policy", "compact"),
        ("transferwatch.decisions.v1", "retention.ms", "1000"),
        ("transferwatch.worker-state.v1", "cleanup.policy", "delete"),
        ("crm.activities.v1", "max.message.bytes", "9000000"),
    ],
)
def test_each_change_that_does_harm_is_named(house: House, plain: str, setting: str, value: str) -> None:
    alter(house, plain, **{setting: value})
    ran = house.run("topics", "check")
    assert ran.code == 1
    (fault,) = ran.out.splitlines()
    assert house.topic(plain) in fault
    assert value in fault


def test_a_topic_with_another_number_of_partitions_is_named(bare_house: House) -> None:
    create_topic(bare_house.brokers, bare_house.topic("crm.orders.v1"), 2, retention_ms="1000")
    bare_house.done("topics", "create", "--partitions", 3)
    ran = bare_house.run("topics", "check")
    assert ran.code == 1
    assert (
        f"{bare_house.topic('crm.orders.v1')}: has 2 partitions where other source and internal topics have 3"
        in ran.out
    )


def test_what_kafka_refuses_is_told(bare_house: House) -> None:
    ran = bare_house.run("topics", "create", "--replication", 9)
    assert ran.code == 2
    assert f"{len(SPECS)} of {len(SPECS)} topics could not be created" in ran.err
    assert "InvalidReplicationFactor" in ran.err
    assert ran.err.count("\n") == 1
