"""Whatever is done to a chain is found, and the first bad entry is named with what is wrong with it."""

from collections.abc import Sequence
from typing import get_args

import pytest

from detector.messages import LANGUAGES, Catalog
from store.audit.anchor import Anchor
from store.audit.entry import Entry, encode_entry, hash_of
from store.audit.messages import AUDIT_MESSAGES
from store.audit.verdict import Fault, FaultCode
from store.audit.verify import verify_chain
from tests.store.audit.chains import anchors_at, chain_of, edited, hashed_anew, verified

WHOLE = chain_of(8)
ANCHORS = anchors_at(WHOLE, 3, 5, 8)


def fault_of(entries: Sequence[Entry], anchors: Sequence[Anchor] = ANCHORS) -> tuple[str, int, int]:
    fault = verified(entries, anchors).fault
    assert fault is not None
    for lang in LANGUAGES:
        told = Catalog(AUDIT_MESSAGES).render(fault.message_id, fault.message_params, lang)
        assert "?" not in told
        assert str(fault.seq) in told
    return fault.code, fault.seq, fault.line


def test_a_sound_chain() -> None:
    verdict = verified(WHOLE, ANCHORS)
    assert verdict.fault is None
    assert (verdict.entries, verdict.anchored, verdict.unanchored, verdict.anchors) == (8, 8, 0, 3)
    assert verdict.head is not None
    assert verdict.head.hash == WHOLE[-1].hash
    assert verified(WHOLE, ANCHORS[:2]).unanchored == 3
    assert verified([]).fault is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "a-9"},
        {"at": "2020-01-01T00:00:00Z"},
        {"kind": "view"},
        {"details": {}},
        {"subject": "order:O-2"},
        {"prev": "0" * 64},
        {"hash": "f" * 64},
        {"chain": "other"},
        {"v": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_edited(change: dict[str, object]) -> None:
    assert fault_of([*WHOLE[:3], edited(WHOLE[3], **change), *WHOLE[4:]]) == ("edited", 4, 4)


def test_edited_and_hashed_again_alone() -> None:
    changed = hashed_anew([*WHOLE[:3], edited(WHOLE[3], actor="a-9")], 4)
    entries = [*changed, *WHOLE[4:]]
    assert fault_of(entries, []) == ("rewritten", 4, 4)
    assert fault_of(entries, anchors_at(WHOLE, 4)) == ("rehashed", 1, 4)


def test_deleted() -> None:
    assert fault_of([*WHOLE[:3], *WHOLE[4:]]) == ("deleted", 4, 4)
    assert fault_of(WHOLE[2:]) == ("deleted", 1, 1)
    fault = verified([*WHOLE[:3], *WHOLE[5:]]).fault
    assert fault is not None
    assert fault.params == {"found": 6, "count": 2}


def test_reordered() -> None:
    assert fault_of([*WHOLE[:3], WHOLE[4], WHOLE[3], *WHOLE[5:]]) == ("reordered", 4, 4)
    assert fault_of([WHOLE[7], *WHOLE[:7]]) == ("reordered", 1, 1)


def test_inserted() -> None:
    assert fault_of([*WHOLE[:4], WHOLE[1], *WHOLE[4:]]) == ("inserted", 2, 5)
    forged = hashed_anew([*WHOLE[:4], edited(WHOLE[0], actor="a-9")], 5)[4]
    assert fault_of([*WHOLE[:4], forged, *WHOLE[4:]], []) == ("inserted", 5, 6)


def test_inserted_with_a_link_that_does_not_fit() -> None:
    other_line = hashed_anew([edited(WHOLE[0], actor="x"), *WHOLE[1:5]], 1)[4]
    assert fault_of([*WHOLE[:4], other_line, *WHOLE[4:]], []) == ("inserted", 5, 5)


@pytest.mark.parametrize("left", [7, 4, 1, 0])
def test_cut(left: int) -> None:
    assert fault_of(WHOLE[:left]) == ("cut", left + 1, 0)
    assert verified(WHOLE[:left]).fault is None, "without an anchor nobody can know"


@pytest.mark.parametrize(("first", "named"), [(1, 1), (2, 1), (4, 4), (5, 4), (6, 6), (8, 6)])
def test_the_rest_hashed_anew(first: int, named: int) -> None:
    """The first bad entry lies after the last anchor that agrees."""
    entries = hashed_anew([*WHOLE[: first - 1], edited(WHOLE[first - 1], actor="a-9"), *WHOLE[first:]], first)
    assert verified(entries).fault is None, "without an anchor nobody can know"
    code, seq, _ = fault_of(entries)
    assert (code, seq) == ("rehashed", named)
    assert seq <= first


def test_cut_and_the_whole_hashed_anew() -> None:
    entries = hashed_anew([edited(WHOLE[0], actor="a-9"), *WHOLE[1:6]])
    assert fault_of(entries) == ("rehashed", 1, 3)


def test_another_chain() -> None:
    other = chain_of(8, "deadbeef")
    assert fault_of(other) == ("other_chain", 1, 1)
    assert fault_of([*WHOLE[:3], *other[3:]], []) == ("other_chain", 4, 4)


def test_does_not_begin() -> None:
    first = edited(WHOLE[0], prev="a" * 64)
    assert fault_of([edited(first, hash=hash_of(first))], []) == ("start", 1, 1)


@pytest.mark.parametrize("line", [b"", b"{}", b"not json", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_entry(line: bytes) -> None:
    lines = [*map(encode_entry, WHOLE[:2]), line]
    fault = verify_chain(enumerate(lines, 1)).fault
    assert fault is not None
    assert (fault.code, fault.seq, fault.line) == ("unreadable", 3, 3)


@pytest.mark.parametrize(
    "change",
    [
        (b'"v":1', b'"v": 1'),
        (b'"v":1', b'"v":1.0'),
        (b'"v":1', b'"v":1,"v":1'),
        (b'"v":1', b'"v":1,"more":1'),
        (b'"rows":3', b'"rows":3.0'),
        (b'"seq":3', b'"seq":99999999999999999'),
        (b"orders", b"\\u006frders"),
    ],
)
def test_another_writing_of_the_same_is_an_edit(change: tuple[bytes, bytes]) -> None:
    line = encode_entry(WHOLE[2])
    assert change[0] in line
    fault = verify_chain(
        [(1, encode_entry(WHOLE[0])), (2, encode_entry(WHOLE[1])), (3, line.replace(*change, 1))]
    ).fault
    assert fault is not None
    assert (fault.code, fault.line) == ("unreadable", 3)


def test_every_fault_has_its_sentences() -> None:
    for code in get_args(FaultCode):
        texts = AUDIT_MESSAGES[Fault(code, 1, 1, {}).message_id]
        assert set(texts) == {"zh", "en"}
