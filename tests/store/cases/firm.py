"""A store with cases made by hand: one customer's hop and order, people, accounts; and the recorder to change them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, insert

from store.cases.case import Case, need_case
from store.cases.deciding import Ruled, Ruling, decide
from store.cases.drafting import Settlement
from store.cases.outbox import Waiting, waiting
from store.cases.states import Disposition
from store.cases.worker import Worker
from store.engine import reading, writing
from store.recording.recorder import Recorder
from store.tables.accounts import accounts
from store.types import utc
from tests.store.feeding import KAFKA, Log, write_all
from tests.store.records import ALERTS, ASSESSMENTS, CHANGES, CREDITS, ORDERS, PEOPLE, assessment, credit, order

START_US = 1_780_000_000_000_000
CASE = "C1/h1"
BOSS = Worker("a-boss", "boss")
AUDITOR = Worker("a-audit", None)
LIN = Worker("a-lin", "lin")

RELEASE = (Settlement("SO1"),)


def alert(**fields: Any) -> dict[str, Any]:
    """An alert of the order SO1, which mei sold after lin's work and gao's change."""
    base = {"alert_id": "x1", "case_id": CASE, "assessment_id": "order:SO1", "revision": 1, "severity": "medium"}
    said = {"message_id": "alert.order", "params": {}, "headline": "Look", "raised_at": "2026-03-02T01:00:00Z"}
    who = {"originator_id": "lin", "beneficiary_id": "mei", "customer_id": "C1", "order_id": "SO1"}
    hits = [{"rule_id": "ripe", "rule_version": 1, "score": 80, "message_id": "m", "params": {}, "reason": "r"}]
    money = {"amount": "100.00", "currency": "CNY"}
    return {**base, **said, **who, **money, "status": "confirmed", "hits": hits, **fields}


def judged(**fields: Any) -> dict[str, Any]:
    path = [
        {"owner": "lin", "change": "h0", "changed_by": "zhao"},
        {"owner": "mei", "change": "h1", "changed_by": "gao", "from": "2026-03-01T00:00:00Z"},
    ]
    who = {"originator_id": "lin", "beneficiary_id": "mei", "compared_with": "lin"}
    return assessment(**{**who, "path": path, "outcome": "review", "score": 80, **fields})


def person(person_id: str, manager_id: str | None, role: str = "sales") -> dict[str, Any]:
    at = "2025-01-01T00:00:00Z"
    base = {"event_id": f"p-{person_id}", "occurred_at": at, "person_id": person_id, "role": role}
    return {**base, "status": "active", "effective_from": at, "team_id": "T1", "manager_id": manager_id}


class Firm:
    """The store, what was said to it so far, and its cases."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.log = Log()
        self.recorder = Recorder(engine, KAFKA)
        with writing(engine) as connection:
            for worker in (BOSS, AUDITOR, LIN, Worker("a-gao", "gao")):
                connection.execute(insert(accounts).values(_account(worker)))

    def say(self, topic: str, **fields: Any) -> None:
        """Record one record."""
        write_all(self.recorder, [self.log.say(topic, **fields)])

    def say_all(self, said: Sequence[tuple[str, dict[str, Any]]]) -> None:
        write_all(self.recorder, [self.log.say(topic, **fields) for topic, fields in said])

    def case(self, case_id: str = CASE) -> Case:
        with reading(self.engine) as connection:
            return need_case(connection, case_id)

    def decide(
        self,
        worker: Worker = AUDITOR,
        disposition: Disposition = "honest",
        settlements: Sequence[Settlement] = (),
        **more: Any,
    ) -> Ruled:
        with writing(self.engine) as connection:
            ruling = Ruling(disposition, "Looked at it", settlements, **more)
            return decide(connection, worker, CASE, ruling, START_US)

    def waiting(self) -> list[Waiting]:
        with reading(self.engine) as connection:
            return waiting(connection)


def _account(worker: Worker) -> dict[str, Any]:
    same = {"must_change_password": False, "totp_last_step": -1, "failed": 0, "created_at": utc(START_US)}
    role = "auditor" if worker.person_id is None else "manager"
    ids = {"account_id": worker.account_id, "name": worker.account_id.removeprefix("a-")}
    return {**same, **ids, "person_id": worker.person_id, "role": role}


def ripe_firm(engine: Engine) -> Firm:
    """Lin worked, gao moved the customer to mei, mei sold: SO1 is in review, its 100.00 CNY held 80 to 20."""
    firm = Firm(engine)
    hop = {"event_id": "h1", "occurred_at": "2026-03-01T00:00:00Z", "customer_id": "C1", "new_owner_id": "mei"}
    held = {"status": "held"}
    people = [person("lin", "gao"), person("mei", "gao", "assistant"), person("gao", "boss", "manager")]
    firm.say_all(
        [
            *((PEOPLE, fields) for fields in [*people, person("boss", None, "manager")]),
            (CHANGES, {**hop, "previous_owner_id": "lin", "changed_by": "gao"}),
            (ORDERS, order(seller_id="mei")),
            (ASSESSMENTS, judged()),
            (CREDITS, credit(entry_id="e1", payee_id="mei", share="0.20", amount="20.00", **held)),
            (CREDITS, credit(entry_id="e2", payee_id="lin", share="0.80", amount="80.00", **held)),
            (ALERTS, alert()),
        ]
    )
    return firm
