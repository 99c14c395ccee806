"""Judges a case again: from its stored facts and versions, from its events where they are at hand."""

from pathlib import Path
from typing import NamedTuple

from cli.auditing.verifying import Trail, need_one
from cli.store_options import Place, open_place
from cli.texts import Words
from detector.errors import AuditError
from detector.outputs import Assessment, Param
from store.audit.case import case_revisions
from store.audit.messages import AUDIT_MESSAGES
from store.audit.rejudge import WRONG, Rejudged, check_seen, compare_judged, rejudge
from store.engine import reading
from streams.packs import LoadedPack, load_pack
from streams.results import find_origin, stored_case
from streams.story import judge_story


class Asked(NamedTuple):
    """Which case, where its assessments are (results, else the store), and by which rules."""

    case: str
    result_dir: Path | None
    place: Place
    rules: Path | None
    horizon_days: int | None


def judge_again(trail: Trail, asked: Asked) -> tuple[list[str], bool]:
    """What came of it in sentences, and whether anything is wrong. Raises UsageError for an unknown case."""
    loaded = load_pack(asked.rules, horizon_days=asked.horizon_days)
    assessments, events = _assessments(asked)
    found = [rejudge(assessment, loaded.pack) for assessment in assessments]
    if events is not None:
        found += [_from_events(assessment, events, loaded) for assessment in assessments if assessment.order_id]
    kept = {(item.assessment_id, item.revision): item for item in assessments}
    names = {item.assessment_id for item in assessments}
    try:
        entries = [entry for entry in trail.entries() if entry.details.get("assessment_id") in names]
    except AuditError:  # the verdict tells it
        entries = []
    found += check_seen(entries, kept)
    words = Words(asked.place.lang, AUDIT_MESSAGES, loaded.catalog)
    return [words.say(item.message_id, **_worded(item, words)) for item in found], any(i.code in WRONG for i in found)


def _assessments(asked: Asked) -> tuple[list[Assessment], Path | None]:
    """The case's assessments, and the folder of their events where it is still there."""
    if asked.result_dir is None:
        engine, _ = open_place(asked.place)
        with reading(engine) as connection:
            revisions = case_revisions(connection, asked.case)
        need_one(asked.case, revisions, "this store")
        return revisions, None
    origin = find_origin(asked.result_dir)
    assessments = stored_case(asked.result_dir, asked.case)
    need_one(asked.case, assessments, str(asked.result_dir))
    return assessments, origin.input_dir


def _from_events(stored: Assessment, events: Path, loaded: LoadedPack) -> Rejudged:
    story = judge_story(events, stored.customer_id, loaded)
    return compare_judged(stored, story.order(stored.order_id or "").settled.assessment)


def _worded(found: Rejudged, words: Words) -> dict[str, Param]:
    """The parameters with outcomes as words."""
    return {
        name: words.code("outcome", str(value)) if name.endswith("outcome") else value
        for name, value in found.params.items()
    }
