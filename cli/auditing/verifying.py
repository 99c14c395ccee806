"""Verifies a chain from an export or a store, and tells the verdict; enters what commands do."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from cli.auditing.anchoring import anchor_now
from cli.store_options import Place, now_us, open_place
from detector.errors import InputError, UsageError
from detector.messages import Catalog, Language
from detector.outputs import Param
from store.audit.anchor import Anchor
from store.audit.chain import StoredChain, append
from store.audit.entry import Entry, Happened, decode_entry
from store.audit.messages import AUDIT_MESSAGES
from store.audit.places import AnchorFile
from store.audit.verdict import Verdict
from store.audit.verify import verify_chain
from store.engine import writing


class Trail(Protocol):
    """A chain that can be read, wherever it is kept."""

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verdict:
        """The verdict on it, held against anchors."""

    def entries(self) -> Iterator[Entry]:
        """Its entries, as far as they can be read."""


class ExportFile:
    """A chain as `audit export` wrote it."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where there is no such file."""
        if not path.is_file():
            message = f"{path}: is no file; expected what `transferwatch audit export` wrote"
            raise InputError(message)
        self._path = path

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        with self._path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield number, line.removesuffix(b"\n")

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verdict:
        """The verdict on the lines of the file."""
        return verify_chain(self._lines(), anchors)

    def entries(self) -> Iterator[Entry]:
        """The entries; verify first. Raises AuditError at a line that is none."""
        for _, line in self._lines():
            yield decode_entry(line)


def open_trail(export: Path | None, place: Place) -> Trail:
    """The chain of an export, else of a store. Raises InputError, UsageError, StoreError."""
    return ExportFile(export) if export is not None else StoredChain(open_place(place)[0])


def tell_verdict(verdict: Verdict, lang: Language) -> list[str]:
    """The verdict in sentences."""
    catalog = Catalog(AUDIT_MESSAGES)

    def say(message_id: str, **params: Param) -> str:
        return catalog.render(message_id, params, lang)

    if verdict.fault is not None:
        lines = [catalog.render(verdict.fault.message_id, verdict.fault.message_params, lang)]
        return [*lines, say("audit.vouched", anchored=verdict.anchored)] if verdict.anchors else lines
    if verdict.head is None:
        return [say("audit.empty")]
    lines = [say("audit.sound", entries=verdict.entries, hash=verdict.head.hash)]
    if not verdict.anchors:
        return [*lines, say("audit.no_anchors")]
    figures = {"anchors": verdict.anchors, "anchored": verdict.anchored, "unanchored": verdict.unanchored}
    return [*lines, say("audit.anchored", **figures)]


def enter(engine: Engine, happened: Happened, anchors: Path | None) -> Entry:
    """Enter what a command does, and anchor it where a file of anchors is named."""
    with writing(engine) as connection:
        entry = append(connection, happened, now_us())
    if anchors is not None:
        anchor_now(engine, [AnchorFile(anchors)], anchors)
    return entry


def need_one(case: str, found: Sequence[object], where: str) -> None:
    """Raise UsageError where a case is not kept."""
    if not found:
        message = f"case {case!r} is not in {where}; a case's id stands in its alert (`case_id`)"
        raise UsageError(message)
