"""Whether a team wins more since it passes more on: by hand, the same draws everywhere, silence for little."""

from hypothesis import given, settings
from hypothesis import strategies as st

from detector.firm import FirmMonth, TeamTotal
from detector.messages import LANGUAGES
from detector.outputs import Finding
from detector.team_lift import Course, changed_lifts, lift_findings, measure_lift, months_needed, months_touched
from tests.detector.builders import shipped

NOW = "2026-09"
NAMES = months_needed(NOW)


def firm_of(**teams: tuple[list[int], list[int]]) -> dict[str, FirmMonth]:
    """Team → won orders of each of the nine months, and those passed on."""
    months = {name: FirmMonth(name) for name in NAMES}
    for team, (won, passed) in teams.items():
        for name, orders, part in zip(NAMES, won, passed, strict=True):
            months[name].put(TeamTotal(team, name, orders, part))
    return months


def steady(orders: int, part: int = 0) -> tuple[list[int], list[int]]:
    return [orders, orders + 2, orders - 2] * 3, [part] * 9


IDLE = [100] * 9, [5] * 6 + [50] * 3
UNSTEADY = [50, 120, 45, 95, 50, 90, 48, 110, 52], [0] * 6 + [12, 30, 12]
LIFTED = [100] * 6 + [180] * 3, [5] * 6 + [90] * 3


def lifts(**teams: tuple[list[int], list[int]]) -> dict[str, Finding]:
    return {item.subject or "": item for item in lift_findings(firm_of(**teams), NOW)}


def test_a_team_that_passes_half_on_and_wins_no_more() -> None:
    found = lifts(idle=IDLE, one=steady(90, 4), two=steady(120, 6))["idle"]
    assert (found.finding_id, found.level) == ("team_lift:idle:2026-09", "unusual")
    assert (found.n, found.estimate) == (300, "0.0000")
    assert found.params is not None
    # From 5 to 50 of 100: if the 45 were new, 95 would have been 50 of what it won, 90 % more.
    assert found.params.items() >= {"part": "0.5000", "part_before": "0.0500", "gain": "0.9000", "passed": 150}.items()
    assert found.params["teams"] == "one, two"
    assert found.interval is not None and -0.1 < float(found.interval[0]) <= 0 <= float(found.interval[1]) < 0.1


def test_a_team_that_wins_as_much_more_is_normal() -> None:
    found = lifts(lifted=LIFTED, one=steady(90), two=steady(120))["lifted"]
    assert (found.level, found.estimate) == ("normal", "0.8000")
    assert found.interval is not None and float(found.interval[0]) > 0.6


def test_growth_that_all_teams_have_is_no_lift() -> None:
    grown = [60] * 6 + [120] * 3, [3] * 9
    found = lifts(idle=([50] * 6 + [100] * 3, [3] * 6 + [50] * 3), one=grown, two=grown)["idle"]
    assert (found.level, found.estimate) == ("unusual", "0.0000")


def test_a_month_of_which_nothing_is_left_is_none() -> None:
    """An order that is taken out again leaves no trace, whether its month is still kept, and empty, or not."""
    firm = firm_of(idle=IDLE, one=steady(90, 4), two=steady(120, 6))
    for team in ("idle", "one", "two"):
        firm[NOW].put(TeamTotal(team, NOW, 0, 0))
    without = {name: month for name, month in firm.items() if name != NOW}
    assert lift_findings(firm, NOW) == lift_findings(without, NOW) == []
    full = firm_of(idle=IDLE, one=steady(90, 4), two=steady(120, 6))
    assert changed_lifts(full, firm, [NOW]) == [("team_lift:idle:2026-09", None)], "what was said is taken back"


def test_only_teams_that_pass_on_clearly_more() -> None:
    others = {"one": steady(90), "two": steady(120)}
    assert lifts(always=([100] * 9, [50] * 9), **others) == {}
    assert lifts(few=([20] * 9, [0] * 6 + [3] * 3), **others) == {}, "nine orders"
    assert list(lifts(some=([20] * 9, [0] * 6 + [4] * 3), **others)) == ["some"]
    assert lifts(slight=([100] * 9, [5] * 6 + [19] * 3), **others) == {}, "by 14 of 100"


def test_it_cannot_be_told_of_a_short_past_or_without_matched_teams() -> None:
    young = [0, 0, 0] + [100] * 6, [0] * 6 + [50] * 3
    found = lifts(young=young, one=steady(90), two=steady(120))["young"]
    assert (found.level, found.estimate, found.interval) == ("not_evaluated", None, None)
    assert lifts(idle=IDLE, one=steady(90))["idle"].level == "not_evaluated"
    risen = lifts(idle=IDLE, one=IDLE, two=steady(90))
    assert {item.level for item in risen.values()} == {"not_evaluated"}, "who passes on more too is no match"


def test_of_few_orders_it_cannot_be_told() -> None:
    wild = [3, 12, 2, 9, 1, 8, 2, 11, 3], [0] * 6 + [1, 8, 2]
    assert lifts(wild=wild, one=steady(90), two=steady(120))["wild"].level == "not_evaluated"
    assert lifts(idle=IDLE, one=steady(9), two=steady(120))["idle"].level == "not_evaluated"


