"""The seed rule, word by word, on customers whose story is one line each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.evaluation.seed_rule import seed_rule
from tests.cli.worlds import World

Story = Callable[[World], None]


def handed_over(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(20, "C", "sam", "ann")


def ripe(world: World) -> None:
    handed_over(world)
    world.order(25, "C", "ann")


def fourteen_days_exactly(world: World) -> None:
    handed_over(world)
    world.order(34, "C", "ann")


def fifteen_days(world: World) -> None:
    handed_over(world)
    world.order(35, "C", "ann")


def at_the_moment_of_the_hop(world: World) -> None:
    handed_over(world)
    world.order(20, "C", "ann")


def one_call_of_the_new_owner(world: World) -> None:
    ripe(world)
    world.work(22, "C", "ann")


def a_call_before_the_hop_and_one_of_the_old_owner(world: World) -> None:
    ripe(world)
    world.work(19, "C", "ann")
    world.work(22, "C", "sam")
    world.work(26, "C", "ann")


def a_call_for_another_customer(world: World) -> None:
    ripe(world)
    world.work(22, "D", "ann")


def previous_owner_not_stated(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(20, "C", None, "ann")
    world.order(25, "C", "ann")


def previous_owner_stated_wrongly(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(20, "C", "bob", "ann")
    world.order(25, "C", "ann")


def first_known_change_states_it(world: World) -> None:
    world.hop(20, "C", "sam", "ann")
    world.order(25, "C", "ann")


def told_twice(world: World) -> None:
    ripe(world)
    changes = world.lines["ownership-changes.ndjson"]
    changes.append(changes[-1])


def out_of_the_pool(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(19, "C", "sam", None)
    world.hop(20, "C", None, "ann")
    world.order(25, "C", "ann")


def between_salespeople(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(20, "C", "sam", "sue")
    world.order(25, "C", "sue")


def booked_on_one_who_never_owned_it(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.order(25, "C", "ann")


def handed_over_after_the_order(world: World) -> None:
    handed_over(world)
    world.order(15, "C", "sam")


def an_assistant_only_later(world: World) -> None:
    world.hop(0, "C", None, "sam")
    world.hop(20, "C", "sam", "late")
    world.order(25, "C", "late")
    world.person("late", "sales")
    world.person("late", "assistant", 24)


def amended_with_another_seller(world: World) -> None:
    ripe(world)
    world.order(60, "C", "sam")


def amended_to_the_assistant(world: World) -> None:
    handed_over(world)
    world.order(60, "C", "ann")
    world.order(25, "C", "sam")


def unusable_lines_between(world: World) -> None:
    ripe(world)
    for file in ("orders.ndjson", "activities.ndjson", "ownership-changes.ndjson", "people.ndjson"):
        world.raw(file, '{"event_id": "x", "customer_id": "C", "actor_id": "ann"')
        world.raw(file, "")
        world.raw(file, '{"customer_id": "C", "actor_id": "ann", "order_id": "O-C", "occurred_at": "2026-03-22"}')


FLAGGED: list[Story] = [
    ripe,
    fourteen_days_exactly,
    at_the_moment_of_the_hop,
    a_call_before_the_hop_and_one_of_the_old_owner,
    a_call_for_another_customer,
    previous_owner_not_stated,
    previous_owner_stated_wrongly,
    first_known_change_states_it,
    told_twice,
    amended_to_the_assistant,
    unusable_lines_between,
]
SILENT: list[Story] = [
    fifteen_days,
    one_call_of_the_new_owner,
    out_of_the_pool,
    between_salespeople,
    booked_on_one_who_never_owned_it,
    handed_over_after_the_order,
    an_assistant_only_later,
    amended_with_another_seller,
]


def flagged(story: Story, folder: Path) -> set[str]:
    world = World()
    for person, role in (("sam", "sales"), ("sue", "sales"), ("ann", "assistant"), ("bob", "service")):
        world.person(person, role)
    story(world)
    return seed_rule(world.write(folder), {"O-C"})


@pytest.mark.parametrize("story", FLAGGED)
def test_flagged(story: Story, tmp_path: Path) -> None:
    assert flagged(story, tmp_path) == {"O-C"}


@pytest.mark.parametrize("story", SILENT)
def test_silent(story: Story, tmp_path: Path) -> None:
    assert flagged(story, tmp_path) == set()


def test_only_wanted_orders_are_looked_at(tmp_path: Path) -> None:
    world = World()
    ripe(world)
    assert seed_rule(world.write(tmp_path), {"O-another"}) == set()
