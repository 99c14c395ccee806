"""Generated from the table: every role at every nearness, every type of record, and a canary in every hidden field."""

import json
import re
from itertools import combinations

import msgspec
import pytest
from msgspec import Struct

from console.declared import DECLARED, FEATURES, PARAMS
from console.masking import MASKED, Sight, shown, shown_name, sight_of
from console.permissions import FIELDS, SCOPES, SIGHT, Field, Scope
from detector import events, features, outputs
from detector.messages import CORE
from store.accounts.roles import ROLES, Role
from store.cases.case import Case
from streams.pack_files import placeholders
from streams.packs import load_pack
from tests.console.canaries import records

_CANARY = re.compile(r"canary-\d+-([^\"]*)-end")

ROWS = [
    (role, scope, viewer)
    for role in ROLES
    for scope in SCOPES
    for viewer in ("lin", "gao", None)
    if scope in SIGHT[role]
]


def takes(what: str, fields: frozenset[Field], viewer: str | None) -> bool:
    """Whether a canary may be seen."""
    if what == "raw":
        return fields >= set(FIELDS)
    if what.startswith("pay:"):
        return "others_pay" in fields or what == f"pay:{viewer}"
    return {part for part in what.split("+") if part} <= fields


def check(sight: Sight, fields: frozenset[Field], viewer: str | None) -> None:
    """Of every record exactly those canaries are shown that these fields allow."""
    for record in records():
        everything = set(_CANARY.finditer(msgspec.json.encode(record).decode()))
        wanted = {found[0] for found in everything if takes(found[1], fields, viewer)}
        text = json.dumps(shown(record, sight))
        assert {found[0] for found in _CANARY.finditer(text)} == wanted, type(record).__name__


@pytest.mark.parametrize(("role", "scope", "viewer"), ROWS)
def test_canaries_are_seen_by_whom_the_table_says(role: Role, scope: Scope, viewer: str | None) -> None:
    sight = sight_of(role, viewer, frozenset({scope}))
    assert sight is not None
    check(sight, SIGHT[role][scope], viewer)


SUBSETS = [frozenset(chosen) for size in range(len(FIELDS) + 1) for chosen in combinations(FIELDS, size)]


@pytest.mark.parametrize("viewer", ["lin", None])
@pytest.mark.parametrize("fields", SUBSETS, ids=lambda fields: "+".join(sorted(fields)) or "nothing")
def test_canaries_are_seen_by_what_they_take(fields: frozenset[Field], viewer: str | None) -> None:
    """Whatever the table will say one day."""
    check(Sight(fields, viewer), fields, viewer)


@pytest.mark.parametrize(("role", "scope"), [(r, s) for r in ROLES for s in SCOPES if s not in SIGHT[r]])
def test_rows_that_are_not_in_the_table_are_not_seen(role: Role, scope: Scope) -> None:
    assert sight_of(role, "lin", frozenset({scope})) is None


def test_the_canaries_are_in_every_class() -> None:
    """The generated test proves nothing of a class that no canary stands for."""
    found = {found[1] for record in records() for found in _CANARY.finditer(msgspec.json.encode(record).decode())}
    assert found == {
        "texts",
        "amounts",
        "customer_name",
        "pay:lin",
        "pay:mei",
        "pay:nobody",
        "raw",
        "",
        "texts+amounts+others_pay",
    }
    assert {type(record) for record in records()} | {events.Share, *_NESTED} == set(DECLARED)


_NESTED = {Case, outputs.PathOwner, outputs.Hit, outputs.ReasonTest, outputs.DecisionState, outputs.Note}


def structs() -> set[type[Struct]]:
    """Every type of record of the contract, found in the core and not listed here."""
    found: set[type[Struct]] = set()
    waiting: list[type[Struct]] = [events.Event, outputs.Output, events.Share]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting += kind.__subclasses__()
    return found - {events.Event, outputs.Output}


@pytest.mark.parametrize("kind", sorted(structs(), key=str), ids=str)
def test_every_field_of_every_record_is_declared(kind: type[Struct]) -> None:
    assert [name for name in kind.__struct_fields__ if name not in DECLARED[kind]] == []


def test_features_that_are_texts_are_declared() -> None:
    texts = {f.name for f in msgspec.structs.fields(features.Features) if isinstance(f.default, str)}
    assert texts == set(FEATURES)


def test_parameters_of_every_shipped_message_are_declared() -> None:
    messages = {**CORE, **{name: texts for rule in load_pack().pack.rules for name, texts in rule.messages.items()}}
    named = {name for texts in messages.values() for name in placeholders(texts["en"])}
    assert "target" in named, "the messages have moved"
    assert sorted(named - set(PARAMS)) == []


def test_a_quota_that_is_a_number_is_hidden_too() -> None:
    finding = outputs.Finding(finding_id="f", kind="quota_burst", params={"target": 12, "late": 3})
    assert shown(finding, Sight(frozenset({"texts", "amounts"}), "lin"))["params"] == {"late": 3, MASKED: ["target"]}


def test_what_is_not_declared_is_not_shown() -> None:
    class New(Struct):
        secret: str
        hits: list[outputs.Hit]

    everything = Sight(frozenset(FIELDS), "lin")
    assert shown(New("s", []), everything) == {MASKED: ["secret", "hits"]}


def test_masked_fields_are_named_where_they_were() -> None:
    (assessment,) = [record for record in records() if isinstance(record, outputs.Assessment)]
    seen = shown(assessment, Sight(frozenset(), None))
    assert MASKED not in seen
    assert seen["path"] == [{"owner": "lin", "from": "2026-03-01T00:00:00Z", "change": "e-1"}]
    (hit,) = seen["hits"]
    assert hit[MASKED] == ["reason"]
    assert hit["params"] == {"customer": "c-1", "work": 3, MASKED: ["code", "own_rules"]}
    assert seen["features"][MASKED] == ["own", "reason_code"]


def test_known_codes_and_kinds_are_no_texts() -> None:
    nothing = Sight(frozenset(), None)
    change = events.OwnershipChange(
        event_id="e", occurred_at="2026-03-01T00:00:00Z", customer_id="c", reason_code="leave_cover"
    )
    assert shown(change, nothing)["reason_code"] == "leave_cover"
    call = events.Activity(
        event_id="e", occurred_at="2026-03-01T00:00:00Z", customer_id="c", actor_id="lin", activity_type="call"
    )
    assert shown(call, nothing)["activity_type"] == "call"


def test_a_sentence_is_shown_with_its_figures() -> None:
    hit = outputs.Hit(rule_id="r", rule_version=1, score=1, message_id="m", params={"work": 3}, reason="3 meetings")
    assert shown(hit, Sight(frozenset(), None))["reason"] == "3 meetings"


def test_names_beside_records() -> None:
    assert shown_name("Acme", Sight(frozenset({"customer_name"}), None)) == "Acme"
    assert shown_name("Acme", Sight(frozenset({"texts", "amounts", "others_pay"}), "lin")) is None
