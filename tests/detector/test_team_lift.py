"""Whether a team wins more since it passes more on: by hand, silence for little, changes told one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from detector.firm import FirmMonth, TeamTotal
from detector.messages import LANGUAGES
from detector.outputs import Finding
from detector.team_lift import changed_lifts, lift_findings, months_needed, months_touched
from tests.detector.builders import shipped

NOW = "2026-09"
NAMES = months_needed(NOW)
Team = tuple[list[int], list[int]]


def firm_of(**teams: Team) -> dict[str, FirmMonth]:
    """Team → won orders of the latest months, and those passed on; there are none before."""
    months = {name: FirmMonth(name) for name in NAMES}
    for team, (won, passed) in teams.items():
        for name, orders, part in zip(NAMES[-len(won) :], won, passed, strict=True):
            months[name].put(TeamTotal(team, name, orders, part))
    return months


def steady(orders: int, part: int = 0) -> Team:
    return [orders, orders + 2, orders - 2] * 6, [part] * 18


IDLE = [100] * 18, [5] * 15 + [50] * 3
UNSTEADY = [50, 120, 45, 95, 50, 90, 48, 110, 52], [0] * 6 + [12, 30, 12]
LIFTED = [100] * 15 + [180] * 3, [5] * 15 + [90] * 3


def lifts(**teams: Team) -> dict[str, Finding]:
    return {item.subject or "": item for item in lift_findings(firm_of(**teams), NOW)}


def test_a_team_that_passes_half_on_and_wins_no_more() -> None:
    found = lifts(idle=IDLE, one=steady(90, 4), two=steady(120, 6))["idle"]
    assert (found.finding_id, found.level) == ("team_lift:idle:2026-09", "unusual")
    assert (found.n, found.estimate) == (300, "0.0000")
    assert found.params is not None
    # From 5 to 50 of 100: if the 45 were new, 95 would have been 50 of what it won, 90 % more.
    assert found.params.items() >= {"part": "0.5000", "part_before": "0.0500", "gain": "0.9000", "passed": 150}.items()
    assert (found.params["since"], found.params["months"], found.params["teams"]) == ("2026-07", 9, "one, two")
    assert found.interval is not None and -0.3 < float(found.interval[0]) < -0.1 < 0.1 < float(found.interval[1]) < 0.3


def test_the_longer_it_lasts_the_surer() -> None:
    """Two thirds more passed on, for three months and for nine: the figures speak of all months since."""
    firm = {"one": steady(90, 4), "two": steady(120, 6)}
    early = lifts(idle=([40] * 18, [10] * 15 + [17] * 3), **firm)["idle"]
    late = lifts(idle=([40] * 18, [10] * 9 + [17] * 9), **firm)["idle"]
    assert (early.level, late.level) == ("not_evaluated", "unusual")
    assert early.params is not None and late.params is not None
    assert (early.params["since"], late.params["since"]) == ("2026-07", "2026-01")


def test_a_team_that_wins_as_much_more_is_normal() -> None:
    found = lifts(lifted=LIFTED, one=steady(90), two=steady(120))["lifted"]
    assert (found.level, found.estimate) == ("normal", "0.8000")
    assert found.interval is not None and float(found.interval[0]) > 0.4


def test_growth_that_all_teams_have_is_no_lift() -> None:
    grown = [60] * 15 + [120] * 3, [3] * 18
    found = lifts(idle=([50] * 15 + [100] * 3, [3] * 15 + [50] * 3), one=grown, two=grown)["idle"]
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


def test_it_cannot_be_told_of_a_short_past_or_without_matched_teams() -> None:
    young = [100] * 8, [0] * 5 + [50] * 3
    found = lifts(young=young, one=steady(90), two=steady(120))["young"]
    assert (found.level, found.estimate, found.interval) == ("not_evaluated", None, None)
    assert lifts(idle=IDLE, one=steady(90))["idle"].level == "not_evaluated"
    risen = lifts(idle=IDLE, one=IDLE, two=steady(90))
    assert {item.level for item in risen.values()} == {"not_evaluated"}, "who passes on more too is no match"


def test_unsteady_months_allow_for_everything() -> None:
    found = lifts(wild=UNSTEADY, one=steady(90), two=steady(120))["wild"]
    assert (found.level, found.message_id) == ("not_evaluated", "finding.team_lift.unclear")
    assert found.interval is not None and found.params is not None
    assert float(found.interval[0]) <= 0 and float(found.interval[1]) >= float(str(found.params["gain"]))


def test_half_of_a_correction_is_left_out() -> None:
    assert lifts(broken=([100] * 17 + [10], [0] * 15 + [50] * 3), one=steady(90), two=steady(120)) == {}


totals = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(NAMES), st.integers(0, 40), st.integers(0, 40)),
    max_size=40,
)


@settings(max_examples=30)
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
        "Team idle passed 150 orders on to assistants in 2026-07 to 2026-09, 50.00 % of what it won (5.00 % in the 9 "
        "months before). Had these been new business, its total would have risen by 90.00 %; it rose by 0.00 % more"
    )
    assert told[0].endswith("：未见团队增量")
