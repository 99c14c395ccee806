"""Keeps the audit trail anchored beside whatever else a process does, and tells loudly where that fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from cli.auditing.anchoring import anchor_places, keeper_of
from cli.beside import beside
from detector.errors import TransferwatchError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from store.audit.keeper import Keeper

_LOG = structlog.get_logger("transferwatch.audit")


def keeper_at(
    engine: Engine, anchors: Path | None, *, topic: bool, brokers: str | None, namespace: str | None
) -> tuple[Keeper | None, Sequence[str]]:
    """A keeper for a file, the topic or both, and the places' names; None where neither is asked for."""
    if anchors is None and not topic:
        return None, ()
    places = anchor_places(anchors, kafka=topic, brokers=brokers, namespace=namespace)
    return keeper_of(engine, places, anchors), [place.name for place in places]


def report(error: TransferwatchError) -> None:
    """Tell what went wrong, each time: a trail without anchors can be bent without a trace."""
    _LOG.error("audit_not_anchored", error=str(error))


@contextmanager
def keeping(keeper: Keeper | None) -> Iterator[None]:
    """Anchors while the block runs, and once more at its end."""
    if keeper is None:
        yield
        return
    with beside(keeper.run, report, "audit-keeper"):
        yield
