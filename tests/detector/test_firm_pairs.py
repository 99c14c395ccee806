"""Pairs of teams with too little of a past, against all teams: by hand, and what a reader gets of changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.firm import FirmMonth, TeamTotal
from detector.firm_pairs import changed_pairs, firm_pairs, months_touched
from detector.messages import LANGUAGES
from detector.outputs import Finding
from detector.pair_figures import PairFigures
from detector.team_months import team_total
from tests.detector.builders import shipped
from tests.detector.teams import MONTHS, Team, beside_all, concentrated, firm_of, pair_of_two, usual

SOUTH, WEST = usual(Team("south")), usual(Team("west"))


def test_a_team_of_two_is_held_against_all_teams() -> None:
    found = beside_all(pair_of_two(), SOUTH, WEST)["lin:mei"]
    assert (found.finding_id, found.level) == ("pair_rate:all_teams:lin:mei:north:2026-09", "unusual")
    assert (found.n, found.message_id) == (36, "finding.pair_rate.unusual.all_teams")
    assert found.params is not None and found.order_ids is not None
    expected = {"transferred": 18, "rate": "0.5000", "teams": 2, "teams_orders": 216, "others": 1, "others_orders": 36}
    assert found.params.items() >= expected.items()
    assert (found.params["prior_since"], found.params["prior_period"]) == ("2026-03", "2026-08")
    assert len(found.order_ids) == 18
    # Each team's three passed 3 of 36 to the assistant they gave most: (18 + 1) of (216 + 2), worth 10 orders; amy's
    # 6 of 36 beside it: (0.8716 + 6) of 46. Drawn towards it: (1.4938 + 18) of 46.
    assert (found.params["normal"], found.estimate) == ("0.1494", "0.4238")


def test_a_team_with_a_habit_of_its_own_is_held_against_that_first() -> None:
    """Both of two have an assistant of their own: that all other teams work in another way is no sign."""
    desks = Team()
    for period in MONTHS:
        desks.win(period, "lin", 3).win(period, "lin", 3, "mei").win(period, "amy", 3).win(period, "amy", 3, "qiu")
    assert {item.level for item in beside_all(desks, SOUTH, WEST).values()} == {"normal"}


@pytest.mark.parametrize("teams", [(), (SOUTH,), (usual(Team("south"), months=["2026-08"]), Team("west"))])
def test_it_cannot_be_told_without_other_teams(teams: tuple[Team, ...]) -> None:
    found = beside_all(pair_of_two(), *teams)["lin:mei"]
    assert (found.level, found.estimate, found.message_id) == (
        "not_evaluated",
        "0.5000",
        "finding.pair_rate.not_evaluated",
    )
    assert found.params is not None and "normal" not in found.params


def test_other_teams_count_up_to_the_last_closed_month() -> None:
    busy = usual(Team("south")).win("2026-09", "amy", 30, "mei")
    assert beside_all(pair_of_two(), busy, WEST) == beside_all(pair_of_two(), SOUTH, WEST)
    before = usual(Team("south")).win("2026-08", "amy", 30, "mei")
    assert beside_all(pair_of_two(), before, WEST) != beside_all(pair_of_two(), SOUTH, WEST)


def test_few_transfers_do_not_shout_beside_all_teams_either() -> None:
    team = Team().win("2026-07", "lin", 1, "mei").win("2026-08", "lin", 1, "mei").win("2026-09", "lin", 2, "mei")
    assert beside_all(team, SOUTH, WEST)["lin:mei"].level == "normal", "four of four"
    assert beside_all(Team().win("2026-09", "lin", 2, "mei"), SOUTH, WEST) == {}


def test_what_a_team_tells() -> None:
    total = team_total(pair_of_two().months, "north", "2026-09")
    assert (total.orders, total.passed, total.sold, total.most_passed) == (12, 4, 72, 24)
    assert [(pair.originator, pair.assistant, pair.transferred) for pair in total.pairs] == [
        ("amy", "qiu", 6),
        ("lin", "mei", 18),
    ]
    assert team_total(concentrated().months, "north", "2026-09").pairs == ()
    assert team_total(pair_of_two().months, "north", "2027-01").is_empty


def test_what_teams_told_is_kept_exactly() -> None:
    month = firm_of(pair_of_two(), SOUTH)["2026-09"]
    assert FirmMonth.decode("2026-09", month.encode()).totals == month.totals
    for team in ("north", "south"):
        month.put(TeamTotal(team, "2026-09", 0, 0))
    assert month.encode() == b""


PAIRS = st.builds(
    PairFigures,
    st.sampled_from(["lin", "amy"]),
    st.just("mei"),
    st.integers(9, 20),
    st.integers(3, 9),
    st.integers(1, 4),
    st.just(0),
    st.integers(0, 1),
    st.integers(5, 9),
    st.integers(0, 5),
    st.just(("O1",)),
)
totals = st.lists(
    st.builds(
        TeamTotal,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(MONTHS[:4]),
        st.just(9),
        st.just(3),
        st.integers(10, 40),
        st.integers(0, 10),
        st.lists(PAIRS, max_size=2, unique_by=lambda pair: pair.originator).map(tuple),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(totals, totals)
def test_changes_bring_a_reader_from_one_to_the_other(one: list[TeamTotal], other: list[TeamTotal]) -> None:
    before, after = ({name: FirmMonth(name) for name in MONTHS} for _ in range(2))
    for firm, told in ((before, one), (after, one + other)):
        for total in told:
            firm[total.period].put(total)
    topic: dict[str, Finding | None] = {item.finding_id: item for name in MONTHS for item in firm_pairs(before, name)}
    changes = changed_pairs(before, after, {total.period for total in other})
    assert all(topic.get(name) != finding for name, finding in changes)
    topic.update(changes)
    stated = {item.finding_id: item for name in MONTHS for item in firm_pairs(after, name)}
    assert {name: item for name, item in topic.items() if item} == stated


def test_a_month_is_looked_at_by_itself_and_the_next() -> None:
    assert months_touched(["2026-03", "2026-12"]) == ["2026-03", "2026-04", "2026-12", "2027-01"]


def test_the_sentences() -> None:
    found = beside_all(pair_of_two(), SOUTH, WEST)["lin:mei"]
    told = [shipped().catalog.render(found.message_id or "", found.params or {}, language) for language in LANGUAGES]
    assert told[1].endswith(
        "; 14.94 % are normal: mostly by 2 other teams (216 won orders of 2026-03 to 2026-08), because the team itself "
        "has too little of a past (other salespeople: 1, their orders: 36). 18 of them were needless, at least 49.34 % "
        "(95 %); up to 10.00 % is normal: this is well above it (the latest in 2026-09)."
    )
    assert told[0].endswith(
        "常态为 14.94 %（本团队此前可比订单太少：1 名其他销售 36 单，故主要以其他 2 个团队 "
        "2026-03 至 2026-08 的 216 单为参照）"
        "；其中不必要的转单 18 单，至少占 49.34 %（95 %），常态不超过 10.00 %：明显高于常态（最近一单在 2026-09）"
    )
