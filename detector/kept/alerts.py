"""Alerts as said so far, by case: a case that is gone is withdrawn, one whose matter is frozen stands."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from detector.kept.said import Said, digest_of, encode_content
from detector.outputs import Alert

TRANSFER_SCORE = -1
"""In a case any order's alert comes before a transfer's."""

decode_alert = msgspec.json.Decoder(Alert).decode


class SaidAlert(NamedTuple):
    """The last said alert of a case: its revision, a digest of its content, revision apart, and the alert as JSON.

    `alert` is empty while the alert of a frozen matter stands for the case, which then cannot vanish.
    """

    revision: int
    digest: int
    alert: bytes


class StandingAlert(NamedTuple):
    """The alert of a frozen matter as JSON, and the score of its order; TRANSFER_SCORE for a transfer's."""

    score: int
    alert: bytes


def outranks(score: int, standing: StandingAlert | None) -> bool:
    """Whether an alert of such a score takes a case over from the one that stands for an earlier matter."""
    return standing is None or score > standing.score or standing.score == score == TRANSFER_SCORE


def say_alerts(
    said: dict[str, SaidAlert], standing: Mapping[str, StandingAlert], alerts: Iterable[tuple[int, Alert]]
) -> list[Said]:
    """What differs from what was said, which becomes it. `alerts`: those of the matters judged now, with their scores.

    A case without an alert is said once more, withdrawn; one that comes back goes on counting its revisions.
    """
    current = {
        alert.case_id: encode_content(alert) for score, alert in alerts if outranks(score, standing.get(alert.case_id))
    }
    for case_id, frozen in standing.items():
        current.setdefault(case_id, frozen.alert)
    news = []
    for case_id in sorted(current):
        news += _say(said, case_id, current[case_id], keep=case_id not in standing)
    for case_id in sorted(said.keys() - current.keys()):
        last = decode_alert(said[case_id].alert)
        gone = msgspec.structs.replace(last, status="withdrawn")
        news += _say(said, case_id, encode_content(gone), keep=True)
    return news


def _say(said: dict[str, SaidAlert], case_id: str, content: bytes, *, keep: bool) -> list[Said]:
    digest, known = digest_of(content), said.get(case_id)
    if known is not None and known.digest == digest:
        return []
    revision = 1 if known is None else known.revision + 1
    said[case_id] = SaidAlert(revision, digest, content if keep else b"")
    return [Said("alert", case_id, msgspec.structs.replace(decode_alert(content), revision=revision))]
