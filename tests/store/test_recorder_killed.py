"""A recorder that is killed at any moment: what stands in the end is what was there to read."""

import os
import random
import signal
import time
from collections.abc import Callable

from cli.storing.folders import record_folder
from store.engine import open_engine
from store.migrations.running import upgrade
from tests.store.conftest import Replayed
from tests.store.dumps import dump

KILLS = 50
LOT = 15
LONGEST_LIFE_S = 0.25


def record(url: str, replayed: Replayed) -> None:
    engine = open_engine(url)
    record_folder(engine, replayed.result, progress=lambda *_: None, batch_records=LOT)
    engine.dispose()


def start(url: str, replayed: Replayed) -> int:
    """Record in a process of its own; its id."""
    child = os.fork()
    if child == 0:
        try:
            record(url, replayed)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


def ended(child: int, seconds: float) -> bool:
    """Whether a process ends within some time; that it failed is an error here."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            assert os.waitstatus_to_exitcode(status) == 0
            return True
        time.sleep(0.005)
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
        upgrade(open_engine(url))
        while not ended(child := start(url, replayed), random_.uniform(0.01, LONGEST_LIFE_S)):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
        assert dump(open_engine(url)) == wanted
