"""What people corrected: texts that the keyword rules read otherwise than the code which a person gave for them later.

An `explain` decision with a known code says what its own text, and that of the transfer which it names, is about. Where
the keyword rules read something else, that is a correction: material for better words, or for a classifier that learns.
It informs; nothing is judged by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from detector.decode import Unusable, decode_event
from detector.events import REASON_CODES, Decision, OwnershipChange
from detector.instant import format_instant
from detector.people import People
from detector.words import NO_TEXT_RULES
from streams.folder import find_files
from streams.intake import Intake, Source
from streams.lines import read_lines
from streams.packs import LoadedPack

CHANGES, DECISIONS, PEOPLE = "crm.ownership-changes.v1", "transferwatch.decisions.v1", "crm.people.v1"
Kept = TypeVar("Kept", OwnershipChange, Decision)


class Correction(msgspec.Struct, frozen=True):
    """A text with what was read from it and what a person says that it means.

    `read`: the codes that the keyword rules of `words_version` find in it now; `corrected`: the code that was given.
    `source`: whose text it is, of event `event_id`; `role`: of who decided, at that time.
    """

    text: str
    read: list[str]
    corrected: str
    source: Literal["explanation", "transfer"]
    customer_id: str
    event_id: str
    decision_event_id: str
    decided_by: str
    role: str
    decided_at: str
    words_version: int
    rules_digest: str


class Corrected(NamedTuple):
    """All corrections of a folder, by time; `compared`: how many texts a person gave a code for."""

    corrections: list[Correction]
    compared: int


class _Coded(NamedTuple):
    """A text that a person gave a code for: their own, or that of the transfer which they name."""

    decision: Decision
    decided_us: int
    source: Literal["explanation", "transfer"]
    event_id: str
    text: str
    written_us: int


def find_corrections(folder: Path, loaded: LoadedPack) -> Corrected:
    """Read the corrections of a folder of events. Raises InputError where it has none of their files."""
    files = find_files(folder)
    explained = {
        (item.customer_id, item.event_id): (item, at)
        for item, at in _events(files, DECISIONS, Decision)
        if item.decision == "explain" and item.reason_code in REASON_CODES
    }
    coded = list(_texts(files, list(explained.values())))
    people = _people(files)
    found = [made for item in coded if (made := _correction(item, people, loaded)) is not None]
    return Corrected(sorted(found, key=lambda made: (made.decided_at, made.decision_event_id, made.source)), len(coded))


def _events(files: Mapping[str, Path], topic: str, kind: type[Kept]) -> Iterator[tuple[Kept, int]]:
    """The usable events of a topic with their times; the first one of an id holds, as in judging."""
    seen: set[tuple[str, str]] = set()
    for line in read_lines(files[topic]) if topic in files else ():
        try:
            event, at, _ = decode_event(topic, line.value)
        except Unusable:
            continue
        if isinstance(event, kind) and (event.customer_id, event.event_id) not in seen:
            seen.add((event.customer_id, event.event_id))
            yield event, at


def _texts(files: Mapping[str, Path], explained: Sequence[tuple[Decision, int]]) -> Iterator[_Coded]:
    """The texts that explanations give a code for; a blank one says nothing."""
    named: dict[tuple[str, str], list[tuple[Decision, int]]] = {}
    for item, at in explained:
        text = item.reason if item.reason_text is None else item.reason_text
        if text.strip():
            yield _Coded(item, at, "explanation", item.event_id, text, at)
        if item.transfer_event_id:
            named.setdefault((item.customer_id, item.transfer_event_id), []).append((item, at))
    for change, written in _events(files, CHANGES, OwnershipChange) if named else ():
        text = change.reason_text or ""
        for item, at in named.get((change.customer_id, change.event_id), ()) if text.strip() else ():
            yield _Coded(item, at, "transfer", change.event_id, text, written)


def _people(files: Mapping[str, Path]) -> People:
    intake = Intake(NO_TEXT_RULES)
    for line in read_lines(files[PEOPLE]) if PEOPLE in files else ():
        intake.take(Source(PEOPLE, files[PEOPLE].name, line.number), line.value)
    return intake.people()


def _correction(item: _Coded, people: People, loaded: LoadedPack) -> Correction | None:
    """What a person corrected; None where the keyword rules read that code and no other."""
    read = loaded.pack.text_rules.reasons_in(item.text, item.written_us).split()
    corrected = item.decision.reason_code or ""
    if read == [corrected] or (not read and corrected == "other"):
        return None
    return Correction(
        text=item.text,
        read=read,
        corrected=corrected,
        source=item.source,
        customer_id=item.decision.customer_id,
        event_id=item.event_id,
        decision_event_id=item.decision.event_id,
        decided_by=item.decision.decided_by,
        role=people.at(item.decision.decided_by, item.decided_us).role,
        decided_at=format_instant(item.decided_us),
        words_version=loaded.pack.text_rules.version_at(item.written_us),
        rules_digest=loaded.pack.digest,
    )
