"""Sessions on the server's side: a browser holds a random token, the store its hash and what it stands for."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, delete, or_, select, update

from detector.instant import SECOND_US
from store.accounts.account import Account, account_of
from store.accounts.readable import readable_secret
from store.accounts.session_rules import SessionRules, SessionTimes, is_alive, is_due
from store.accounts.tokens import new_session_token, session_hash
from store.audit.chain import append
from store.audit.entry import NOBODY, Happened
from store.engine import reading, writing
from store.tables.accounts import accounts, sessions
from store.types import microseconds, utc

SEEN_EVERY_SECONDS = 60
"""That a session is in use is written down so often, not at every request."""


class Session(NamedTuple):
    """A session that lives. `new_token`: to be given to the browser with the answer, where it was replaced."""

    session_id: str
    account: Account
    second_factor: bool
    new_token: str | None


def open_session(connection: Connection, account_id: str, method: str, at_us: int) -> tuple[str, str]:
    """A new session after a sign-in: its id and its token. Never goes on with one from before the sign-in."""
    session_id, token, at = f"s-{readable_secret(2)}", new_session_token(), utc(at_us)
    connection.execute(
        sessions.insert().values(
            session_id=session_id,
            token_hash=session_hash(token),
            account_id=account_id,
            second_factor=method != "password",
            created_at=at,
            seen_at=at,
            rotated_at=at,
        )
    )
    return session_id, token


def use_session(engine: Engine, token: str, at_us: int, rules: SessionRules | None = None) -> Session | None:
    """The session of a request's token; None where there is none, it has ended, or the account is disabled.

    A token that was replaced longer ago than the grace is a copy that somebody kept: it ends the session for both.
    """
    rules, hashed = rules or SessionRules(), session_hash(token)
    with reading(engine) as connection:  # most requests change nothing, and must not wait for a writer
        row = _find(connection, hashed)
    if row is None:
        return None
    times = SessionTimes(microseconds(row.created_at), microseconds(row.seen_at), microseconds(row.rotated_at))
    stolen = row.token_hash != hashed and at_us - times.rotated_us >= rules.grace_seconds * SECOND_US
    if stolen or row.disabled_at is not None or not is_alive(times, at_us, rules):
        with writing(engine) as connection:
            done = connection.execute(delete(sessions).where(sessions.c.session_id == row.session_id))
            if stolen and done.rowcount:
                enter_end(connection, NOBODY, row.account_id, "token_used_again", at_us)
        return None
    new_token = None
    if row.token_hash == hashed and is_due(times, at_us, rules):
        new_token = _rotate(engine, hashed, at_us)
    elif at_us - times.seen_us >= SEEN_EVERY_SECONDS * SECOND_US:
        with writing(engine) as connection:
            this = sessions.c.session_id == row.session_id
            connection.execute(update(sessions).where(this).values(seen_at=utc(at_us)))
    return Session(row.session_id, account_of(row), row.second_factor, new_token)


def end_session(connection: Connection, token: str) -> None:
    """Sign out; a token of no session changes nothing."""
    hashed = session_hash(token)
    connection.execute(delete(sessions).where(or_(sessions.c.token_hash == hashed, sessions.c.previous_hash == hashed)))


def enter_end(connection: Connection, actor: str, account_id: str, why: str, at_us: int) -> None:
    """Enter that a session was ended: `signed_out`, or `token_used_again` by whoever kept a copy."""
    subject = f"account:{account_id}"
    append(connection, Happened(kind="session_end", actor=actor, subject=subject, details={"why": why}), at_us)


def end_sessions(connection: Connection, account_id: str) -> int:
    """End all sessions of an account; how many there were."""
    return connection.execute(delete(sessions).where(sessions.c.account_id == account_id)).rowcount


def forget_ended(connection: Connection, at_us: int, rules: SessionRules | None = None) -> int:
    """Remove what has ended by time; how many there were."""
    rules = rules or SessionRules()
    idle = sessions.c.seen_at <= utc(at_us - rules.idle_seconds * SECOND_US)
    old = sessions.c.created_at <= utc(at_us - rules.longest_seconds * SECOND_US)
    return connection.execute(delete(sessions).where(or_(idle, old))).rowcount


def _find(connection: Connection, hashed: str) -> Row[Any] | None:
    of_account = [column for column in accounts.c if column.name not in ("account_id", "created_at", "password_hash")]
    query = (
        select(sessions, *of_account)
        .join(accounts, accounts.c.account_id == sessions.c.account_id)
        .where(or_(sessions.c.token_hash == hashed, sessions.c.previous_hash == hashed))
    )
    return connection.execute(query).one_or_none()


def _rotate(engine: Engine, hashed: str, at_us: int) -> str | None:
    """A new token; None where another request of the same browser was faster and got it."""
    token, at = new_session_token(), utc(at_us)
    values = {"token_hash": session_hash(token), "previous_hash": hashed, "rotated_at": at, "seen_at": at}
    with writing(engine) as connection:
        done = connection.execute(update(sessions).where(sessions.c.token_hash == hashed).values(values))
    return token if done.rowcount == 1 else None
