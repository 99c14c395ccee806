"""The JSON Schemas and the AsyncAPI page: current, valid, and saying what the contract says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from cli.main import app
from detector.decode import Unusable, decode_event
from detector.outputs import OUTPUT_TOPICS
from streams.schema_notes import EXAMPLES
from streams.schemas import schema_files, topic_schemas

COMMITTED = Path(__file__).parents[2] / "docs/schemas"
SCHEMAS = topic_schemas()
INPUTS = {
    "crm.people.v1": "person_id",
    "crm.names.v1": "subject_id",
    "crm.quotas.v1": "person_id",
    "crm.ownership-changes.v1": "customer_id",
    "crm.activities.v1": "customer_id",
    "crm.orders.v1": "customer_id",
    "transferwatch.decisions.v1": "customer_id",
}
OUTPUTS = {
    "transferwatch.assessments.v1": "assessment_id",
    "transferwatch.alerts.v1": "case_id",
    "transferwatch.credits.v1": "order_id",
    "transferwatch.findings.v1": "finding_id",
    "transferwatch.dead-letters.v1": "topic",
}
COMPACTED = {"crm.names.v1", "transferwatch.assessments.v1", "transferwatch.findings.v1"}

BASE = {"event_id": "e1", "occurred_at": "2026-03-01T09:30:00+08:00"}
ORDER = BASE | {"order_id": "O1", "customer_id": "C1", "seller_id": "s", "amount": "5.00", "currency": "CNY"}
ORDER |= {"status": "won"}
CALL = BASE | {"customer_id": "C1", "actor_id": "s", "activity_type": "call"}
PERSON = BASE | {"person_id": "s", "role": "sales", "status": "active", "effective_from": "2026-01-01T00:00:00Z"}
QUOTA = BASE | {"person_id": "s", "period": "2026-Q1", "metric": "revenue", "target": "5.00", "currency": "CNY"}
DECISION = BASE | {"customer_id": "C1", "decided_by": "m", "decision": "release", "reason": "seen", "order_id": "O1"}
CHANGE = BASE | {"customer_id": "C1"}
NAME = BASE | {"subject_id": "C1", "subject_type": "customer"}

ORDERS, CALLS, PEOPLE, QUOTAS = "crm.orders.v1", "crm.activities.v1", "crm.people.v1", "crm.quotas.v1"
CHANGES, NAMES, DECISIONS = "crm.ownership-changes.v1", "crm.names.v1", "transferwatch.decisions.v1"

GOOD: list[tuple[str, dict[str, Any]]] = [
    (ORDERS, ORDER),
    (ORDERS, ORDER | {"amount": "5", "currency": "JPY"}),
    (ORDERS, ORDER | {"amount": "5.123", "currency": "KWD"}),
    (ORDERS, ORDER | {"status": "cancelled", "amount": "0.00"}),
    (ORDERS, ORDER | {"order_type": None, "recorded_at": None, "anything": {"else": [1]}}),
    (CALLS, CALL),
    (CALLS, CALL | {"activity_type": "锻炼", "stage": "", "duration_seconds": 61.5, "direction": "inbound"}),
    (CALLS, CALL | {"occurred_at": "2026-03-01t09:30:00.123456789z"}),
    (CHANGES, CHANGE),
    (CHANGES, CHANGE | {"previous_owner_id": None, "new_owner_id": "s", "reason_code": "a code of their own"}),
    (PEOPLE, PERSON | {"effective_from": "1960-01-01T00:00:00-08:00"}),
    (NAMES, NAME | {"display_name": None}),
    (QUOTAS, QUOTA | {"currency": None}),
    (QUOTAS, QUOTA | {"metric": "new_customers", "target": 4, "currency": None, "period": "2026-12"}),
    (DECISIONS, DECISION | {"amount": "5.00", "shares": [{"payee_id": "s", "share": "1"}]}),
    (DECISIONS, DECISION | {"decision": "explain", "order_id": None, "transfer_event_id": "o1"}),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    (ORDERS, ORDER | {"amount": 5.0}),
    (ORDERS, ORDER | {"amount": "-5.00"}),
    (ORDERS, ORDER | {"amount": "1e3"}),
    (ORDERS, ORDER | {"amount": "5.001"}),
    (ORDERS, ORDER | {"amount": "5.0", "currency": "JPY"}),
    (ORDERS, ORDER | {"amount": "5.1234", "currency": "KWD"}),
    (ORDERS, ORDER | {"currency": "cny"}),
    (ORDERS, ORDER | {"currency": None}),
    (ORDERS, ORDER | {"status": "cancelled"}),
    (ORDERS, ORDER | {"status": "lost"}),
    (ORDERS, ORDER | {"customer_id": ""}),
    (CALLS, CALL | {"occurred_at": "2026-03-01T09:30:00"}),
    (CALLS, CALL | {"occurred_at": "1988-03-01T09:30:00Z"}),
    (CALLS, CALL | {"occurred_at": "2102-03-01T09:30:00Z"}),
    (CALLS, CALL | {"recorded_at": "yesterday"}),
    (CALLS, CALL | {"duration_seconds": -1}),
    (CALLS, CALL | {"duration_seconds": "60"}),
    (CALLS, CALL | {"direction": "sideways"}),
    (CALLS, CALL | {"actor_id": None}),
    (CALLS, {name: value for name, value in CALL.items() if name != "event_id"}),
    (CHANGES, CHANGE | {"new_owner_id": 7}),
    (PEOPLE, PERSON | {"effective_from": "2026-01-01"}),
    (PEOPLE, PERSON | {"role": "director"}),
    (NAMES, NAME | {"subject_type": "team"}),
    (QUOTAS, QUOTA | {"target": 5}),
    (QUOTAS, QUOTA | {"metric": "new_customers", "target": "5"}),
    (QUOTAS, QUOTA | {"metric": "new_customers", "target": -1}),
    (QUOTAS, QUOTA | {"period": "2026-13"}),
    (QUOTAS, QUOTA | {"target": "5.001"}),
    (DECISIONS, DECISION | {"order_id": None}),
    (DECISIONS, DECISION | {"decision": "explain", "order_id": None}),
    (DECISIONS, DECISION | {"reason": None}),
    (DECISIONS, DECISION | {"shares": [{"payee_id": "s", "share": 1}]}),
    (DECISIONS, DECISION | {"shares": [{"share": "1"}]}),
]


def is_valid(topic: str, record: object) -> bool:
    return bool(Draft202012Validator(SCHEMAS[topic]).is_valid(record))


def is_usable(topic: str, record: object) -> bool:
    try:
        decode_event(topic, json.dumps(record).encode())
    except Unusable:
        return False
    return True


def test_what_is_committed_is_current() -> None:
    committed = {path.name: path.read_text("utf-8") for path in COMMITTED.iterdir()}
    assert committed == schema_files(), "run `transferwatch schemas`"


def test_every_topic_of_the_contract_has_a_schema_with_its_key() -> None:
    assert {topic: schema["x-key"] for topic, schema in SCHEMAS.items()} == INPUTS | OUTPUTS
    for topic, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(topic)
        assert schema["description"]
        assert schema.get("additionalProperties", True) is True, "unknown extra fields are ignored"


@pytest.mark.parametrize(("topic", "record"), GOOD)
def test_good_records_are_valid_and_usable(topic: str, record: dict[str, Any]) -> None:
    assert is_valid(topic, record)
    assert is_usable(topic, record)


@pytest.mark.parametrize(("topic", "record"), BAD)
def test_bad_records_are_neither(topic: str, record: dict[str, Any]) -> None:
    assert not is_valid(topic, record)
    assert not is_usable(topic, record)


@pytest.mark.parametrize("topic", INPUTS)
def test_a_null_is_a_missing_field(topic: str) -> None:
    example = next(record for name, record in GOOD if name == topic)
    for name in SCHEMAS[topic]["properties"]:
        without = {key: value for key, value in example.items() if key != name}
        assert is_valid(topic, example | {name: None}) == is_valid(topic, without), name


@pytest.mark.parametrize("topic", INPUTS)
def test_examples_can_be_used(topic: str) -> None:
    assert EXAMPLES[topic]
    for example in EXAMPLES[topic]:
        assert is_valid(topic, example)
        assert is_usable(topic, example)


@pytest.mark.parametrize("topic", INPUTS)
def test_the_order_of_ties_is_written_down(topic: str) -> None:
    ties = "people, quotas, ownership changes, activities, orders, decisions, then event_id"
    assert (ties in SCHEMAS[topic]["description"]) == (topic != NAMES)


def test_credit_may_be_negative_and_nothing_is_a_float() -> None:
    properties = SCHEMAS["transferwatch.credits.v1"]["properties"]
    validator = Draft202012Validator(properties["amount"])
    assert validator.is_valid("-12800.00")
    assert not validator.is_valid("12,800")
    floats = [topic for topic in OUTPUTS if '"number"' in json.dumps(SCHEMAS[topic])]
    assert floats == []


def page() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((COMMITTED / "asyncapi.yaml").read_text("utf-8"))
    return document


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_page_has_the_parts_that_asyncapi_3_asks_for() -> None:
    document = page()
    assert document["asyncapi"] == "3.0.0"
    assert set(document) == {
        "asyncapi", "info", "defaultContentType", "channels", "operations", "components"
    }  # fmt: skip
    assert {"title", "version"} <= set(document["info"])
    for message in document["components"]["messages"].values():
        assert (COMMITTED / message["payload"]["$ref"]).is_file()


def test_every_topic_is_a_channel_received_or_sent() -> None:
    document = page()
    keys, actions = {}, {}
    for operation in document["operations"].values():
        channel = resolve(document, operation["channel"]["$ref"])
        (message,) = (resolve(document, reference["$ref"]) for reference in operation["messages"])
        message = resolve(document, message["$ref"])
        assert message["payload"]["$ref"] == f"./{channel['address']}.schema.json"
        actions[channel["address"]] = operation["action"]
        keys[channel["address"]] = message["bindings"]["kafka"]["key"]["description"]
    assert actions == dict.fromkeys(INPUTS, "receive") | dict.fromkeys(OUTPUTS, "send")
    for topic, key in (INPUTS | OUTPUTS).items():
        assert (f"`{key}`" in keys[topic]) == (topic != "transferwatch.dead-letters.v1")


def test_the_page_says_which_topics_are_compacted_and_which_never_expire() -> None:
    settings = {
        channel["address"]: channel["bindings"]["kafka"].get("topicConfiguration", {})
        for channel in page()["channels"].values()
    }
    assert {topic for topic, found in settings.items() if found.get("cleanup.policy") == ["compact"]} == COMPACTED
    assert {topic for topic, found in settings.items() if found.get("retention.ms") == -1} == {PEOPLE, QUOTAS}


def test_output_types_and_topics_agree() -> None:
    assert [SCHEMAS[topic]["title"] for topic, _, _, _ in OUTPUT_TOPICS] == [
        "Assessment", "Alert", "Credit", "Finding", "DeadLetter"
    ]  # fmt: skip


def test_the_command_writes_checks_and_tells_what_is_stale(tmp_path: Path) -> None:
    run = CliRunner()
    folder = tmp_path / "schemas"
    assert run.invoke(app, ["schemas", "--output", str(folder)]).exit_code == 0
    assert run.invoke(app, ["schemas", "--output", str(folder), "--check"]).exit_code == 0
    changed = folder / "crm.orders.v1.schema.json"
    changed.write_text(changed.read_text("utf-8").replace("seller_id", "buyer_id"), "utf-8")
    (folder / "crm.names.v1.schema.json").unlink()
    (folder / "crm.leads.v1.schema.json").write_text("{}", "utf-8")
    result = run.invoke(app, ["schemas", "--output", str(folder), "--check"])
    assert result.exit_code == 1
    assert "crm.orders.v1.schema.json differs" in result.output
    assert "crm.names.v1.schema.json is missing" in result.output
    assert "crm.leads.v1.schema.json is no longer generated" in result.output
    assert "buyer_id" in changed.read_text("utf-8"), "a check writes nothing"
