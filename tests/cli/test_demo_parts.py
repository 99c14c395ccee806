"""The parts of `demo` that need no broker: arrivals, the manager, the views, the ending."""

import json
import shutil
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from sqlalchemy import delete

from cli.demoing.arrivals import LATE_DAYS
from cli.demoing.firm import Firm
from cli.demoing.manager import EXPLAIN, PAST, REFUND, RELEASE, Manager
from cli.demoing.observed import Observed
from cli.demoing.screen import ScreenView
from cli.demoing.standing import Standing
from cli.demoing.stored import compare_store
from cli.demoing.views import LinesView
from cli.storing.folders import record_folder
from detector.instant import DAY_US, parse_instant
from detector.messages import Language
from store.engine import writing
from store.tables import judgements
from store.tables.events import activities
from streams.packs import LoadedPack, load_pack
from streams.replay import Summary, replay_folder
from tests.cli.demo_parts import (
    PLAN,
    FolderDesk,
    busy_manager,
    end,
    fields,
    firm_of,
    manager_of,
    observed_of,
    outbox_of,
    sayer_of,
    summed,
    write,
)


@pytest.fixture(scope="module")
def loaded() -> LoadedPack:
    return load_pack()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return firm_of(tmp_path_factory.mktemp("demo") / "firm")


@pytest.fixture(scope="module")
def judged(firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """The folder of all events with the replay's results beside it, and its summary."""
    folder = tmp_path_factory.mktemp("judged")
    write(folder / "events", firm.arrivals)
    return folder, replay_folder(folder / "events", folder / "result")


def test_events_arrive_in_order_of_their_arrival(firm: Firm) -> None:
    times = [arrival.at for arrival in firm.arrivals]
    assert times == sorted(times)
    assert times[-1] <= PLAN.until
    usable = [arrival for arrival in firm.arrivals if not fields(arrival)["event_id"].endswith("-bad")]
    assert all(parse_instant(fields(arrival)["occurred_at"]) <= arrival.at for arrival in usable)


def test_some_events_come_late_or_twice_or_cannot_be_used(firm: Firm) -> None:
    late = [arrival for arrival in firm.arrivals if arrival.late]
    assert late
    for arrival in late:
        assert arrival.at > PLAN.since
        assert arrival.at - parse_instant(fields(arrival)["occurred_at"]) > LATE_DAYS * DAY_US
    copies = [arrival for arrival in firm.arrivals if arrival.copy]
    values = [arrival.value for arrival in firm.arrivals]
    assert copies and all(values.count(arrival.value) == 2 for arrival in copies)
    bad = [fields(arrival) for arrival in firm.arrivals if fields(arrival)["event_id"].endswith("-bad")]
    assert len(bad) == 2


def test_the_dead_letters_are_those_two(judged: tuple[Path, Summary]) -> None:
    letters = (judged[0] / "result" / "dead-letters.ndjson").read_text("utf-8").splitlines()
    assert sorted(json.loads(line)["reason_code"] for line in letters) == ["no_offset", "wrong_type"]


def test_a_seed_is_a_firm(firm: Firm, tmp_path: Path) -> None:
    assert firm_of(tmp_path / "again") == firm
    assert firm_of(tmp_path / "other", seed=2).arrivals != firm.arrivals


def net(observed: Observed, order: tuple[str, str], status: str) -> object:
    return sum(amount for place, amount in observed.credit[order].items() if place.status == status)


def test_what_the_manager_does_holds(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path
) -> None:
    events = Path(shutil.copytree(judged[0] / "events", tmp_path / "events"))
    before = observed_of(judged[0] / "result")
    manager = busy_manager(loaded, firm, events, before)
    assert {done.what for done in manager.done} == {RELEASE, EXPLAIN, PAST, REFUND}
    summary = replay_folder(events, tmp_path / "result")
    assert summary.dead_letters == judged[1].dead_letters, "each is usable and none is void"
    after = observed_of(tmp_path / "result")
    orders = {order_id: (customer, order_id) for customer, order_id in before.credit}
    for done in manager.done:
        order = orders[done.order_id]
        if done.what == RELEASE:
            assert net(after, order, "held") == 0 and net(after, order, "posted") != 0
        if done.what == REFUND:
            assert net(after, order, "posted") < net(before, order, "held")  # type: ignore[operator]


def test_the_manager_has_one_case_a_day_and_waits_first(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm
) -> None:
    manager = manager_of(loaded, firm, judged[0] / "events")
    observed = observed_of(judged[0] / "result")
    held = [order for order in observed.held_orders() if observed.outcomes[order] == "review"]
    assert len(held) >= 6
    manager.notice(held, PLAN.since)
    manager.notice(held, PLAN.since)
    assert manager.act(PLAN.since + DAY_US) == []
    assert len(manager.act(PLAN.since + 2 * DAY_US)) == 1
    assert len(manager.act(PLAN.since + 4 * DAY_US)) <= 3


def test_a_case_that_is_not_recorded_yet_is_tried_again(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path
) -> None:
    events = Path(shutil.copytree(judged[0] / "events", tmp_path / "events"))
    desk = FolderDesk(events, loaded, firm.manager)
    desk.answers = ["not_yet", "not_yet", "never"]
    manager = manager_of(loaded, firm, events, desk)
    manager.notice(observed_of(judged[0] / "result").held_orders(), PLAN.since)
    done = manager.act(PLAN.until + DAY_US, all_of_it=True)
    assert [item.what for item in done].count(PAST) == 1, "however much is done at once"
    assert (manager.waits, desk.answers) == (True, [])
    before = manager.delivered_by_outbox
    manager.act(PLAN.until + 2 * DAY_US)
    assert len(manager.delivered_by_outbox - before) == 2, "the third is not the manager's to decide"
    assert not manager.waits


def standing_of(judged: tuple[Path, Summary], manager: Manager) -> Standing:
    outbox = outbox_of(judged[0] / "events", judged[1].read["total"], late=3)
    return Standing(PLAN, PLAN.until, 5.0, 42.0, outbox, observed_of(judged[0] / "result"), manager.done)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 150])
