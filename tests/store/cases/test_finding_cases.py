"""The case of a finding: it has no customer and no order, and goes the way of every case but for credit."""

import pytest

from detector.errors import CaseError
from detector.finding_alerts import alert_teller, finding_alerts
from detector.outputs import Alert
from store.cases.asking import ask
from store.cases.changing import close
from store.cases.deciding import Ruling, decide
from store.cases.worker import Worker
from store.engine import reading, writing
from store.queries.cases import dossier_of, history_of_case, list_cases
from tests.detector.builders import shipped
from tests.detector.teams import concentrated
from tests.store.cases.firm import AUDITOR, BOSS, LIN, START_US, Firm
from tests.store.records import ALERTS

MATTER = "pair_rate:lin:mei:north"


def alert(period: str, **changed: object) -> dict[str, object]:
    """What the core raises of a pair, as the worker writes it."""
    (found,) = finding_alerts(concentrated().pairs(period).values(), alert_teller(shipped().pack, shipped().catalog))
    assert isinstance(found, Alert)
    plain = {name: getattr(found, name) for name in Alert.__struct_fields__}
    return {name: value for name, value in plain.items() if value is not None} | changed


def ruled(firm: Firm, worker: Worker) -> str:
    with writing(firm.engine) as connection:
        return decide(
            connection, worker, MATTER, Ruling("abnormal", "Each was signed without work"), START_US
        ).case.state


def test_it_opens_once_and_is_listed_with_its_people(firm: Firm) -> None:
    firm.say(ALERTS, **alert("2026-08"))
    firm.say(ALERTS, **alert("2026-09", revision=2))
    assert (firm.case(MATTER).state, firm.case(MATTER).customer_id) == ("open", None)
    (mine,) = [item for item in list_cases(firm.engine).rows if item.case.case_id == MATTER]
    assert (mine.severity, mine.status, mine.originator_id, mine.beneficiary_id) == (
        "medium",
        "confirmed",
        "lin",
        "mei",
    )
    assert mine.headline is not None and "2026-09" in mine.headline
    with reading(firm.engine) as connection:
        assert [item.case.case_id for item in dossier_of(connection, MATTER)] == [MATTER]


def test_the_two_do_not_decide_and_nobody_can_be_asked(firm: Firm) -> None:
    firm.say(ALERTS, **alert("2026-09"))
    with pytest.raises(CaseError, match="has a part in it"):
        ruled(firm, LIN)
    with pytest.raises(CaseError, match="is about no customer"), writing(firm.engine) as connection:
        ask(connection, BOSS, MATTER, None, "lin", b"k" * 32, START_US)
    assert ruled(firm, AUDITOR) == "decided"
    firm.say(ALERTS, **alert("2026-09", revision=2, severity="high"))
    assert firm.case(MATTER).state == "reopened"
    with reading(firm.engine) as connection:
        assert [step.kind for step in history_of_case(connection, MATTER)] == ["decide", "revise"]


def went_on(until: str, *, needless: bool) -> dict[str, object]:
    """What is raised of a pair that was concentrated until August, and after it passed on so, in a month until then."""
    team = concentrated(["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"])
    for period in ("2026-09", "2026-10"):
        team.win(period, "lin", 3).win(period, "lin", 3, "mei", needless=needless)
    tell = alert_teller(shipped().pack, shipped().catalog)
    periods = [period for period in ("2026-08", "2026-09", "2026-10") if period <= until]
    (found,) = finding_alerts([each for period in periods for each in team.pairs(period).values()], tell)
    return {name: value for name in Alert.__struct_fields__ if (value := getattr(found, name)) is not None}


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("needless", [True, False])
def test_what_goes_on_after_the_decision_brings_it_back(firm: Firm, needless: bool, live: bool) -> None:
    """Month by month, as a worker says it, or at once, as a replay does; one that does the work now is left alone."""
    firm.say(ALERTS, **went_on("2026-08", needless=needless))
    assert ruled(firm, AUDITOR) == "decided"
    for number, until in enumerate(["2026-09", "2026-10"] if live else ["2026-10"], 2):
        said = went_on(until, needless=needless) | {"revision": number}
        assert said["finding_id"] == f"{MATTER}:{until}", "it is still unusual, by what lies in its window"
        firm.say(ALERTS, **said)
    assert firm.case(MATTER).state == ("reopened" if needless else "decided")
    with reading(firm.engine) as connection:
        why = [step.details.get("why") for step in history_of_case(connection, MATTER)]
    assert why == ([None, ["went_on"]] if needless else [None])


def test_a_correction_that_leaves_an_earlier_month_brings_nothing_back(firm: Firm) -> None:
    firm.say(ALERTS, **went_on("2026-10", needless=True))
    assert ruled(firm, AUDITOR) == "decided"
    firm.say(ALERTS, **went_on("2026-09", needless=True) | {"revision": 2})
    assert firm.case(MATTER).state == "decided"


def test_a_withdrawn_one_closes_undecided(firm: Firm) -> None:
    firm.say(ALERTS, **alert("2026-09"))
    firm.say(ALERTS, **alert("2026-09", revision=2, status="withdrawn"))
    with writing(firm.engine) as connection:
        assert close(connection, BOSS, MATTER, None, START_US).state == "closed"
