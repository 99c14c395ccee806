"""What the table must say, whatever is added to it; and how near a row is."""

import pytest

from console.nearness import Organisation, nearness
from console.permissions import ACTIONS, FIELDS, MAY, SCOPES, SIGHT, visible_fields
from store.accounts.roles import ROLES

ORG = Organisation(
    teams={"lin": "north", "mei": "north", "gao": "north", "wang": "south"},
    managers={"lin": "gao", "mei": "gao", "gao": "chief", "wang": "hu", "hu": "chief"},
)


def test_every_role_is_in_both_tables() -> None:
    assert set(SIGHT) == set(MAY) == set(ROLES)
    assert all(set(lines) <= set(SCOPES) for lines in SIGHT.values())
    assert all(fields <= set(FIELDS) for lines in SIGHT.values() for fields in lines.values())
    assert all(actions <= set(ACTIONS) for actions in MAY.values())
    assert {action for actions in MAY.values() for action in actions} == set(ACTIONS), "nobody may do the rest"


def test_who_keeps_accounts_sees_no_business_and_who_decides_keeps_no_accounts() -> None:
    assert SIGHT["administrator"] == {}
    for role in ROLES:
        assert not {"decide", "manage_accounts"} <= MAY[role]


def test_a_seller_sees_what_is_theirs_and_nobody_elses_pay() -> None:
    assert set(SIGHT["seller"]) == {"own"}
    assert "others_pay" not in SIGHT["seller"]["own"]
    assert MAY["seller"] == {"explain"}


def test_a_manager_sees_pay_below_and_not_beside() -> None:
    assert visible_fields("manager", {"own", "team", "all"}) == frozenset({"customer_name", "texts", "amounts"})
    assert visible_fields("manager", {"subtree", "all"}) == frozenset(FIELDS)
    assert visible_fields("manager", {"all"}) is None


def test_figures_without_people() -> None:
    assert visible_fields("analyst", frozenset(SCOPES)) == frozenset({"amounts"})
    assert visible_fields("compensation", {"all"}) == frozenset({"amounts", "others_pay"})


@pytest.mark.parametrize(
    ("viewer", "people", "near"),
    [
        ("lin", ["lin", "mei"], {"own", "team", "all"}),
        ("mei", ["lin"], {"team", "all"}),
        ("gao", ["lin"], {"team", "subtree", "all"}),
        ("chief", ["lin"], {"subtree", "all"}),
        ("chief", ["wang"], {"subtree", "all"}),
        ("hu", ["lin"], {"all"}),
        ("gao", ["gao"], {"own", "team", "all"}),
        ("lin", [], {"all"}),
        ("stranger", ["lin"], {"all"}),
        (None, ["lin"], {"all"}),
    ],
)
def test_nearness(viewer: str | None, people: list[str], near: set[str]) -> None:
    assert nearness(viewer, people, ORG) == near


def test_people_without_a_team_are_no_team() -> None:
    assert nearness("a", ["b"], Organisation({}, {})) == {"all"}


def test_circles_in_the_record_do_not_hold_us() -> None:
    circle = Organisation({}, {"a": "b", "b": "c", "c": "b", "d": "d"})
    assert circle.reports_to("a", "c")
    assert not circle.reports_to("a", "x")
    assert not circle.reports_to("d", "d")
    assert not circle.reports_to("b", "b")
