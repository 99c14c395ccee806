"""Several people, and the recorder, on one case at once: one wins, the others are told, one event is posted."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec

from detector.errors import CaseConflict
from detector.outputs import Alert
from store.audit.chain import StoredChain
from store.cases.changing import note
from store.cases.deciding import Ruling, decide
from store.cases.opening import open_cases
from store.cases.worker import Worker
from store.engine import open_engine, writing
from store.recording.outputs import alert_row
from store.recording.rows import replace
from store.tables import cases as tables
from store.tables.judgements import alerts
from tests.store.cases.firm import AUDITOR, BOSS, CASE, RELEASE, START_US, Firm, alert
from tests.store.dumps import rows
from tests.store.records import ALERTS

HEAVIER = alert(revision=2, severity="high")
DECIDERS = [BOSS, AUDITOR, Worker("a-3", "zhao"), Worker("a-4", "wu")]


def told(firm: Firm, worker: Worker, version: int = 0) -> str:
    """What one of them is told: that it stands, or why not."""
    try:
        return firm.decide(worker, "honest", RELEASE, version=version).case.state
    except CaseConflict as error:
        return str(error)


def test_of_many_threads_one_decides(firm: Firm) -> None:
    with ThreadPoolExecutor(len(DECIDERS)) as pool:
        answers = list(pool.map(lambda worker: told(firm, worker), DECIDERS))
    assert sorted(answers).count("decided") == 1
    winner = DECIDERS[answers.index("decided")]
    name = {"a-boss": "boss", "a-audit": "audit"}.get(winner.account_id, winner.account_id)
    assert all(f"since then: {name} decide honest" in answer for answer in answers if answer != "decided")
    check_once(firm)


def check_once(firm: Firm) -> None:
    """One decision stands: in the case, in the outbox, in the audit trail."""
    assert firm.case().version == 1
    assert len(rows(firm.engine, tables.outbox)) == 1
    decided = [entry.details["decision"] for entry in StoredChain(firm.engine).entries() if entry.kind == "decision"]
    assert decided == ["honest", "release"]
    assert StoredChain(firm.engine).verify().fault is None


def test_of_many_processes_one_decides(firm: Firm) -> None:
    url = firm.engine.url.render_as_string(hide_password=False)
    firm.engine.dispose()
    children = [_fork(url, worker) for worker in DECIDERS]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, 3, 3, 3]
    check_once(firm)


def _fork(url: str, worker: Worker) -> int:
    """Decide in a process of its own, which ends with 0 where it stands and with 3 where somebody was faster."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with writing(open_engine(url)) as connection:
                decide(connection, worker, CASE, Ruling("honest", "Looked at it", RELEASE, 0), START_US)
            code = 0
        except CaseConflict:
            code = 3
        finally:
            os._exit(code)
    return child


def test_notes_at_once_are_all_kept(firm: Firm) -> None:
    def write(number: int) -> None:
        with writing(firm.engine) as connection:
            note(connection, BOSS, CASE, f"Note {number}", START_US)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    found = rows(firm.engine, tables.case_events)
    assert sorted(row["version"] for row in found) == list(range(1, 13))
    assert len({row["text"] for row in found}) == 12


def test_a_revision_waits_for_the_decision_and_brings_it_back(firm: Firm) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with writing(firm.engine) as connection:
            decide(connection, AUDITOR, CASE, Ruling("honest", "Looked at it"), START_US)
            begun.set()
            go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        decision = pool.submit(slowly)
        assert begun.wait(20)
        recorded = pool.submit(firm.say, ALERTS, **HEAVIER)
        time.sleep(0.3)
        assert not recorded.done()
        go_on.set()
        decision.result()
        recorded.result()
    assert firm.case().state == "reopened"


def test_a_decision_waits_for_the_revision_and_sees_it(firm: Firm) -> None:
    begun, go_on = threading.Event(), threading.Event()
    row = alert_row(msgspec.convert(HEAVIER, Alert), json.dumps(HEAVIER).encode())

    def slowly() -> None:
        with writing(firm.engine) as connection:
            replace(connection, alerts, [row])
            open_cases(connection, [row], START_US)
            begun.set()
            go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        recorded = pool.submit(slowly)
        assert begun.wait(20)
        decision = pool.submit(firm.decide)
        time.sleep(0.3)
        assert not decision.done()
        go_on.set()
        recorded.result()
        decision.result()
    firm.say(ALERTS, **{**HEAVIER, "revision": 3})
    assert firm.case().state == "decided", "it was decided on what came meanwhile"
