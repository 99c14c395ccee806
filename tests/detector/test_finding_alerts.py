"""Which findings raise an alert, what it says, and that only the set of unusual findings decides how it ends."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from detector.finding_alerts import KINDS, alert_teller, finding_alerts, matter_of
from detector.finding_cases import FindingCase
from detector.messages import LANGUAGES
from detector.outputs import Alert, Finding
from tests.detector.builders import shipped
from tests.detector.teams import Team, beside_all, concentrated, pair_of_two, usual
from tests.detector.test_quota_bursts import Mei
from tests.detector.test_rings import Firm
from tests.detector.test_team_lift import IDLE, LIFTED, lifts, steady

TELL = alert_teller(shipped().pack, shipped().catalog)


def told(*findings: Finding) -> list[Alert]:
    return finding_alerts(findings, TELL)


def one_of_each() -> list[Alert]:
    """A pair, a ring, a burst and a team without lift, each `unusual`."""
    ring = Firm(amy="north", bob="north").hand("2026-01", "bob", "amy", 3).hand("2026-03", "amy", "bob", 4)
    mei = Mei().target("2026-Q1", 1000).book("2026-01", 500, 20)
    mei.book("2026-03", 300, 2, needless=True).book("2026-03", 300, 1, needless=True)
    lift = lifts(idle=IDLE, one=steady(90), two=steady(120))["idle"]
    pair = concentrated().pairs("2026-09")["lin:mei"]
    return told(pair, *ring.rings("2026-03"), *mei.bursts("2026-Q1"), lift)


def test_one_alert_for_each_kind() -> None:
    found = {alert.case_id: alert for alert in one_of_each()}
    assert {case_id.partition(":")[0] for case_id in found} == set(KINDS)
    people = {case_id: (alert.severity, alert.originator_id, alert.beneficiary_id) for case_id, alert in found.items()}
    assert people == {
        "pair_rate:lin:mei:north": ("medium", "lin", "mei"),
        "reciprocal_ring:amy:bob:north": ("medium", "amy", "bob"),
        "quota_burst:mei:revenue": ("medium", None, "mei"),
        "team_lift:idle": ("low", None, None),
    }
    assert {alert.status for alert in found.values()} == {"confirmed"}
    assert {alert.customer_id or alert.order_id or alert.assessment_id for alert in found.values()} == {None}


def test_it_is_dated_by_the_month_it_is_about() -> None:
    """In the company's time zone: eight hours before midnight in UTC; a quarter by its last month."""
    dates = {alert.finding_id: alert.raised_at for alert in one_of_each()}
    assert dates == {
        "pair_rate:lin:mei:north:2026-09": "2026-08-31T16:00:00Z",
        "reciprocal_ring:amy:bob:north:2026-03": "2026-02-28T16:00:00Z",
        "quota_burst:mei:revenue:2026-Q1": "2026-02-28T16:00:00Z",
        "team_lift:idle:2026-09": "2026-08-31T16:00:00Z",
    }


def test_nothing_else_raises_one() -> None:
    team = concentrated(needless=False)
    quiet = [*team.months["2026-09"].findings(), *team.pairs("2026-09").values(), *beside_all(pair_of_two()).values()]
    quiet += lifts(lifted=LIFTED, one=steady(90), two=steady(120)).values()
    quiet += Mei().target("2026-03", 9).book("2026-03", 9, 1, needless=True).bursts("2026-Q1")
    assert {finding.level for finding in quiet} == {None, "normal", "not_evaluated"}
    assert told(*quiet) == []


def test_months_of_one_matter_are_one_alert_and_other_people_another() -> None:
    months = [f"2026-0{number}" for number in (7, 8, 9)]
    pairs = [concentrated().pairs(period)["lin:mei"] for period in months]
    small = beside_all(pair_of_two(), usual(Team("south")), usual(Team("west")))["lin:mei"]
    found = {alert.case_id: alert.finding_id for alert in told(*pairs, small)}
    assert found == {
        "pair_rate:lin:mei:north": "pair_rate:lin:mei:north:2026-09",
        "pair_rate:all_teams:lin:mei:north": "pair_rate:all_teams:lin:mei:north:2026-09",
    }


