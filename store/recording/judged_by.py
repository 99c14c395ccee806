"""By which rules the worker judges, told from the digests in its assessments; another one is an audit entry.

Assessments of several partitions do not come in the order in which they were written, and while workers are replaced
some still judge by the old rules. So the records' own times decide, and a digest counts as back in force only when the
one that was entered last has been silent for a while.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from detector.instant import SECOND_US
from store.audit.rules import enter_rules
from store.recording.feed import read_facts, write_facts

QUIET_US = 60 * SECOND_US
ACTOR = "recorder"
_FACT = "rules_judged"
_KEPT = 16
_SEEN = msgspec.json.Decoder(dict[str, int])


class Seen(NamedTuple):
    """Digest → when it was written last, in microseconds; and the digest that was entered last."""

    latest: Mapping[str, int]
    entered: str | None


def changes(before: Seen, batch: Mapping[str, int]) -> tuple[Seen, list[str]]:
    """What is known after a batch, and the digests to be entered, in order.

    `batch`: digest → the latest time of its assessments there.

    >>> changes(Seen({}, None), {"a": 5})
    (Seen(latest={'a': 5}, entered='a'), ['a'])
    """
    latest, entered, found = dict(before.latest), before.entered, []
    for digest, at_us in sorted(batch.items(), key=lambda item: (item[1], item[0])):
        is_new = digest not in latest
        latest[digest] = max(latest.get(digest, 0), at_us)
        if digest == entered:
            continue
        ahead_us = latest[digest] - latest.get(entered or "", 0)
        if entered is None or (is_new and ahead_us >= -QUIET_US) or ahead_us > QUIET_US:
            entered = digest
            found.append(digest)
    kept = sorted(latest, key=lambda digest: (digest == entered, latest[digest]))[-_KEPT:]
    return Seen({digest: latest[digest] for digest in kept}, entered), found


def enter_judging(connection: Connection, batch: Mapping[str, int], at_us: int) -> None:
    """Enter what a batch shows, in the recorder's transaction. `at_us`: of the entries."""
    if not batch:
        return
    known = read_facts(connection)
    seen = Seen(_SEEN.decode(known.get(_FACT, "{}")), known.get("rules_digest_judged"))
    after, found = changes(seen, batch)
    if after != seen:
        write_facts(connection, {_FACT: msgspec.json.encode(after.latest, order="deterministic").decode()})
    for digest in found:
        enter_rules(connection, "judged", digest, actor=ACTOR, at_us=at_us)
