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
    team = usual(Team())
    for period in ("2026-08", "2026-09"):
        team.win(period, "lin", 1, "mei", needless=True)
    assert "lin:mei" not in team.pairs("2026-09")
    team.win("2026-07", "lin", 2, "mei", needless=True)
    found = team.pairs("2026-09")["lin:mei"]
    assert (found.level, found.message_id) == ("normal", "finding.pair_rate.normal")
    team.win("2026-07", "lin", 1, "mei", needless=True)
    assert team.pairs("2026-09")["lin:mei"].level == "unusual", "five of five, in three months"


def test_many_transfers_that_were_worked_on_are_how_a_pair_works() -> None:
    found = concentrated(needless=False).pairs("2026-09")["lin:mei"]
    assert (found.level, found.message_id) == ("normal", "finding.pair_rate.worked")
    # None of the others' 9 transfers was needless: (0 + 1) of (9 + 10), and never less than a tenth.
    assert [params(found)[name] for name in ("needless", "needless_normal")] == [0, "0.1000"]


@pytest.mark.parametrize(("each", "level"), [(2, "normal"), (3, "unusual")])
def test_some_needless_ones_among_many_may_be_what_nobody_logged(each: int, level: str) -> None:
    """Three months have some, of 24 transfers in six. A tenth is normal, which weighs for 10 orders: the interval of 7
    of 34 begins at 0.1035, that of 10 of 34 at 0.1683, and one and a half tenths are asked for.
    """
    team = usual(Team())
    for number, period in enumerate(MONTHS[3:]):
        needless = each if number < 3 else 0
        team.win(period, "lin", 4 - needless, "mei").win(period, "lin", needless, "mei", needless=True)
    found = team.pairs("2026-09")["lin:mei"]
    assert (found.level, params(found)["needless_low"]) == (level, {2: "0.1035", 3: "0.1683"}[each])


def test_needless_ones_of_two_months_are_no_habit() -> None:
    team = concentrated(needless=False)
    team.win("2026-08", "lin", 6, "mei", needless=True).win("2026-09", "lin", 6, "mei", needless=True)
    assert team.pairs("2026-09")["lin:mei"].level == "normal"
    team.win("2026-07", "lin", 1, "mei", needless=True)
    assert team.pairs("2026-09")["lin:mei"].level == "unusual"


def test_where_others_pass_on_needlessly_too_a_pair_is_none_of_its_own() -> None:
    team = concentrated()
    for period in MONTHS:
        team.win(period, "dan", 6, "qiu", needless=True)
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
        "lin of team north passed 18 of 36 won orders of 2026-04 to 2026-09 on to mei, in 6 of these months: "
        "50.00 %, drawn towards the normal 41.11 % (95 % interval 28.12 % to 55.47 %); 9.09 % are normal in the team, "
        "by what 3 other salespeople passed to their most frequent assistant of 108 won orders of 2026-03 to 2026-08. "
        "18 of them were needless, at least 49.34 % (95 %); up to 10.00 % is normal: this is well above it "
        "(the latest in 2026-09)."
    )
    worked = concentrated(needless=False).pairs("2026-09")["lin:mei"]
    for item in (found, worked, concentrated().pairs("2026-09")["amy:mei"]):
        for language in LANGUAGES:
            assert "?" not in catalog.render(item.message_id or "", params(item), language)
