"""Pieces and days with contact: what counts, what counts half, and what does not carry a deal alone."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.contacts import Contacts
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, DIRECTION_OUTBOUND
from tests.detector.builders import activity, at, shipped
from tests.detector.plain_contacts import count_plainly

JUDGING = shipped().pack.base_at(at(0)).judging
SMALL, LARGE, SOLID = JUDGING.quiet_thousandths, JUDGING.small_thousandths, JUDGING.solid_thousandths
Entry = tuple[float, int, tuple[str, ...]]  # day, thousandths, why


def counted(*entries: Entry, kind: str = "call", **fields: Any) -> tuple[int, int, int]:
    """Pieces, solid ones, and days."""
    contacts = Contacts(JUDGING)
    for day, weight, why in entries:
        contacts.add(activity(day, "mei", kind, **fields), weight, why, after=False)
    return contacts.pieces, contacts.solid, contacts.days


def each(count: int, weight: int, *why: str) -> list[Entry]:
    return [(day, weight, why) for day in range(count)]


def test_what_weighs_next_to_nothing_is_no_contact() -> None:
    assert counted((0, SMALL - 1, ()), (1, SMALL, ()), (1.1, SOLID, ()), (2, SOLID - 1, ())) == (3, 1, 2)


@pytest.mark.parametrize(
    ("kind", "direction", "found"),
    [("note", DIRECTION_NONE, 0), ("note", DIRECTION_OUTBOUND, 1), ("message", DIRECTION_NONE, 1)],
)
def test_a_note_for_colleagues_is_no_contact(kind: str, direction: int, found: int) -> None:
    assert counted((0, LARGE, ()), kind=kind, direction=direction)[0] == found


@pytest.mark.parametrize("why", ["backdated", "absurd_duration"])
def test_what_is_doubtful_is_no_contact_whatever_it_weighs(why: str) -> None:
    assert counted((0, 6000, (why,)), (1, LARGE, ())) == (1, 0, 1)


def test_of_small_entries_alone_two_count() -> None:
    assert [counted(*each(count, LARGE - 1)) for count in (1, 2, 3, 30)] == [(1, 0, 1), (2, 0, 2), (2, 0, 2), (2, 0, 2)]
    assert counted(*each(30, LARGE)) == (30, 0, 30)


def test_small_entries_count_beside_solid_ones_and_answers() -> None:
    small = each(30, SMALL)
    assert counted(*small, (40, SOLID, ())) == (5, 1, 5)
    assert counted(*small, (40, SOLID, ()), (41, SOLID, ())) == (8, 2, 8)
    contacts = Contacts(JUDGING)
    for day, weight, why in small[:9]:
        direction = DIRECTION_INBOUND if day % 4 == 0 else DIRECTION_OUTBOUND
        contacts.add(activity(day, "mei", "message", direction=direction), weight, why, after=day > 5)
    assert (contacts.replies, contacts.pieces, contacts.days, contacts.days_after) == (3, 8, 8, 3)


def test_what_was_typed_in_after_the_order_counts_half() -> None:
    assert counted(*each(5, SOLID, "after_order")) == (3, 2, 3)
    assert counted(*each(4, SOLID, "after_order"), (0.1, SOLID, ()), (9, SOLID, ())) == (4, 4, 4)
    assert counted((0, SOLID, ("after_order",))) == (1, 0, 1)


def test_the_order_of_entries_changes_nothing() -> None:
    entries: list[Entry] = [
        (0, SMALL, ()),
        (0, SOLID, ("after_order",)),
        (0.1, LARGE, ()),
        (1, SMALL, ()),
        (1, LARGE, ()),
    ]
    assert len({counted(*some) for some in permutations(entries)}) == 1


WEIGHTS = sorted({limit + by for limit in (SMALL, LARGE, SOLID) for by in (-1, 0)} | {0, 4000})
ENTRIES = st.tuples(
    st.builds(
        activity,
        st.sampled_from((0, 0.2, 1, 1.9, 2, 3, 4, 5)),
        st.just("mei"),
        st.sampled_from(("call", "message", "note", "quote")),
        direction=st.sampled_from((DIRECTION_NONE, DIRECTION_INBOUND, DIRECTION_OUTBOUND)),
    ),
    st.sampled_from(WEIGHTS),
    st.sampled_from(((), (), ("burst",), ("after_order",), ("short_text", "after_order"), ("backdated",))),
    st.booleans(),
)


@settings(derandomize=True, max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ENTRIES, max_size=20))
def test_they_count_as_a_plain_look_at_all_entries_does(entries: list[Any]) -> None:
    contacts = Contacts(JUDGING)
    for fact, weight, why, after in entries:
        contacts.add(fact, weight, why, after=after)
    found = contacts.pieces, contacts.solid, contacts.days, contacts.days_after, contacts.replies
    assert found == count_plainly(entries, JUDGING)
