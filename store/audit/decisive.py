"""A transaction of weight, a decision above all: its head is anchored as soon as it is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from detector.errors import TransferwatchError
from store.audit.keeper import Keeper
from store.engine import writing


@contextmanager
def decisive(
    engine: Engine, keeper: Keeper | None, report: Callable[[TransferwatchError], None]
) -> Iterator[Connection]:
    """A transaction of `store.engine.writing`, then a tick of the keeper.

    Not anchored before it is committed: an anchor of an entry that was rolled back would accuse the chain for ever. A
    failed anchor is reported and tried again at the keeper's next tick; it is not raised, since the decision stands.
    Where another process keeps the anchors there is no keeper here.
    """
    with writing(engine) as connection:
        yield connection
    if keeper is None:
        return
    try:
        keeper.tick()
    except TransferwatchError as error:
        report(error)
