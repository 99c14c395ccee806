"""Entries of every kind, also of those to come, are guarded alike: what is done to one of them is found and named."""

from collections.abc import Callable, Sequence

import pytest

from store.audit.entry import NO_HASH, Entry, Happened, Head, head_after, seal
from store.audit.kinds import DETAILS, KINDS, VIA, Detail
from tests.store.audit.chains import CHAIN, START_US, anchors_at, edited, hashed_anew, verified

_EXAMPLES: dict[type, Detail] = {str: "x", int: 3, bool: True, list: ["x"]}


def with_every_kind() -> list[Entry]:
    """A chain with one entry of each kind, with all the details that it may have, between two others."""
    head, entries = Head(chain=CHAIN, seq=0, hash=NO_HASH), []
    for number, kind in enumerate(("view", *KINDS, "view")):
        declared = DETAILS[kind]
        names = {**declared.required, **declared.optional, **VIA}
        details = {name: _EXAMPLES[wanted] for name, wanted in names.items()}
        happened = Happened(kind=kind, actor="a-1", subject="store", details=details)
        entries.append(seal(happened, head, START_US + number))
        head = head_after(entries[-1])
    return entries


WHOLE = with_every_kind()
PLACES = range(1, len(WHOLE) - 1)


def other_details(entry: Entry) -> Entry:
    name = sorted(entry.details)[0]
    value = entry.details[name]
    return edited(entry, details={**entry.details, name: value + 1 if isinstance(value, int) else "y"})


def tampered(what: str, at: int) -> list[Entry]:
    changed = other_details(WHOLE[at])
    done: dict[str, Callable[[], Sequence[Entry]]] = {
        "edit": lambda: [*WHOLE[:at], changed, *WHOLE[at + 1 :]],
        "delete": lambda: [*WHOLE[:at], *WHOLE[at + 1 :]],
        "reorder": lambda: [*WHOLE[:at], WHOLE[at + 1], WHOLE[at], *WHOLE[at + 2 :]],
        "cut": lambda: WHOLE[:at],
        "rehash": lambda: hashed_anew([*WHOLE[:at], changed, *WHOLE[at + 1 :]], at + 1),
    }
    return list(done[what]())


@pytest.mark.parametrize("at", PLACES, ids=lambda at: WHOLE[at].kind)
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("edit", "edited"),
        ("delete", "deleted"),
        ("reorder", "reordered"),
        ("cut", "cut"),
        ("rehash", "rehashed"),
    ],
)
def test_the_first_bad_entry_is_named(what: str, code: str, at: int) -> None:
    anchors = anchors_at(WHOLE, at, at + 1, len(WHOLE))
    fault = verified(tampered(what, at), anchors).fault
    assert fault is not None
    assert (fault.code, fault.seq) == (code, at + 1)


def test_the_chain_itself_is_sound() -> None:
    assert {entry.kind for entry in WHOLE} == set(KINDS)
    assert verified(WHOLE, anchors_at(WHOLE, len(WHOLE))).fault is None
