"""Lag and sums over partitions, and a warning for each thing that does not fit."""

import pytest

from streams.cluster.fitting import misfits
from streams.cluster.groups import Group, Member
from streams.cluster.lag import open_spans
from streams.cluster.reading import Place, Span
from streams.cluster.status import make_status
from streams.partition_meta import PartitionMeta
from streams.topics import SOURCE_TOPICS, Namespace

NAMES = Namespace("acme")
ORDERS = "crm.orders.v1"


def member(name: str, *partitions: int, **owns: list[int]) -> Member:
    """A member that owns the partitions of every source topic; `orders=[…]`: other ones of the orders."""
    topics = {topic: sorted(partitions) for topic in SOURCE_TOPICS}
    return Member(name, "host", topics | {f"crm.{topic}.v1": parts for topic, parts in owns.items()})


def meta(digest: str = "d1", **changed: object) -> PartitionMeta:
    fields = {"worker": "w1", "read": {ORDERS: 9}, "applied": {ORDERS: 5}, "duplicates": {ORDERS: 3},
              "dead_letters": {ORDERS: 1}}  # fmt: skip
    return PartitionMeta(rules_digest=digest, **{**fields, **changed})  # type: ignore[arg-type]


def group(*members: Member, state: str | None = "Stable") -> Group:
    return Group(state, list(members), {})


def test_what_fits_is_silent() -> None:
    assert misfits(group(member("w1", 0, 2), member("w2", 1)), {0: meta(), 1: meta(), 2: meta()}, 3) == []


@pytest.mark.parametrize(
    ("members", "metas", "told"),
    [
        ([member("w1", 0, 1)], {0: meta("d1"), 1: meta("d2", worker="w2")}, "d1 on partition 0 (w1); d2 on "),
        ([member("w1", 0, 1)], {0: meta(), 1: meta(applied={ORDERS: 4})}, "crm.orders.v1: 9 read, but 4 applied"),
        ([member("w1", 0, 1)], {0: meta(read={})}, "0 read, but 5 applied + 3 duplicates + 1 dead letters make 9"),
        ([member("w1", 0)], {}, "partition 1 belongs to no worker"),
        ([member("w1", 0), member("w2", 1, orders=[])], {}, "partition 1 of crm.orders.v1 belongs to no worker"),
        ([member("w1", 0, orders=[1]), member("w2", 1, orders=[0])], {}, "partition 0 is torn apart"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(members: list[Member], metas: dict[int, PartitionMeta], told: str) -> None:
    assert any(told in warning for warning in misfits(group(*members), metas, 2))


@pytest.mark.parametrize("state", ["PreparingRebalance", "Empty", "Dead", None])
def test_owners_are_only_judged_while_the_group_is_stable(state: str | None) -> None:
    assert misfits(group(member("w1", 0), state=state), {}, 2) == []


def ends(topic: str, *ends: tuple[int, int]) -> dict[Place, tuple[int, int]]:
    return {Place(NAMES.topic(topic), partition): end for partition, end in enumerate(ends)}


def test_lag_is_what_no_flush_has_covered() -> None:
    place, other = Place("acme.crm.orders.v1", 0), Place("acme.crm.orders.v1", 1)
    all_ends = ends(ORDERS, (0, 100), (50, 100))
    assert open_spans(NAMES, all_ends, {}, {}) == {place: Span(0, 100), other: Span(50, 100)}
    assert open_spans(NAMES, all_ends, {place: 90}, {1: meta(offsets={ORDERS: 98})}) == {
        place: Span(90, 100),
        other: Span(98, 100),
    }
    assert open_spans(NAMES, all_ends, {place: 90, other: 20}, {})[other] == Span(50, 100), "expired, not lagging"
    assert open_spans(NAMES, ends(ORDERS, (0, 1)), {place: 5}, {}) == {}


def test_sums_go_over_all_partitions() -> None:
    metas = {
        0: meta(orders=3, outcomes={"clear": 2, "review": 1}, held_orders=1, customers=4, state_bytes=10, owed=1),
        1: meta(orders=2, outcomes={"clear": 2}, customers=1, state_bytes=5, dead_letter_reasons={"no_offset": 1}),
    }
    left = {Place(f"acme.{ORDERS}", 0): 2, Place(f"acme.{ORDERS}", 1): 3, Place("acme.crm.people.v1", 0): 4}
    found = make_status(NAMES, group(member("w1", 0, 1)), ends(SOURCE_TOPICS[0], (0, 0), (0, 0)), metas, left)
    assert (found.orders, found.held_orders, found.customers, found.state_bytes, found.owed) == (5, 1, 5, 15, 1)
    assert found.outcomes == {"clear": 4, "review": 1}
    assert found.dead_letter_reasons == {"no_offset": 1}
    orders = found.topics[ORDERS]
    assert (orders.read, orders.applied, orders.duplicates, orders.dead_letters, orders.lag) == (18, 10, 6, 2, 5)
    assert found.adds_up
    assert found.warnings == []
    assert found.group == "acme.transferwatch"


def test_counts_that_do_not_add_up_are_seen() -> None:
    found = make_status(NAMES, group(state="Empty"), {}, {0: meta(duplicates={})}, {})
    assert not found.adds_up
    assert len(found.warnings) == 1
