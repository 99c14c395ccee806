"""What the console enters in the audit trail: who looked at which evidence, and who took what out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from console.house import House
from console.masking import Sight
from console.viewer import Viewer
from detector.outputs import Assessment
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.audit.rejudge import seen
from store.engine import writing


def enter(house: House, entries: Sequence[Happened]) -> None:
    """Enter what happened, all of it or nothing."""
    if not entries:
        return
    with writing(house.engine) as connection:
        for happened in entries:
            append(connection, happened, house.clock_us())


def viewed_assessment(viewer: Viewer, assessment: Assessment, sight: Sight) -> Happened:
    """Somebody saw an assessment whole."""
    subject = f"order:{assessment.order_id}" if assessment.order_id else assessment.assessment_id
    return viewed(viewer, "assessment", subject, sight.fields, **seen(assessment))


def viewed(viewer: Viewer, what: str, subject: str, fields: Iterable[str], **details: Detail) -> Happened:
    """Somebody saw evidence, with these kinds of fields."""
    told: dict[str, Detail] = {"what": what, "fields": sorted(fields), **details, **_by_key(viewer)}
    return Happened(kind="view", actor=viewer.account_id, subject=subject, details=told)


def exported(viewer: Viewer, subject: str, what: str, form: str, **details: Detail) -> Happened:
    """Somebody took data out. It is entered before the first row leaves, and again with what it came to."""
    told: dict[str, Detail] = {"what": what, "format": form, **details, **_by_key(viewer)}
    return Happened(kind="export", actor=viewer.account_id, subject=subject, details=told)


def _by_key(viewer: Viewer) -> dict[str, Detail]:
    """Which key asked, where a program did: the account alone would not tell it from the person."""
    return {"key_id": viewer.key_id} if viewer.key_id else {}


_PLAIN = frozenset(
    "between outcomes reason decided status currency period until_period states disposition severity due_before "
    "unassigned level awake_at asleep_at".split()
)
"""Conditions that can only be times, codes and the like."""


def told_filters(wanted: Mapping[str, Any]) -> list[str]:
    """What an export was narrowed to. Ids are told by their SHA-256: what somebody typed may be anything.

    The chain can never be erased from; whoever knows an id can still see that it was this one.
    """
    found = []
    for name, value in wanted.items():
        if value is None or value == () or name == "only_people":
            continue
        text = _plain(value) if name in _PLAIN else f"sha256:{sha256(str(value).encode()).hexdigest()}"
        found.append(f"{name}={text}")
    return found


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "/".join(map(_plain, value)) if isinstance(value, tuple | list) else str(value)
