"""A small firm of the demo, made once, and its parts without a broker."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.demoing.arrivals import Arrival
from cli.demoing.firm import Firm, make_firm
from cli.demoing.manager import Manager
from cli.demoing.observed import Observed
from cli.demoing.outbox import Outbox
from cli.demoing.plan import Plan, plan_days
from cli.demoing.standing import Sayer
from cli.demoing.texts import DEMO
from cli.texts import Words
from detector.events import TOPICS
from detector.messages import Language
from streams.packs import LoadedPack
from streams.settings import Settings
from tests.streams.replayed import live

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


def manager_of(loaded: LoadedPack, firm: Firm, folder: Path) -> Manager:
    return Manager(folder, loaded, firm.manager, Words("en", DEMO, loaded.catalog).say)


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
