"""What feeds a store: one Kafka namespace or results of `replay`. Their ledgers book in other steps, so never both."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Engine, delete, select

from detector.errors import UsageError
from store.engine import reading, told, writing
from store.recording.rows import replace
from store.tables import judgements
from store.tables.keeping import facts, offsets

_KIND, _IDENTITY, _STATE = "feed_kind", "feed_identity", "feed_state"
_MADE_ANEW = (
    judgements.assessments,
    judgements.order_people,
    judgements.order_rules,
    judgements.alerts,
    judgements.credits,
    judgements.findings,
    judgements.dead_letters,
)


class Feed(NamedTuple):
    """`kind`: from Kafka or a folder. `identity`: which cluster and namespace, or which result of a replay."""

    kind: Literal["kafka", "folder"]
    identity: str


def read_facts(connection: Connection) -> dict[str, str]:
    """The single facts of a store by name."""
    return {row.name: row.value for row in connection.execute(select(facts))}


def write_facts(connection: Connection, values: Mapping[str, str]) -> None:
    """Write single facts."""
    replace(connection, facts, [{"name": name, "value": value} for name, value in sorted(values.items())])


def begin_feed(engine: Engine, feed: Feed) -> None:
    """Bind a store to its feed. The results of another replay take the place of the last one's; revisions stay.

    Raises UsageError where the store is fed from elsewhere.
    """
    with writing(engine) as connection:
        known = read_facts(connection)
        kind, identity = known.get(_KIND), known.get(_IDENTITY)
        if (kind, identity) == feed:
            return
        if kind is not None and (kind != feed.kind or kind == "kafka"):
            message = (
                f"the store {told(engine)} is fed from {kind} {identity}, not from {feed.kind} {feed.identity}: their "
                "ledgers book in other steps and would add up twice; give another store"
            )
            raise UsageError(message)
        if kind is not None:
            for table in (*_MADE_ANEW, offsets):
                connection.execute(delete(table))
        state = "following" if feed.kind == "kafka" else "reading"
        write_facts(connection, {_KIND: feed.kind, _IDENTITY: feed.identity, _STATE: state})


def end_feed(engine: Engine) -> None:
    """Note that a folder was read to its end."""
    with writing(engine) as connection:
        write_facts(connection, {_STATE: "complete"})


def feed_of(engine: Engine) -> tuple[str, str, str] | None:
    """Kind, identity and state (reading, complete, following) of what feeds a store; None: nothing yet."""
    with reading(engine) as connection:
        known = read_facts(connection)
    return (known[_KIND], known[_IDENTITY], known[_STATE]) if _KIND in known else None
