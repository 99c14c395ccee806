"""Pieces of `demo` that need no firm whose events are judged: its days, its outbox, its folder, its scenario."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest

from cli.demoing.arrivals import Arrival
from cli.demoing.firm import make_firm
from cli.demoing.outbox import DECISIONS, Outbox
from cli.demoing.plan import plan_days
from cli.demoing.running import clear_folder
from detector.errors import UsageError
from detector.instant import SECOND_US
from store.recording.incoming import Place
from streams.settings import Settings
from tests.cli.demo_parts import NOW, PLAN


def test_the_days_end_before_now() -> None:
    plan = plan_days(None, NOW)
    assert plan.days == 180 and plan.seconds == 180.0
    assert plan.until == int(datetime.fromisoformat("2026-03-20T00:00:00+08:00").timestamp()) * SECOND_US
    assert plan_days(5, NOW).days == 60, "a short run plays faster"
    assert plan_days(100, NOW).days == 100
    assert plan.simulated(0) == plan.since
    assert plan.simulated(1e9) == plan.until


def test_a_decision_from_the_console_belongs_to_the_demo(tmp_path: Path) -> None:
    """Replay judges it too, and the end waits for it; what the demo itself decided comes back and is known."""
    outbox, place = Outbox(Settings(), Sending(), tmp_path), Place(DECISIONS, 2)
    asyncio.run(outbox.send(Arrival(0, DECISIONS, b"c", b"of the demo")))
    for number, value in enumerate((b"of the demo", b"of a person")):
        outbox.heard(place, number, value)
    outbox.close()
    assert (tmp_path / "decisions.ndjson").read_bytes() == b"of the demo\nof a person\n"
    assert (outbox.sent, outbox.last) == (2, {place: 1})


class Sending:
    """A producer of which nothing is awaited here."""

    async def send(self, topic: str, value: bytes, key: bytes) -> "asyncio.Future[None]":
        return asyncio.get_running_loop().create_future()


def test_an_earlier_demo_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    clear_folder(tmp_path / "out")
    (tmp_path / "out" / "events" / "orders.ndjson").write_text("{}")
    (tmp_path / "out" / "store.db").write_text("x")
    clear_folder(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == ["events", "logs"]
    (tmp_path / "out" / "letter.doc").write_text("x")
    with pytest.raises(UsageError, match="holds something else than an earlier demo"):
        clear_folder(tmp_path / "out")


def test_the_firm_is_the_scenarios(tmp_path: Path) -> None:
    make_firm(tmp_path / "firm", PLAN, 2, Path("ring"))
    facts = json.loads((tmp_path / "firm" / "world.json").read_text())
    assert facts["scenario"] == "ring"
    assert facts["settings"]["kinds"]["fraud"] == {"reciprocal_ring": 1}
    assert (facts["settings"]["seed"], facts["settings"]["customers"]) == (2, 800)
