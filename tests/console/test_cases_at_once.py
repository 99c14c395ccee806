"""Two people decide at once over HTTP: one wins, the other is told, and credit posts once, as `replay` says too."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, update

from cli.casework.places import DecisionsFile
from cli.storing.folders import record_folder
from console.app import make_app
from console.house import House, Settings
from store.audit.anchor import Anchor
from store.audit.chain import StoredChain
from store.audit.keeper import Keeper
from store.cases.outbox import deliver
from store.engine import writing
from store.tables import cases as tables
from store.tables.events import decisions
from tests.cli.running import judged, ripe_folder
from tests.console.world import CHEAP, HOST, NOW_US, PLENTY, browsing, key_of, make_account
from tests.contract.ledger import read_rows
from tests.store.dumps import rows

CASE = "c-1/own-2"
NAMES = ("ann", "bob", "cho", "dai")


def credit(result: Path) -> dict[tuple[str, str], Decimal]:
    """(payee, status) → net amount."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in read_rows(result / "credits.ndjson"):
        sums[row["payee_id"], row["status"]] += Decimal(row["amount"])  # type: ignore[assignment]
    return {key: Decimal(amount) for key, amount in sums.items() if amount}


class Anchors:
    """A place that counts how often the audit trail's head was anchored."""

    name = "counted"

    def __init__(self) -> None:
        self.count = 0

    def put(self, anchor: Anchor) -> None:
        self.count += 1


@pytest.fixture
def anchors() -> Anchors:
    return Anchors()


@pytest.fixture
def house(empty: Engine, tmp_path: Path, anchors: Anchors) -> Iterator[House]:
    """A store of a replayed folder in which order A is held, and four auditors."""
    ripe_folder(tmp_path / "events")
    record_folder(empty, judged(tmp_path / "events", tmp_path / "before"), progress=lambda *_: None)
    with writing(empty) as connection:
        for name in NAMES:
            make_account(connection, name, "auditor", None)
    keeper = Keeper(StoredChain(empty), [anchors], lambda: NOW_US)
    yield House(empty, lambda: NOW_US, Settings(hosts=(HOST,)), CHEAP, CHEAP, PLENTY, keeper=keeper)


def test_one_wins_the_others_are_told_and_credit_posts_once(house: House, tmp_path: Path, anchors: Anchors) -> None:
    keys = [key_of(house.engine, name) for name in NAMES]
    together = Barrier(len(NAMES))
    with browsing(make_app(house)) as client:
        url = f"/api/v1/case?case_id={CASE}"
        tags = [client.get(url, headers=key).headers["etag"] for key in keys]
        body = {"disposition": "abnormal", "reason": "Lin did the work", "release": ["A"]}

        def decide(number: int) -> tuple[int, str]:
            together.wait(20)
            sent = keys[number] | {"If-Match": tags[number]}
            answer = client.post(f"/api/v1/case/decide?case_id={CASE}", json=body, headers=sent)
            return answer.status_code, answer.text

        with ThreadPoolExecutor(len(NAMES)) as pool:
            answers = list(pool.map(decide, range(len(NAMES))))
    assert sorted(status for status, _ in answers) == [200, 412, 412, 412]
    winner = NAMES[[status for status, _ in answers].index(200)]
    assert all(f"since then: {winner} decide abnormal" in text for status, text in answers if status == 412)
    assert anchors.count == 1, "what was refused anchors nothing"
    check_once(house.engine, tmp_path)


def check_once(engine: Engine, folder: Path) -> None:
    """One event in the outbox, one in the folder, one posting of each payee; the case, the chain and `replay` agree."""
    (waits,) = rows(engine, tables.outbox)
    assert deliver(engine, DecisionsFile(folder / "events"), lambda: NOW_US) == 1
    with writing(engine) as connection:  # as if the sender had been killed before it noted that
        again = {"sent_at": None, "payload": waits["payload"]}
        connection.execute(update(tables.outbox).values(again))
    assert deliver(engine, DecisionsFile(folder / "events"), lambda: NOW_US) == 1
    (written,) = read_rows(folder / "events" / "decisions.ndjson")
    assert written["event_id"] == waits["event_id"]
    after = judged(folder / "events", folder / "after")
    assert credit(folder / "before") == {("lin", "held"): Decimal("10240.00"), ("mei", "held"): Decimal("2560.00")}
    assert credit(after) == {("lin", "posted"): Decimal("10240.00"), ("mei", "posted"): Decimal("2560.00")}
    posted = [row for row in read_rows(after / "credits.ndjson") if row["status"] == "posted"]
    assert len(posted) == 2
    record_folder(engine, after, progress=lambda *_: None)
    assert [row["event_id"] for row in rows(engine, decisions)] == [written["event_id"]]
    assert rows(engine, tables.foreign_decisions) == []
    (case,) = rows(engine, tables.cases)
    assert (case["state"], case["disposition"], case["version"]) == ("decided", "abnormal", 1)
    decided = [entry.details["decision"] for entry in StoredChain(engine).entries() if entry.kind == "decision"]
    assert decided == ["abnormal", "release"]
