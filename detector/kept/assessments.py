"""Assessments as said so far: what changed is a new revision, what is gone is deleted, the rest says nothing."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from detector.kept.said import DELETED, Said, digest_of, encode_content
from detector.outputs import Assessment


class SaidAssessment(NamedTuple):
    """The last said state of an assessment: its revision, a digest of all else, and of an order's the outcome."""

    revision: int
    digest: int
    outcome: str = ""


def say_assessments(said: dict[str, SaidAssessment], assessments: Iterable[Assessment]) -> list[Said]:
    """What differs from what was said, which becomes it. `assessments`: all there are of what `said` knows, as judged.

    What comes back after it was deleted goes on counting its revisions.
    """
    news = []
    there = set()
    for judged in assessments:
        key = judged.assessment_id
        there.add(key)
        digest = digest_of(encode_content(judged))
        known = said.get(key)
        if known is None:
            said[key] = SaidAssessment(1, digest, _outcome(judged))
            news.append(Said("assessment", key, judged))
        elif known.digest != digest:
            said[key] = SaidAssessment(known.revision + 1, digest, _outcome(judged))
            revised = msgspec.structs.replace(judged, revision=known.revision + 1)
            news.append(Said("assessment", key, revised, known.outcome))
    for key in sorted(said.keys() - there):
        known = said[key]
        if known.digest != DELETED:
            said[key] = SaidAssessment(known.revision, DELETED)
            news.append(Said("assessment", key, None, known.outcome))
    return news


def _outcome(judged: Assessment) -> str:
    return "" if judged.order_id is None else judged.outcome
