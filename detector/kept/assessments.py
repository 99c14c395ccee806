"""Assessments as said so far: what changed is a new revision, what is gone is deleted, the rest says nothing."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from detector.kept.said import DELETED, Said, digest_of, encode_content
from detector.outputs import Assessment


class SaidAssessment(NamedTuple):
    """The last said state of an assessment: its revision, and a digest of its content, revision apart."""

    revision: int
    digest: int


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
            said[key] = SaidAssessment(1, digest)
            news.append(Said("assessment", key, judged))
        elif known.digest != digest:
            said[key] = SaidAssessment(known.revision + 1, digest)
            news.append(Said("assessment", key, msgspec.structs.replace(judged, revision=known.revision + 1)))
    for key in sorted(said.keys() - there):
        if said[key].digest != DELETED:
            said[key] = SaidAssessment(said[key].revision, DELETED)
            news.append(Said("assessment", key, None))
    return news
