"""A stored judgement held against what its facts and versions give, and against what a person saw when deciding."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal, NamedTuple

import msgspec

from detector.errors import PackError
from detector.outputs import Assessment, Param
from detector.pack import RulePack
from detector.recompute import recompute
from store.audit.canonical import canonical_json
from store.audit.entry import Entry
from store.audit.kinds import Detail

RejudgedCode = Literal[
    "agrees",
    "same_by_events",
    "differs",
    "unreadable",
    "events_differ",
    "not_these_rules",
    "seen_otherwise",
    "not_kept",
]
WRONG: frozenset[RejudgedCode] = frozenset({"differs", "unreadable", "events_differ", "seen_otherwise"})
"""What must not be: everything else agrees, or could not be looked at."""


class Rejudged(NamedTuple):
    """What came of judging again; its sentence is `audit.rejudged.<code>` of `store.audit.messages`."""

    code: RejudgedCode
    params: Mapping[str, Param]

    @property
    def message_id(self) -> str:
        """Id of its sentence."""
        return f"audit.rejudged.{self.code}"


def digest_of(assessment: Assessment) -> str:
    """SHA-256 in hex of an assessment's canonical JSON."""
    return sha256(canonical_json(msgspec.to_builtins(assessment))).hexdigest()


def seen(assessment: Assessment) -> dict[str, Detail]:
    """The details by which an audit entry says which judgement a person had before them."""
    return {
        "assessment_id": assessment.assessment_id,
        "revision": assessment.revision,
        "assessment_sha256": digest_of(assessment),
        "rules_digest": assessment.rules_digest,
    }


def rejudge(assessment: Assessment, pack: RulePack) -> Rejudged:
    """Judge the stored facts again by the stored rule versions, and compare outcome, score and hits."""
    named: dict[str, Param] = {"assessment": assessment.assessment_id, "revision": assessment.revision}
    try:
        now = recompute(assessment, pack)
    except PackError as error:
        return Rejudged("not_these_rules", {**named, "error": str(error)})
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:  # facts that no judging ever stores
        return Rejudged("unreadable", {**named, "error": f"{type(error).__name__}: {error}"})
    if now.agrees_with(assessment):
        return Rejudged("agrees", {**named, **_told("stored", assessment)})
    again = msgspec.structs.replace(assessment, outcome=now.outcome, score=now.score, hits=now.hits)
    return Rejudged("differs", {**named, **_told("stored", assessment), **_told("now", again)})


def compare_judged(stored: Assessment, judged: Assessment) -> Rejudged:
    """A stored assessment beside the one that the events give now; names the fields that differ, the revision apart."""
    before, now = msgspec.to_builtins(stored), msgspec.to_builtins(judged)
    fields = sorted(name for name in {*before, *now} - {"revision"} if before.get(name) != now.get(name))
    named: dict[str, Param] = {"assessment": stored.assessment_id, "revision": stored.revision}
    if not fields:
        return Rejudged("same_by_events", {**named, **_told("stored", stored)})
    return Rejudged("events_differ", {**named, "fields": ", ".join(fields)})


def check_seen(entries: Iterable[Entry], kept: Mapping[tuple[str, int], Assessment]) -> list[Rejudged]:
    """What entries say that people saw, beside the revisions that are kept, by assessment and revision.

    Only what does not agree, and what is not kept, since a folder of results has the last revision only.
    """
    found = []
    for entry in entries:
        revision, digest = entry.details.get("revision"), entry.details.get("assessment_sha256")
        name = entry.details.get("assessment_id")
        if not isinstance(name, str) or not isinstance(revision, int) or digest is None:
            continue
        assessment = kept.get((name, revision))
        params: dict[str, Param] = {"assessment": name, "revision": revision, "seq": entry.seq}
        if assessment is None:
            found.append(Rejudged("not_kept", params))
        elif digest_of(assessment) != digest:
            found.append(Rejudged("seen_otherwise", params))
    return found


def _told(name: str, assessment: Assessment) -> dict[str, Param]:
    hits = " + ".join(f"{hit.rule_id} {hit.score}" for hit in assessment.hits)
    return {f"{name}_outcome": assessment.outcome, f"{name}_score": assessment.score, f"{name}_hits": hits or "0"}