def test_the_screen_shows_everything(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, lang: Language, width: int
) -> None:
    manager = manager_of(loaded, firm, judged[0] / "events")
    manager.notice(observed_of(judged[0] / "result").held_orders(), PLAN.since)
    manager.act(PLAN.until, all_of_it=True)
    shown = StringIO()
    console = Console(file=shown, force_terminal=True, width=width, height=40, legacy_windows=False)
    sayer = sayer_of(loaded, firm, lang)
    console.print(ScreenView(sayer, console).drawn(standing_of(judged, manager)))
    text = shown.getvalue()
    sums = observed_of(judged[0] / "result").sums()
    for expected in ("T001", f"{sums['held']['CNY']:,}", f"{judged[1].read['total']:,}", "2026-03-20"):
        assert expected in text
    assert "http://localhost:1" in text
    title = {"zh": "需核实", "en": "review"}[lang]
    assert title in text
    assert ("放行订单" in text or "releases order" in text) is (width == 150)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pipe_gets_lines(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, capsys: pytest.CaptureFixture[str], lang: Language
) -> None:
    manager = manager_of(loaded, firm, judged[0] / "events")
    manager.notice(observed_of(judged[0] / "result").held_orders(), PLAN.since)
    manager.act(PLAN.until, all_of_it=True)
    view, standing = LinesView(sayer_of(loaded, firm, lang)), standing_of(judged, manager)
    alerts = [alert for alert in standing.observed.new_alerts if parse_instant(alert.raised_at) >= PLAN.since]
    view.show(standing)
    view.show(standing)
    lines = capsys.readouterr().out.splitlines()
    assert sum({"zh": "提醒", "en": "ALERT"}[lang] in line for line in lines) == len(alerts) > 0
    assert sum({"zh": "放行订单", "en": "releases order"}[lang] in line for line in lines) == sum(
        done.what == RELEASE for done in manager.done
    )
    assert len(lines) == len(alerts) + len(manager.done) + 1, "one line about the state, and nothing twice"


def test_live_differs_from_replay(judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path) -> None:
    ending = end(judged, loaded, firm, tmp_path)
    del ending.observed.records[0]
    code, lines = summed(ending, loaded, firm, tmp_path)
    assert code == 1
    assert "Live differs from replay:" in lines
    assert "replay has it, live has not" in lines[-1]


BROKEN = {
    "missing, the topic says": delete(judgements.credits).where(judgements.credits.c.line == 1),
    "events of crm.activities.v1": delete(activities).where(activities.c.activity_type == "visit"),
    "assessment order:": delete(judgements.assessments).where(judgements.assessments.c.outcome == "review"),
}


def test_live_and_the_store_equal_replay(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path
) -> None:
    ending = end(judged, loaded, firm, tmp_path)
    record_folder(ending.engine, tmp_path / "live", progress=lambda *_: None)
    code, lines = summed(ending, loaded, firm, tmp_path)
    assert code == 0
    assert lines[-3].startswith("Live equals replay")
    assert lines[-2].startswith("The store equals them too")
    assert lines[-1].startswith("Decisions flagged as not from the outbox: ")
    result = tmp_path / "result"
    summary = msgspec.json.decode((result / "summary.json").read_bytes(), type=Summary)
    for told, broken in BROKEN.items():
        assert told not in "".join(compare_store(ending.engine, result, summary, ending.observed.records, 20))
        with writing(ending.engine) as connection:
            connection.execute(broken)
        assert told in "".join(compare_store(ending.engine, result, summary, ending.observed.records, 20))


def test_a_store_that_differs(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.demoing.ending.compare_store", lambda *_: ["entry x: missing"])
    code, lines = summed(end(judged, loaded, firm, tmp_path), loaded, firm, tmp_path)
    assert (code, lines[-2:]) == (1, ["The store differs from replay:", "  entry x: missing"])


def test_a_run_that_proves_nothing(
    judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.demoing.ending.compare_store", lambda *_: [])
    ending = end(judged, loaded, firm, tmp_path, late=0)
    ending.manager.done[:] = [done for done in ending.manager.done if done.what != REFUND]
    code, lines = summed(ending, loaded, firm, tmp_path)
    assert code == 1
    assert lines[-1].startswith("The run was too short to be a proof: it has no refund of a released order, late event")
