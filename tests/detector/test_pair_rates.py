"""When a pair is unusual, when it is not, and when nothing can be said; worked out on a team of four salespeople."""

from typing import Any

import pytest

from detector.messages import LANGUAGES
from detector.outputs import Finding
from tests.detector.builders import shipped
from tests.detector.teams import MONTHS, Team, beside_all, concentrated, pair_of_two, usual


def params(finding: Finding) -> dict[str, Any]:
    assert finding.params is not None
    return finding.params


def test_many_of_ones_orders_to_one_assistant_month_after_month() -> None:
    found = concentrated().pairs("2026-09")["lin:mei"]
    assert (found.finding_id, found.level) == ("pair_rate:lin:mei:north:2026-09", "unusual")
    assert found.n == 36
    assert [params(found)[name] for name in ("transferred", "months", "rate")] == [18, 6, "0.5000"]
    assert found.order_ids is not None and len(found.order_ids) == 18
    # Each of the three others gave 3 of 36 orders to the assistant whom they gave most: 10 of 110.
    assert (params(found)["normal"], params(found)["others"], params(found)["others_orders"]) == ("0.0909", 3, 108)
    # They are alike, so the normal weighs for 10 orders: (0.91 + 18) of 46.
    assert (found.estimate, found.interval) == ("0.4111", ("0.2812", "0.5547"))


def test_the_others_are_not_unusual() -> None:
    levels = {name: item.level for name, item in concentrated().pairs("2026-09").items()}
    assert levels.pop("lin:mei") == "unusual"
    assert set(levels.values()) == {"normal"}


def test_an_assistant_of_ones_own_is_normal_where_everybody_has_one() -> None:
    team = usual(Team(), desks=True)
    for period in MONTHS:
        team.win(period, "lin", 5).win(period, "lin", 1, "mei")
    assert {item.level for item in team.pairs("2026-09").values()} == {"normal"}
    assert "lin:mei" in team.pairs("2026-09")


@pytest.mark.parametrize(("months", "level"), [(MONTHS[6:], "unusual"), (MONTHS[7:], "normal")])
def test_two_months_are_no_habit(months: list[str], level: str) -> None:
    assert concentrated(months, each=6).pairs("2026-09")["lin:mei"].level == level


def test_few_transfers_never_shout() -> None:
    """Two are not looked at, four of four are stated and not unusual, whatever the rate."""
    team = usual(Team()).win("2026-08", "lin", 1, "mei").win("2026-09", "lin", 1, "mei")
    assert "lin:mei" not in team.pairs("2026-09")
    team.win("2026-07", "lin", 2, "mei")
    assert team.pairs("2026-09")["lin:mei"].level == "normal"


def test_the_team_states_nothing_without_a_past_of_its_own() -> None:
    team = usual(Team(), months=["2026-09"]).win("2026-09", "lin", 6, "mei")
    assert team.pairs("2026-09") == {}
    assert beside_all(team)["lin:mei"].level == "not_evaluated"
    assert pair_of_two().pairs("2026-09") == {}, "one other is no normal"
    assert "lin:mei" in beside_all(pair_of_two())
    assert beside_all(concentrated()) == {}, "never both"


def test_the_normal_is_that_of_the_last_closed_month() -> None:
    """What the others pass in a month changes nothing that is said of that month, and something of the next."""
    one, other = concentrated(), concentrated()
    other.win("2026-08", "amy", 30, "mei")
    assert one.pairs("2026-08")["lin:mei"] == other.pairs("2026-08")["lin:mei"]
    assert one.pairs("2026-09")["lin:mei"] != other.pairs("2026-09")["lin:mei"]


def test_what_lies_before_the_window_is_forgotten() -> None:
    recent = [period for period in MONTHS if period >= "2026-03"]
    whole, part = concentrated(), concentrated()
    part.months = {period: part.months[period] for period in recent}
    assert whole.pairs("2026-09") == part.pairs("2026-09")
    del part.months["2026-03"]
    assert whole.pairs("2026-09") != part.pairs("2026-09"), "the month that only the normal looks at"


def test_only_of_a_month_with_a_transfer_in_it() -> None:
    team = concentrated(MONTHS[:8])
    team.win("2026-09", "lin", 3)
    assert "lin:mei" not in team.pairs("2026-09")


def test_people_without_a_team_have_no_normal() -> None:
    team = usual(Team(""))
    for period in MONTHS:
        team.win(period, "lin", 6, "mei")
    assert team.pairs("2026-09") == {}


def test_the_sentences() -> None:
    catalog = shipped().catalog
    found = concentrated().pairs("2026-09")["lin:mei"]
    assert catalog.render(found.message_id or "", params(found), "en") == (
        "lin of team north passed 18 of 36 won orders of 2026-04 to 2026-09 on to mei, in 6 of these months "
        "(0 of them needless): 50.00 %, drawn towards the normal 41.11 % (95 % interval 28.12 % to 55.47 %); "
        "well above the 9.09 % that is normal in the team, by what 3 other salespeople passed to "
        "their most frequent assistant of 108 won orders of 2026-03 to 2026-08."
    )
    for item in (found, concentrated().pairs("2026-09")["amy:mei"]):
        for language in LANGUAGES:
            assert "?" not in catalog.render(item.message_id or "", params(item), language)
