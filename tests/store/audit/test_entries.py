"""Entries: one form for one value, and details that are declared."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.errors import AuditError
from store.audit.canonical import canonical_json
from store.audit.entry import NO_HASH, Happened, Head, decode_entry, encode_entry, seal
from store.audit.kinds import DETAILS, KINDS
from tests.store.audit.chains import START_US, chain_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_canonical_json_is_json_and_reads_back_to_itself(value: Any) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


def test_the_example_of_rfc_8785_for_sorting() -> None:
    """Section 3.2.3: keys by UTF-16 code units, so the emoji (a surrogate pair) comes before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = canonical_json(dict.fromkeys(keys, 0))
    assert list(json.loads(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_the_example_of_rfc_8785_for_strings() -> None:
    """Section 3.2.2.2, the string of the sample."""
    assert canonical_json('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, {1: 2}, b"x", {"a": {1, 2}}, ["\ud800"], {"\ud800": 1}])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(AuditError):
        canonical_json(value)


def test_an_entry_reads_back() -> None:
    for entry in chain_of(4):
        assert decode_entry(encode_entry(entry)) == entry


def test_the_hash_of_an_entry_stays_what_it_is() -> None:
    """Written down once: whoever changes the form of entries makes every chain that exists invalid."""
    assert chain_of(2)[1].hash == "ef003f0c1630222c45c3ccb27045e9a094eea9919b67ee05d82038b69b6a6475"


@pytest.mark.parametrize(
    ("kind", "details", "told"),
    [
        ("gossip", {}, "no kind of audit entry; expected one of sign_in, view"),
        ("view", {}, "lacks what"),
        ("view", {"what": "order", "customer_name": "Acme"}, "'customer_name' is no detail of audit kind view"),
        (
            "export",
            {"what": "orders", "format": "csv", "rows": "3"},
            "'rows' of audit kind export is a str; expected a int",
        ),
        ("export", {"what": "orders", "format": "csv", "rows": True}, "is a bool; expected a int"),
        ("view", {"what": "order", "fields": [1]}, "expected a list of texts"),
    ],
)
def test_details_are_declared(kind: str, details: dict[str, Any], told: str) -> None:
    head = Head(chain="c", seq=0, hash=NO_HASH)
    with pytest.raises(AuditError, match=told):
        seal(Happened(kind=kind, actor="a", subject="s", details=details), head, START_US)


def test_every_kind_of_the_trail_is_declared() -> None:
    assert set(DETAILS) == set(KINDS)
    wanted = "sign_in view export decision case_change rule_change snooze permission_change erasure retention"
    wanted += " session_end secrets_key restore"
    assert set(KINDS) == set(wanted.split())
