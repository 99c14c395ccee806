"""A console with real passwords in a process of its own, and a Chromium that looks at it."""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from cli.demoing.parts import Part, Parts
from cli.storing.folders import record_folder
from detector.events import Name, encode
from simulator.scenario import read_scenario
from simulator.world import simulate
from store.accounts.managing import add_account
from store.accounts.passwords import Passwords
from store.engine import open_engine, writing
from store.migrations.running import upgrade
from streams.lines import read_lines
from streams.replay import replay_folder
from tests.browser.browsing import Browser, Page

REQUIRED = "TRANSFERWATCH_BROWSER_TESTS"
HTML = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


class Console(NamedTuple):
    """A running console: its address, its store, and the order whose customer is called HTML."""

    address: str
    engine: Engine
    order_id: str

    def add(self, name: str, role: str) -> str:
        """A new account; its first password."""
        with writing(self.engine) as connection:
            at_us = time.time_ns() // 1000
            return add_account(connection, Passwords(), name, role, actor="root", at_us=at_us)[1]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a store in it, and the order of the customer whose name is HTML."""
    folder = tmp_path_factory.mktemp("browser")
    asked = {"customers": 300, "months": 6, "start": "2026-01-01", "seed": 3}
    simulate(folder / "events", read_scenario(Path("demo"), asked), scenario="demo")
    replay_folder(folder / "events", folder / "result")
    judged = [json.loads(line.value) for line in read_lines(folder / "result" / "assessments.ndjson")]
    flagged = [each for each in judged if each["outcome"] == "review" and each.get("order_id")]
    latest = max(flagged, key=lambda each: str(each["assessed_at"]))
    name = Name(
        event_id="html",
        occurred_at="2026-12-01T00:00:00Z",
        subject_id=latest["customer_id"],
        subject_type="customer",
        display_name=HTML,
    )
    with (folder / "events" / "names.ndjson").open("ab") as file:
        file.write(encode(name) + b"\n")
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    upgrade(engine)
    record_folder(engine, folder / "result", progress=lambda *_: None)
    engine.dispose()
    return folder, latest["order_id"]


def serve(parts: Parts, folder: Path, *arguments: str) -> Part:
    """A console on the store of a folder."""
    command = [sys.executable, "-m", "cli.main", "console", *arguments, "--port"]
    env = {"TRANSFERWATCH_STORE_URL": f"sqlite:///{folder / 'store.db'}"}
    part = parts.add(Part("console", command, folder / f"console{''.join(arguments)}.log", env, "/health"))
    part.wait()
    return part


@pytest.fixture(scope="session")
def console(filled: tuple[Path, str]) -> Iterator[Console]:
    """With sign-in."""
    folder, order_id = filled
    with Parts() as parts:
        part = serve(parts, folder)
        yield Console(part.address, open_engine(f"sqlite:///{folder / 'store.db'}"), order_id)


@pytest.fixture(scope="session")
def open_console(filled: tuple[Path, str]) -> Iterator[str]:
    """The address of one without sign-in, as a demo has it."""
    with Parts() as parts:
        yield serve(parts, filled[0], "--no-sign-in", "--namespace", "demo-browser").address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if found is None or driver is None or find_spec("selenium") is None:
        message = "chromium, chromedriver or selenium is missing; scripts/browser-tests --install installs them"
        if os.environ.get(REQUIRED):
            pytest.fail(message)
        pytest.skip(message)
    browser = Browser(found, driver)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    """An empty page of somebody who was never here."""
    return browser.fresh()
