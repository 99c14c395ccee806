"""A recorder that is killed at any moment: what stands in the end is what was there to read."""

import os
import random
import signal
import time
from collections.abc import Callable

from sqlalchemy import Engine

from cli.storing.folders import record_folder
from store.engine import open_engine
from store.migrations.running import upgrade
from store.recording.offsets import read_positions
from tests.store.conftest import Replayed
from tests.store.dumps import dump

KILLS = 50
LOT = 25
LONGEST_LIFE_S = 0.1
"""After its first transaction."""


def record(url: str, replayed: Replayed) -> None:
    engine = open_engine(url)
    record_folder(engine, replayed.result, progress=lambda *_: None, batch_records=LOT)
    engine.dispose()


def start(url: str, replayed: Replayed, engine: Engine) -> int:
    """Record in a process of its own, which inherits no connection; its id."""
    engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            record(url, replayed)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


def ended(child: int) -> bool:
    """Whether a process has ended; that it failed is an error here."""
    found, status = os.waitpid(child, os.WNOHANG)
    if found:
        assert os.waitstatus_to_exitcode(status) == 0
    return bool(found)


def outlives(child: int, engine: Engine, seconds: float) -> bool:
    """Whether a process ends within some time after it has written something: so each life gets somewhere."""
    before = read_positions(engine)
    while read_positions(engine) == before:
        if ended(child):
            return True
        time.sleep(0.01)  # each look is a query, which takes its time from the one who is looked at
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ended(child):
            return True
        time.sleep(0.002)
    return False


def test_store_equals_what_was_read(new_url: Callable[[], str], replayed: Replayed) -> None:
    random_ = random.Random(20)
    straight = new_url()
    upgrade(open_engine(straight))
    record(straight, replayed)
    wanted = dump(open_engine(straight))
    kills = 0
    while kills < KILLS:
        url = new_url()
        engine = open_engine(url)
        upgrade(engine)
        while not outlives(child := start(url, replayed, engine), engine, random_.uniform(0.0, LONGEST_LIFE_S)):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
        assert dump(engine) == wanted
        engine.dispose()