def test_the_headlines() -> None:
    heads = [alert.headline for alert in one_of_each()]
    assert heads == [
        "lin of team north passed 18 orders on to mei in 2026-04 to 2026-09, 18 of them without work by the receiver, "
        "the latest in 2026-09: "
        "please look at them.",
        "mei reached the target of 2026-Q1 (revenue) by 2 needless transfers from lin in its last 5 days: please look "
        "at them.",
        "amy and bob handed ready customers to each other in 2025-10 to 2026-03 (4 orders and 3 back): please look at "
        "them.",
        "Team idle passed 150 orders on to assistants in 2026-07 to 2026-09, 50.00 % of what it won (5.00 % before), "
        "and no lift of its total is to be seen.",
    ]
    for alert in one_of_each():
        for language in LANGUAGES:
            assert "?" not in shipped().catalog.render(alert.message_id, alert.params, language)


def test_what_a_correction_takes_back() -> None:
    case = FindingCase("pair_rate:lin:mei:north")
    august, september = (concentrated().pairs(period)["lin:mei"] for period in ("2026-08", "2026-09"))
    first, later = TELL(august), TELL(september)
    assert first is not None and later is not None
    case.put(august.finding_id, first)
    assert case.news() == first
    assert case.news() is None, "nothing became other"
    case.put(september.finding_id, later)
    said = case.news()
    assert said is not None and (said.revision, said.finding_id) == (2, september.finding_id)
    case = FindingCase.decode(case.case_id, case.encode())
    case.put(september.finding_id, None)
    said = case.news()
    assert said is not None and (said.revision, said.finding_id) == (3, august.finding_id), "the earlier one stands"
    case.put(august.finding_id, None)
    said = case.news()
    assert said is not None and (said.revision, said.status) == (4, "withdrawn")
    assert case.news() is None
    case = FindingCase.decode(case.case_id, case.encode())
    case.put(august.finding_id, first)
    said = case.news()
    assert said is not None and (said.revision, said.status) == (5, "confirmed"), "revisions go on"


def test_what_never_was_unusual_is_not_kept() -> None:
    case = FindingCase("team_lift:north")
    case.put("team_lift:north:2026-03", None)
    assert case.news() is None
    assert case.encode() == b""
    assert FindingCase.decode("team_lift:north", b"").news() is None


PERIODS = [f"2026-0{number}" for number in range(4, 10)]
STEPS = st.lists(
    st.tuples(st.sampled_from(PERIODS), st.sampled_from([2, 3, 5]) | st.none(), st.booleans()), max_size=20
)


@cache
def pair_of(period: str, each: int) -> Finding | None:
    """What is said of a pair with so many needless transfers a month; built once, for speed."""
    return concentrated(each=each).pairs(period).get("lin:mei")


@settings(deadline=None)
@given(STEPS)
def test_the_end_depends_on_the_findings_alone(steps: list[tuple[str, int | None, bool]]) -> None:
    """Live, findings come and go one by one, with flushes and restarts between; replay sees only the last of each."""
    case, last, said = FindingCase("pair_rate:lin:mei:north"), dict[str, Finding](), list[Alert]()
    for period, each, flushed in steps:
        found = pair_of(period, each or 0)
        name = f"pair_rate:lin:mei:north:{period}"
        last = {key: item for key, item in last.items() if key != name} | ({name: found} if found else {})
        case.put(name, TELL(found) if found else None)
        if flushed:
            said += [alert for alert in [case.news()] if alert]
            case = FindingCase.decode(case.case_id, case.encode())
    said += [alert for alert in [case.news()] if alert]
    expected = told(*last.values())
    assert [alert.revision for alert in said] == list(range(1, len(said) + 1))
    if expected:
        assert [said[-1].finding_id, said[-1].params] == [expected[0].finding_id, expected[0].params]
        assert said[-1].status == "confirmed"
    else:
        assert not said or said[-1].status == "withdrawn"


def test_ids_that_hold_colons_stay_apart() -> None:
    assert matter_of("team_lift:a%3Ab:2026-03") == "team_lift:a%3Ab"
