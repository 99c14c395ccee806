"""A small firm of the demo, made once, and its parts without a broker."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from cli.deciding.draft import draft_explain, draft_release
from cli.demoing.arrivals import Arrival
from cli.demoing.casework import Came, CaseDesk
from cli.demoing.ending import Ending, sum_up
from cli.demoing.firm import Firm, make_firm
from cli.demoing.manager import Manager
from cli.demoing.observed import Observed, OrderKey
from cli.demoing.outbox import Outbox
from cli.demoing.plan import Plan, plan_days
from cli.demoing.standing import Sayer
from cli.demoing.texts import DEMO
from cli.texts import Words
from detector.events import TOPICS, Decision, encode
from detector.instant import DAY_US, format_instant
from detector.messages import Language
from store.engine import open_engine
from store.migrations.running import upgrade
from streams.comparing import Counts
from streams.packs import LoadedPack
from streams.replay import Summary, replay_folder
from streams.settings import Settings
from streams.story import judge_story
from tests.streams.replayed import counts, live

NOW = datetime(2026, 3, 20, 15, 30, tzinfo=UTC)
PLAN = plan_days(20, NOW)
FILES = {topic.name: topic.file for topic in TOPICS}


def fields(arrival: Arrival) -> dict[str, Any]:
    """What an arriving event says."""
    found = json.loads(arrival.value)
    assert isinstance(found, dict)
    return found


def firm_of(folder: Path, seed: int = 1, plan: Plan = PLAN) -> Firm:
    return make_firm(folder, plan, seed)


def write(folder: Path, arrivals: list[Arrival]) -> Path:
    """What the demo writes of what it sends."""
    folder.mkdir(exist_ok=True)
    for arrival in arrivals:
        with (folder / FILES[arrival.topic]).open("ab") as file:
            file.write(arrival.value + b"\n")
    return folder


def sayer_of(loaded: LoadedPack, firm: Firm, lang: Language = "en") -> Sayer:
    return Sayer(Words(lang, DEMO, loaded.catalog), firm.names, loaded.pack.zone, firm.manager, "http://localhost:1")


class QuickDesk:
    """Does at once what is wanted, and nothing comes of it."""

    def release(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        return "done"

    def explain(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        return "done"


class FolderDesk:
    """Decides as the store does, whose outbox would deliver into the folder; `answers`: what comes of it, in turn."""

    def __init__(self, folder: Path, loaded: LoadedPack, by: str) -> None:
        self._folder, self._loaded, self._by = folder, loaded, by
        self.answers: list[Came] = []

    def release(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        told = judge_story(self._folder, order[0], self._loaded).order(order[1])
        return self._write(draft_release(told, order[0], self._by, reason, format_instant(at_us)), event_id)

    def explain(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        at, whose = format_instant(at_us), {"order_id": order[1], "transfer": None}
        return self._write(draft_explain(order[0], self._by, reason, "capacity", at, **whose), event_id)

    def _write(self, decision: Decision, event_id: str) -> Came:
        came: Came = self.answers.pop(0) if self.answers else "done"
        if came == "done":
            named = msgspec.structs.replace(decision, event_id=event_id)
            with (self._folder / "decisions.ndjson").open("ab") as file:
                file.write(encode(named) + b"\n")
        return came


def manager_of(loaded: LoadedPack, firm: Firm, folder: Path, desk: CaseDesk | None = None) -> Manager:
    say = Words("en", DEMO, loaded.catalog).say
    return Manager(folder, loaded, firm.manager, say, desk or QuickDesk())


def busy_manager(loaded: LoadedPack, firm: Firm, events: Path, observed: Observed) -> Manager:
    """A manager who was told of all held orders and had 30 days for them, in which nothing else happens."""
    manager = manager_of(loaded, firm, events, FolderDesk(events, loaded, firm.manager))
    manager.notice(observed.held_orders(), PLAN.until)
    for day in range(31):
        write(events, [done.arrival for done in manager.act(PLAN.until + day * DAY_US) if done.arrival is not None])
    return manager


def observed_of(result: Path) -> Observed:
    """What the listener would have seen of a worker that said what a replay says."""
    observed = Observed()
    for record in live(result):
        observed.take(record)
    return observed


def outbox_of(folder: Path, sent: int, late: int) -> Outbox:
    """One that has sent so much."""
    outbox = Outbox(Settings(), None, folder)
    outbox.sent, outbox.late = sent, late
    return outbox


def end(judged: tuple[Path, Summary], loaded: LoadedPack, firm: Firm, tmp_path: Path, late: int = 3) -> Ending:
    """A run in which everything went well."""
    events = Path(shutil.copytree(judged[0] / "events", tmp_path / "events"))
    manager = busy_manager(loaded, firm, events, observed_of(judged[0] / "result"))
    replay_folder(events, tmp_path / "live")
    observed = observed_of(tmp_path / "live")
    told: Counts = counts(tmp_path / "live")
    observed.counts = lambda: told  # type: ignore[method-assign]
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    return Ending(PLAN, outbox_of(events, 1, late), observed, manager, 1.5, engine)


def summed(ending: Ending, loaded: LoadedPack, firm: Firm, tmp_path: Path) -> tuple[int, list[str]]:
    return sum_up(ending, sayer_of(loaded, firm), tmp_path / "events", tmp_path / "result", Settings())