def test_unsteady_months_allow_for_everything() -> None:
    found = lifts(wild=UNSTEADY, one=steady(90), two=steady(120))["wild"]
    assert (found.level, found.message_id) == ("not_evaluated", "finding.team_lift.unclear")
    assert found.interval is not None and found.params is not None
    assert float(found.interval[0]) <= 0 and float(found.interval[1]) >= float(str(found.params["gain"]))


def test_a_month_that_has_just_begun_compares_with_nothing() -> None:
    begun = [100] * 8 + [20], [5] * 6 + [50, 50, 10]
    assert lifts(begun=begun, one=steady(90), two=steady(120))["begun"].interval is None
    full = [100] * 8 + [40], [5] * 6 + [50, 50, 20]
    assert lifts(full=full, one=steady(90), two=steady(120))["full"].interval is not None


def test_what_a_season_does_to_all_teams_is_no_noise() -> None:
    """Months of 40 to 160 orders, alike for all: the interval is as narrow as where all months are alike."""
    season = [40, 160, 60, 120, 50, 150, 60, 140, 100]
    passing = [won // 10 for won in season[:6]] + [won // 2 for won in season[6:]]
    found = lifts(idle=(season, passing), one=(season, [0] * 9), two=(season, [0] * 9))["idle"]
    assert (found.level, found.interval) == ("unusual", ("0.0000", "0.0000"))


def test_matched_is_who_rose_by_less_than_half_as_much() -> None:
    others = {"one": ([100] * 9, [5] * 6 + [24] * 3), "two": steady(120)}
    assert lifts(idle=([100] * 9, [5] * 6 + [45] * 3), **others)["idle"].params["matched"] == 2  # type: ignore[index]
    assert lifts(idle=([100] * 9, [5] * 6 + [43] * 3), **others)["idle"].params["matched"] == 1  # type: ignore[index]


def test_what_is_drawn_depends_on_the_figures_alone() -> None:
    idle, one, two = (
        Course("idle", *map(tuple, IDLE)),
        Course("one", (9,) * 9, (0,) * 9),
        Course("two", (8,) * 9, (0,) * 9),
    )
    first = measure_lift.__wrapped__(idle, (one, two))
    assert measure_lift.__wrapped__(idle, (one, two)) == first == measure_lift(idle, (one, two))
    noisy = Course("idle", (90, 110, 95, 120, 80, 100, 105, 99, 140), (0,) * 9)
    assert measure_lift(noisy, (one, two)) == (156_302, -72_728, 473_684), "on every machine"


def test_half_of_a_correction_is_left_out() -> None:
    assert lifts(broken=([100] * 8 + [10], [0] * 6 + [50] * 3), one=steady(90), two=steady(120)) == {}


totals = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(NAMES), st.integers(0, 40), st.integers(0, 40)),
    max_size=40,
)


@settings(max_examples=60)
@given(totals, totals)
def test_changes_bring_a_reader_from_one_to_the_other(
    one: list[tuple[str, str, int, int]], other: list[tuple[str, str, int, int]]
) -> None:
    before = firm_of(a=steady(30), b=IDLE, c=steady(50), d=steady(40))
    after = {name: FirmMonth.decode(name, month.encode()) for name, month in before.items()}
    for team, name, won, passed in one:
        before[name].put(TeamTotal(team, name, won, passed))
        after[name].put(TeamTotal(team, name, won, passed))
    for team, name, won, passed in other:
        after[name].put(TeamTotal(team, name, won, passed))
    topic: dict[str, Finding | None] = {f.finding_id: f for name in NAMES for f in lift_findings(before, name)}
    changes = changed_lifts(before, after, {name for _, name, _, _ in other})
    assert all(topic.get(name) != finding for name, finding in changes)
    topic.update(changes)
    stated = {f.finding_id: f for name in NAMES for f in lift_findings(after, name)}
    assert {name: item for name, item in topic.items() if item} == stated


def test_months_that_look_at_each_other_and_empty_ones() -> None:
    assert all("2026-03" in months_needed(name) for name in months_touched(["2026-03"]))
    month = FirmMonth("2026-03")
    month.put(TeamTotal("a", "2026-03", 3, 1))
    assert FirmMonth.decode("2026-03", month.encode()).totals == month.totals
    month.put(TeamTotal("a", "2026-03", 0, 0))
    assert month.encode() == b""


def test_the_sentences() -> None:
    found = lifts(idle=IDLE, one=steady(90, 4), two=steady(120, 6))["idle"]
    told = [shipped().catalog.render(found.message_id or "", found.params or {}, language) for language in LANGUAGES]
    assert told[1].startswith(
        "Team idle passed 150 orders on to assistants in 2026-07 to 2026-09, 50.00 % of what it won (5.00 % in the six "
        "months before). Had these been new business, its total would have risen by 90.00 %; it rose by 0.00 % more"
    )
    assert told[0].endswith("：未见团队增量")
