"""The outbox: decisions written in the transaction of the case, and delivered in order until they have arrived."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

import msgspec
from sqlalchemy import Connection, Engine, func, select, update

from detector.events import Decision, encode
from store.engine import reading, writing
from store.tables.cases import outbox
from store.types import fit_id, utc

_DECODER = msgspec.json.Decoder(Decision)
LOT = 100
"""Decisions that are delivered before it is noted that they were."""


class Waiting(NamedTuple):
    """A decision that is not known to have arrived; `record`: the JSON of the event."""

    number: int
    customer_id: str
    event_id: str
    record: bytes


class DecisionPlace(Protocol):
    """Where decisions go: a topic, or the file of a folder."""

    @property
    def name(self) -> str:
        """What people are told of it."""

    def put(self, decisions: Sequence[Waiting]) -> None:
        """Bring decisions there for good, in this order; returns once all of them are kept, or raises.

        Some of them may be there already: a sender that was killed could not note it. The same event id is the same
        decision, so a second record of it changes nothing.
        """


def event_hash(record: bytes) -> str:
    """SHA-256 of an event's record in hex, by which it is known again."""
    return sha256(record).hexdigest()


def post(connection: Connection, case_id: str, decision: Decision, number: int, at_us: int) -> None:
    """Put a decision into the outbox, in the transaction of the case; `number`: of its entry in the audit trail."""
    record = encode(decision)
    row = {
        "number": number,
        "case_id": fit_id(case_id),
        "customer_id": fit_id(decision.customer_id),
        "event_id": decision.event_id,
        "order_id": None if decision.order_id is None else fit_id(decision.order_id),
        "decided_by": fit_id(decision.decided_by),
        "decision": decision.decision,
        "occurred_at": utc(at_us),
        "event_sha256": event_hash(record),
        "payload": record.decode(),
    }
    connection.execute(outbox.insert().values(row))


def waiting(connection: Connection, limit: int = LOT) -> list[Waiting]:
    """The first decisions that are not known to have arrived, in the order of their transactions."""
    columns = (outbox.c.number, outbox.c.event_id, outbox.c.payload)
    query = select(*columns).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.number).limit(limit)
    return [_waiting(row.number, row.payload.encode()) for row in connection.execute(query)]


def _waiting(number: int, record: bytes) -> Waiting:
    event = _DECODER.decode(record)
    return Waiting(number, event.customer_id, event.event_id, record)


def count_waiting(connection: Connection) -> int:
    """How many decisions are not known to have arrived."""
    query = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
    return connection.execute(query).scalar_one()


def deliver(engine: Engine, place: DecisionPlace, clock_us: Callable[[], int]) -> int:
    """Bring all that waits to a place, lot by lot; how many. Raises what the place raises, StoreError.

    Nothing is noted before it arrived, so a sender killed at any time loses nothing; what it had delivered is delivered
    again under the same event id. Every sender begins with the oldest, so of one customer nothing overtakes: several
    senders at once do no harm.
    """
    done = 0
    while True:
        with reading(engine) as connection:
            lot = waiting(connection)
        if not lot:
            return done
        place.put(lot)
        with writing(engine) as connection:
            noted = outbox.c.number.in_([item.number for item in lot]) & outbox.c.sent_at.is_(None)
            values = {"sent_at": utc(clock_us()), "sent_to": place.name, "payload": None}
            done += connection.execute(update(outbox).where(noted).values(values)).rowcount
