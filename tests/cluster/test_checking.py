"""Topics that the workers cannot use are named with what to do, and those that they can use are not."""

import pytest

from streams.cluster.checking import topic_faults
from streams.cluster.creating import compare_topics, usual_partitions, wanted_topics
from streams.cluster.describing import FoundTopic
from streams.topics import SPECS, STATE_TOPIC, TEAM_FACTS_TOPIC, Namespace

NAMES = Namespace("acme")


def cluster(**changed: FoundTopic) -> dict[str, FoundTopic]:
    """What `topics create` makes, with some topics changed: `crm_orders_v1=…`."""
    found = wanted_topics(NAMES, 4, 1)
    plain = {spec.name.replace(".", "_").replace("-", "_"): NAMES.topic(spec.name) for spec in SPECS}
    return found | {plain[name]: topic for name, topic in changed.items()}


def made(plain: str, partitions: int = 4, **config: str) -> FoundTopic:
    wanted = wanted_topics(NAMES, 4, 1)[NAMES.topic(plain)]
    settings = {name.replace("_", "."): value for name, value in config.items()}
    return wanted._replace(partitions=partitions, config={**wanted.config, **settings})


def test_what_is_created_has_no_fault() -> None:
    assert topic_faults(cluster(), NAMES) == []
    assert topic_faults(wanted_topics(NAMES, 7, 3, retention_days=30), NAMES) == []


def test_each_missing_topic_is_named() -> None:
    found = cluster()
    del found["acme.crm.orders.v1"], found["acme.transferwatch.dead-letters.v1"]
    faults = topic_faults(found, NAMES)
    assert [fault.split(":")[0] for fault in faults] == ["acme.crm.orders.v1", "acme.transferwatch.dead-letters.v1"]
    assert all("transferwatch topics create" in fault for fault in faults)
    assert len(topic_faults({}, NAMES)) == len(SPECS)


@pytest.mark.parametrize("plain", ["crm.people.v1", "crm.quotas.v1", "transferwatch.decisions.v1"])
@pytest.mark.parametrize(
    ("setting", "value"),
    [("cleanup.policy", "compact"), ("cleanup.policy", "compact,delete"), ("retention.ms", "1000"),
     ("retention.bytes", "1000")],
)  # fmt: skip
def test_history_must_not_be_lost(plain: str, setting: str, value: str) -> None:
    found = cluster()
    topic = found[NAMES.topic(plain)]
    found[NAMES.topic(plain)] = topic._replace(config={**topic.config, setting: value})
    (fault,) = topic_faults(found, NAMES)
    assert fault.startswith(f"acme.{plain}: {setting} is {value}, expected ")
    assert f"--entity-name acme.{plain} --add-config {setting}=" in fault


def test_events_of_customers_may_expire_but_not_be_compacted() -> None:
    assert topic_faults(cluster(crm_orders_v1=made("crm.orders.v1", retention_ms="1000")), NAMES) == []
    (fault,) = topic_faults(cluster(crm_orders_v1=made("crm.orders.v1", cleanup_policy="compact")), NAMES)
    assert "cleanup.policy is compact, expected delete" in fault


@pytest.mark.parametrize("plain", [STATE_TOPIC, "crm.names.v1", "transferwatch.assessments.v1"])
@pytest.mark.parametrize("policy", ["delete", "compact,delete"])
def test_what_is_compacted_must_be_and_must_not_expire(plain: str, policy: str) -> None:
    found = cluster() | {NAMES.topic(plain): made(plain, cleanup_policy=policy)}
    (fault,) = topic_faults(found, NAMES)
    assert fault.startswith(f"acme.{plain}: cleanup.policy is {policy}, expected compact")


@pytest.mark.parametrize("plain", ["crm.names.v1", STATE_TOPIC, TEAM_FACTS_TOPIC])
def test_partitions_that_differ_are_named(plain: str) -> None:
    (fault,) = topic_faults(cluster() | {NAMES.topic(plain): made(plain, partitions=3)}, NAMES)
    assert fault.startswith(f"acme.{plain}: has 3 partitions where other source and internal topics have 4")


def test_outputs_may_have_any_number_of_partitions() -> None:
    assert topic_faults(cluster(transferwatch_alerts_v1=made("transferwatch.alerts.v1", partitions=1)), NAMES) == []


@pytest.mark.parametrize(("room", "fits"), [("3000000", True), ("2000000", False), ("1000", False)])
def test_dead_letters_have_more_room_than_the_largest_source(room: str, fits: bool) -> None:
    found = cluster(
        crm_activities_v1=made("crm.activities.v1", max_message_bytes="2000000"),
        transferwatch_dead_letters_v1=made("transferwatch.dead-letters.v1", max_message_bytes=room),
    )
    faults = topic_faults(found, NAMES)
    assert (faults == []) is fits
    assert fits or "more than the 2000000 of acme.crm.activities.v1" in faults[0]


def test_a_broker_that_tells_no_settings_is_not_accused() -> None:
    silent = {name: topic._replace(config={}) for name, topic in cluster().items()}
    assert topic_faults(silent, NAMES) == []


def test_topics_are_compared_with_what_is_wanted() -> None:
    found = cluster(crm_orders_v1=made("crm.orders.v1", partitions=3, retention_ms="5"))
    del found["acme.crm.people.v1"]
    states = {state.name: state for state in compare_topics(found, wanted_topics(NAMES, 4, 1))}
    assert states["acme.crm.people.v1"].state == "missing"
    assert states["acme.crm.quotas.v1"].state == "exists"
    assert states["acme.crm.orders.v1"].notes == ["3 partitions, not 4", "retention.ms=5, not 103680000000"]


def test_copies_and_times_enter_the_settings() -> None:
    one, three = wanted_topics(NAMES, 4, 1), wanted_topics(NAMES, 4, 3, retention_days=2)
    assert all("min.insync.replicas" not in topic.config for topic in one.values())
    assert all(topic.config["min.insync.replicas"] == "2" for topic in three.values())
    assert three["acme.crm.orders.v1"].config["retention.ms"] == str(2 * 24 * 3600 * 1000)
    assert three["acme.crm.people.v1"].config["retention.ms"] == "-1"
    assert "retention.ms" not in three["acme.crm.names.v1"].config


def test_new_topics_get_as_many_partitions_as_there_are() -> None:
    assert usual_partitions({}, NAMES) == 4
    assert usual_partitions({"acme.crm.orders.v1": made("crm.orders.v1", partitions=9)}, NAMES) == 9
    assert usual_partitions({"acme.transferwatch.alerts.v1": made("transferwatch.alerts.v1", 9)}, NAMES) == 4
