"""People's processes and a sender, killed at any moment: case, outbox, audit trail and folder still say the same."""

import os
import random
import signal
import time
from pathlib import Path

from cli.casework.places import DecisionsFile
from store.audit.chain import StoredChain
from store.cases.case import need_case
from store.cases.changing import reopen
from store.cases.deciding import Ruling, decide
from store.cases.outbox import deliver
from store.engine import open_engine, reading, writing
from store.queries.cases import history_of_case
from store.tables import cases as tables
from tests.store.cases.firm import AUDITOR, CASE, RELEASE, START_US, Firm
from tests.store.cases.test_outbox import lines
from tests.store.dumps import rows

KILLS = 25


def work_on(url: str, folder: Path) -> None:
    """Decide, deliver and take up again, without end."""
    engine, place = open_engine(url), DecisionsFile(folder)
    while True:
        with writing(engine) as connection:
            if need_case(connection, CASE).state == "decided":
                reopen(connection, AUDITOR, CASE, None, "Look again", START_US)
            else:
                decide(connection, AUDITOR, CASE, Ruling("honest", "Looked at it", RELEASE), START_US)
        deliver(engine, place, lambda: START_US)


def test_all_say_the_same_after_every_kill(firm: Firm, tmp_path: Path) -> None:
    url, random_ = firm.engine.url.render_as_string(hide_password=False), random.Random(9)
    longest_s = 0.12
    for number in range(KILLS):
        firm.engine.dispose()
        child = os.fork()
        if child == 0:
            try:
                work_on(url, tmp_path)
            finally:
                os._exit(1)
        time.sleep(random_.uniform(0.02, longest_s))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, "it did not end by itself"
        check(firm)
        if len(rows(firm.engine, tables.outbox)) <= number // 4:
            longest_s = min(2 * longest_s, 10)  # a machine on which nobody gets to a decision before the kill
    deliver(firm.engine, DecisionsFile(tmp_path), lambda: START_US)
    sent = sorted(rows(firm.engine, tables.outbox), key=lambda row: row["number"])
    assert lines(tmp_path) == [row["event_id"] for row in sent]
    assert len(sent) > KILLS // 5, "so few decisions prove nothing"


def check(firm: Firm) -> None:
    with reading(firm.engine) as connection:
        history = history_of_case(connection, CASE)
    decided = [event for step in history if step.kind == "decide" for event in step.details["event_ids"]]
    posted = sorted(rows(firm.engine, tables.outbox), key=lambda row: row["number"])
    entries = {entry.seq: entry for entry in StoredChain(firm.engine).entries()}
    assert decided == [row["event_id"] for row in posted]
    assert decided == [entries[row["number"]].details["event_id"] for row in posted]
    assert [step.version for step in history] == list(range(1, firm.case().version + 1))
    assert StoredChain(firm.engine).verify().fault is None
