"""Hypothesis: after any edits to an anchored chain, verification finds a fault, at or before the first change."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from store.audit.entry import Entry, encode_entry
from store.audit.verify import verify_chain
from tests.store.audit.chains import anchors_at, chain_of, edited, hashed_anew, verified

WHOLE = chain_of(12)
HEAD = anchors_at(WHOLE, 12)

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "actor": st.text(max_size=3),
    "subject": st.text(max_size=3),
    "at": st.sampled_from(["2020-01-01T00:00:00Z", "x"]),
    "details": st.dictionaries(st.text(max_size=2), st.integers(-3, 3) | st.text(max_size=2), max_size=2),
    "seq": st.integers(-1, 15),
    "prev": st.sampled_from([entry.hash for entry in WHOLE[:3]]),
}
CHOSEN = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: FIELDS[name].map(lambda value: (name, value)))
PLACE = st.integers(0, 11)
STEPS = st.one_of(
    st.tuples(st.just("edit"), PLACE, CHOSEN),
    st.tuples(st.just("delete"), PLACE, st.none()),
    st.tuples(st.just("move"), PLACE, PLACE),
    st.tuples(st.just("copy"), PLACE, PLACE),
    st.tuples(st.just("cut"), PLACE, st.none()),
    st.tuples(st.just("hash anew"), PLACE, st.none()),
)


def apply(entries: list[Entry], step: tuple[str, int, Any]) -> list[Entry]:
    what, place, more = step
    place = min(place, len(entries))
    if what == "hash anew":
        return hashed_anew(entries, place + 1)
    if place == len(entries):
        return entries
    if what == "edit":
        return [*entries[:place], edited(entries[place], **{more[0]: more[1]}), *entries[place + 1 :]]
    if what == "cut":
        return entries[:place]
    without = [*entries[:place], *entries[place + 1 :]] if what in ("delete", "move") else list(entries)
    if what != "delete":
        without.insert(more, entries[place])
    return without


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=5))
def test_no_history_of_edits_goes_unnoticed(steps: list[tuple[str, int, Any]]) -> None:
    entries = WHOLE
    for step in steps:
        entries = apply(entries, step)
    verdict = verified(entries, HEAD)
    assert (verdict.fault is None) == (entries == WHOLE)
    if verdict.fault is not None and all(what != "hash anew" for what, _, _ in steps):
        same = next((i for i, (a, b) in enumerate(zip(entries, WHOLE, strict=False)) if a != b), len(entries))
        assert verdict.entries <= same + 1, "what was changed first counts as sound"
        assert verdict.fault.seq >= 1


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 11), st.binary(min_size=1, max_size=3), st.integers(0, 400))
def test_no_changed_byte_goes_unnoticed(place: int, put: bytes, at: int) -> None:
    lines = [encode_entry(entry) for entry in WHOLE]
    line = lines[place]
    at = min(at, len(line) - 1)
    changed = line[:at] + put + line[at + len(put) :]
    fault = verify_chain(enumerate([*lines[:place], changed, *lines[place + 1 :]], 1), HEAD).fault
    assert (fault is None) == (changed == line)
    if fault is not None:
        assert fault.line == place + 1
        assert fault.code in ("unreadable", "edited")
