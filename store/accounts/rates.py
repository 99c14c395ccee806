"""How often sign-ins may fail from one address, counted in the store: several consoles agree, a restart too."""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Engine, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from detector.instant import SECOND_US
from store.engine import reading, writing
from store.tables.accounts import sign_in_rates


class Pace(NamedTuple):
    """Microseconds between two attempts in the long run, and how far ahead of that a sender may be."""

    every_us: int
    ahead_us: int


def take_turn(engine: Engine, sender: str, pace: Pace, at_us: int) -> int:
    """0 where an attempt may be looked at, which counts it; else after how many seconds to try again.

    The generic cell rate algorithm, in one statement: of attempts at once, in whatever processes, no more than the pace
    allows get through. One that is refused only reads.
    """
    named = sha256(f"transferwatch sender\n{sender}".encode()).hexdigest()
    table = sign_in_rates
    with reading(engine) as connection:
        due_us = connection.execute(select(table.c.due_us).where(table.c.sender == named)).scalar_one_or_none() or 0
    if _early_us(due_us, pace, at_us) > 0:
        return _seconds(_early_us(due_us, pace, at_us))
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.due_us < at_us, table.c.sender != named))
        make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        now = bindparam("now", at_us, BigInteger)
        later = case((table.c.due_us > now, table.c.due_us), else_=now)
        insert = make(table).values(sender=named, due_us=at_us + pace.every_us)
        counted = insert.on_conflict_do_update(
            index_elements=[table.c.sender],
            set_={"due_us": later + pace.every_us},
            where=later - now <= pace.ahead_us,
        ).returning(table.c.due_us)
        if connection.execute(counted).one_or_none() is not None:
            return 0
        due_us = connection.execute(select(table.c.due_us).where(table.c.sender == named)).scalar_one()
    return _seconds(_early_us(due_us, pace, at_us))


def give_back(connection: Connection, sender: str, pace: Pace, turns: int = 1) -> None:
    """Uncount attempts of somebody who proved who they are: a whole office may share one address."""
    table = sign_in_rates
    earlier = update(table).where(table.c.sender == _named(sender))
    connection.execute(earlier.values(due_us=table.c.due_us - turns * pace.every_us))


def _named(sender: str) -> str:
    """Addresses are personal data; what is kept names nobody."""
    return sha256(f"transferwatch sender\n{sender}".encode()).hexdigest()


def _early_us(due_us: int, pace: Pace, at_us: int) -> int:
    return max(due_us, at_us) - at_us - pace.ahead_us


def _seconds(early_us: int) -> int:
    return max(-(-early_us // SECOND_US), 1)
