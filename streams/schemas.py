"""JSON Schemas (draft 2020-12) of every topic, generated from the types; what types cannot say is added here.

`docs/schemas/` holds what this gives, and a test compares. The contract stays right where they disagree.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from detector.events import TOPICS
from detector.money import MAX_MINOR, currencies_by_digits
from detector.outputs import OUTPUT_TOPICS
from streams.asyncapi import asyncapi_text
from streams.schema_notes import EXAMPLES, FIELD_NOTES, TOPIC_NOTES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SUFFIX = ".schema.json"

_DAY = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
INSTANT_PATTERN = f"^[0-9]{{4}}-{_DAY}[Tt ]{_TIME}$"
# An offset may put the first and last hours of 1990 to 2100 into the years beside.
OCCURRED_PATTERN = f"^(1989|199[0-9]|20[0-9]{{2}}|210[01])-{_DAY}[Tt ]{_TIME}$"
DECIMAL_PATTERN = r"^[0-9]{1,40}(\.[0-9]{1,40})?$"
SIGNED_PATTERN = r"^-?[0-9]+(\.[0-9]+)?$"
ZERO_PATTERN = r"^0+(\.0+)?$"

_INSTANTS = ("occurred_at", "recorded_at", "effective_from", "assessed_at", "raised_at", "effective_at", "from", "to")


def _choices(field: Schema) -> Iterator[Schema]:
    """The alternatives of a field, the null of an optional one left out."""
    for choice in field.get("anyOf", [field]):
        if choice.get("type") != "null":
            yield choice


def _digits_rules(field: str) -> list[Schema]:
    """No more digits after the point than the currency has."""
    rules = []
    for digits, currencies in sorted(currencies_by_digits().items()):
        point = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
        when = {"properties": {"currency": {"enum": list(currencies)}}, "required": ["currency"]}
        rules.append({"if": when, "then": {"properties": {field: {"pattern": f"^[0-9]{{1,40}}{point}$"}}}})
    return rules


def _when(field: str, value: str, then: Schema, otherwise: Schema | None = None) -> Schema:
    rule: Schema = {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": then}
    return rule if otherwise is None else rule | {"else": otherwise}


def _stated(field: str) -> Schema:
    """The field is there and not null."""
    return {"required": [field], "properties": {field: {"type": "string"}}}


def _rules(type_name: str) -> list[Schema]:
    """What depends on more than one field."""
    if type_name == "Order":
        cancelled = _when("status", "cancelled", {"properties": {"amount": {"pattern": ZERO_PATTERN}}})
        return [cancelled, *_digits_rules("amount")]
    if type_name == "Quota":
        number = {"properties": {"target": {"type": "integer"}}}
        money = {"properties": {"target": {"type": "string"}}}
        return [_when("metric", "new_customers", number, money), *_digits_rules("target")]
    if type_name == "Decision":
        either = {"anyOf": [_stated("order_id"), _stated("transfer_event_id")]}
        return [_when("decision", "explain", either, _stated("order_id"))]
    return []


def _refine(type_name: str, name: str, field: Schema, *, is_input: bool) -> None:
    """Add to one field, in place, what its type does not say."""
    for choice in _choices(field):
        if name in _INSTANTS and choice.get("type") == "string":
            choice["pattern"] = OCCURRED_PATTERN if is_input and name == "occurred_at" else INSTANT_PATTERN
        elif name in ("amount", "share", "target") and choice.get("type") == "string":
            choice["pattern"] = DECIMAL_PATTERN if is_input else SIGNED_PATTERN
        elif name == "target":
            choice.update(minimum=0, maximum=MAX_MINOR)
        elif name == "duration_seconds":
            choice.update(minimum=0, maximum=MAX_MINOR)
        elif name == "currency":
            choice["enum"] = sorted(code for codes in currencies_by_digits().values() for code in codes)
    note = FIELD_NOTES.get(f"{type_name}.{name}", FIELD_NOTES.get(name) if is_input else None)
    if note is not None:
        field["description"] = note


def topic_schema(topic: str, record: type[Struct], key: str, *, is_input: bool) -> Schema:
    """The JSON Schema of a topic's records; unknown extra fields are allowed, an optional field may be null."""
    _, components = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    for type_name, definition in components.items():
        for name, field in definition.get("properties", {}).items():
            _refine(type_name, name, field, is_input=is_input)
    root = components.pop(record.__name__)
    notes = [root.pop("description"), TOPIC_NOTES[topic]]
    schema: Schema = {"$schema": DIALECT, "$id": f"urn:transferwatch:schema:{topic}", "title": root.pop("title")}
    schema["description"] = " ".join(notes)
    schema["x-topic"] = topic
    schema["x-key"] = key
    schema |= root
    rules = _rules(record.__name__)
    if rules:
        schema["allOf"] = rules
    if topic in EXAMPLES:
        schema["examples"] = list(EXAMPLES[topic])
    if components:
        schema["$defs"] = components
    return schema


def topic_schemas() -> dict[str, Schema]:
    """Topic name → JSON Schema, inputs first."""
    schemas = {t.name: topic_schema(t.name, t.event, t.key, is_input=True) for t in TOPICS}
    outputs: Sequence[tuple[str, str, type[Struct], str]] = OUTPUT_TOPICS
    for topic, _, record, key in outputs:
        schemas[topic] = topic_schema(topic, record, key, is_input=False)
    return schemas


def schema_files() -> dict[str, str]:
    """File name → text of everything in `docs/schemas`: a JSON Schema per topic, and `asyncapi.yaml`."""
    schemas = topic_schemas()
    files = {
        f"{topic}{SUFFIX}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for topic, schema in schemas.items()
    }
    files["asyncapi.yaml"] = asyncapi_text({topic: f"./{topic}{SUFFIX}" for topic in schemas})
    return files
