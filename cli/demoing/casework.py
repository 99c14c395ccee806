"""Works on cases of the demo's store as the manager does: decides in them, and asks for reasons, which are answered.

Everything goes through the store's outbox. Its times are those of the story, in the audit trail too.
"""

import secrets
from collections.abc import Callable
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine, select

from cli.demoing.observed import OrderKey
from detector.errors import CaseError
from store.accounts.account import find_row
from store.cases.asking import Answer, answer, ask
from store.cases.deciding import Ruling, decide
from store.cases.drafting import Settlement
from store.cases.seeing import see
from store.cases.worker import Worker
from store.engine import StoreDown, writing
from store.tables.judgements import alerts, credits
from store.types import fit_id

Came = Literal["done", "not_yet", "never"]
"""`not_yet`: the recorder has not written it. `never`: it is not this person's to work on, or was decided."""


class CaseDesk(Protocol):
    """Where the manager works on cases. `event_id`: of the decision that it comes to; `at_us`: the story's time."""

    def release(self, order: OrderKey, reason: str, event_id: str, at_us: int, /) -> Came:
        """Find the order's case honest, and release its credit."""

    def explain(self, order: OrderKey, reason: str, event_id: str, at_us: int, /) -> Came:
        """Ask who handed the customer over why, and let them answer."""


class StoreDesk:
    """A desk at the demo's store."""

    def __init__(self, engine: Engine, person_id: str, account: str) -> None:
        """`person_id`: the manager; `account`: the name of their account, if there are any."""
        self._engine, self._person, self._account = engine, person_id, account
        self._key = secrets.token_bytes(32)

    def release(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        """As `transferwatch cases decide … honest --release` does. Raises StoreError."""

        def rule(connection: Connection, worker: Worker, case_id: str) -> None:
            ruling = Ruling("honest", reason, [Settlement(order[1])])
            decide(connection, worker, case_id, ruling, at_us, lambda: event_id)

        return self._work(order, rule)

    def explain(self, order: OrderKey, reason: str, event_id: str, at_us: int) -> Came:
        """As `transferwatch cases ask` and `answer` do. Raises StoreError."""

        def clear_up(connection: Connection, worker: Worker, case_id: str) -> None:
            who = next(alert.originator_id for alert in see(connection, case_id).alerts if alert.originator_id)
            _, token = ask(connection, worker, case_id, None, who, self._key, at_us)
            said = Answer(reason, "capacity")
            answer(connection, Worker(who, who), token, [self._key], said, at_us, lambda: event_id)

        return self._work(order, clear_up)

    def _work(self, order: OrderKey, step: Callable[[Connection, Worker, str], None]) -> Came:
        customer, order_id = (fit_id(part) for part in order)
        try:
            with writing(self._engine) as connection:
                held = (credits.c.customer_id == customer) & (credits.c.order_id == order_id)
                here = (alerts.c.customer_id == customer) & (alerts.c.order_id == order_id)
                case_id = connection.execute(select(alerts.c.case_id).where(here)).scalars().first()
                if case_id is None or connection.execute(select(credits.c.entry_id).where(held)).first() is None:
                    return "not_yet"
                row = find_row(connection, self._account)
                step(connection, Worker(row.account_id if row else self._account, self._person), case_id)
        except CaseError:
            return "never"
        except StoreDown:  # the recorder holds the file for longer than one waits
            return "not_yet"
        return "done"
