"""A part of a store as folders of events and of results: one customer, or all that a report is about."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from cli.auditing.verifying import enter
from cli.store_options import Place, doer, open_place
from cli.storing.source import Wanted
from detector.errors import UsageError
from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS, Assessment
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.audit.rejudge import seen
from store.engine import told
from store.queries.entries import stream_ledger
from store.queries.evidence import evidence_of_orders
from store.queries.paging import MAX_PAGE
from store.queries.searching import OrderFilter
from store.queries.stated import stated_events
from streams.customer import one_customer
from streams.results import Origin

PEOPLE, NAMES = "crm.people.v1", "crm.names.v1"
ASSESSMENTS, CREDITS = "transferwatch.assessments.v1", "transferwatch.credits.v1"
_OF_CUSTOMER = ("crm.ownership-changes.v1", "crm.activities.v1", "crm.orders.v1", "transferwatch.decisions.v1")
_OF_CORRECTIONS = ("crm.ownership-changes.v1", "transferwatch.decisions.v1")
_FILES = {topic.name: topic.file for topic in TOPICS} | {topic: file for topic, file, _, _ in OUTPUT_TOPICS}


def take_out(url: str, wanted: Wanted, folder: Path) -> Origin:
    """Write what is wanted below a folder, and enter in the audit trail that somebody saw it.

    Raises UsageError: a URL that is none, an order that is not there, or under several customers; StoreError.
    """
    engine, anchors = open_place(Place(url, None))
    events, result = folder / "events", folder / "result"
    events.mkdir()
    result.mkdir()
    if wanted.report == "corrections":
        _write_events(engine, events, (PEOPLE, *_OF_CORRECTIONS), None)
        digest, seen_so = "", _export(wanted)
    elif wanted.report:
        digest = _write_report(engine, wanted, events, result)
        seen_so = _export(wanted)
    else:
        judged = _one(engine, wanted)
        _write_story(engine, judged, events, result)
        digest = judged.rules_digest
        seen_so = Happened(
            kind="view",
            actor=doer(wanted.by),
            subject=f"order:{judged.order_id}",
            details={"what": "assessment", **seen(judged)},
        )
    enter(engine, seen_so, anchors)
    return Origin(events, None if wanted.report == "corrections" else result, told(engine), digest, told(engine))


def _export(wanted: Wanted) -> Happened:
    details: dict[str, Detail] = {"what": f"report {wanted.report}", "format": wanted.form or "terminal"}
    if wanted.outcomes:
        details["filters"] = [f"outcomes={'/'.join(sorted(wanted.outcomes))}"]
    return Happened(kind="export", actor=doer(wanted.by), subject="store", details=details)


def _one(engine: Engine, wanted: Wanted) -> Assessment:
    found = list(_assessments(engine, OrderFilter(order_id=wanted.order_id)))
    if not found:
        message = f"order {wanted.order_id!r} is not in {told(engine)}"
        raise UsageError(message)
    customers = sorted(item.customer_id for item in found)
    chosen = one_customer(customers, wanted.customer, f"order {wanted.order_id!r}")
    return next(item for item in found if item.customer_id == chosen)


def _write_story(engine: Engine, judged: Assessment, events: Path, result: Path) -> None:
    customer = frozenset((judged.customer_id,))
    _write_events(engine, events, _OF_CUSTOMER, customer)
    _write_events(engine, events, (PEOPLE,), None)
    _write_events(engine, events, (NAMES,), None)
    _write(result / _FILES[ASSESSMENTS], [msgspec.json.encode(judged)])
    _write(result / _FILES[CREDITS], map(msgspec.json.encode, stream_ledger(engine, judged.customer_id)))


def _write_report(engine: Engine, wanted: Wanted, events: Path, result: Path) -> str:
    """Writes what a report reads; gives the rules by which the latest order was judged."""
    digests: list[str] = []

    def lines() -> Iterator[bytes]:
        for item in _assessments(engine, OrderFilter(outcomes=wanted.outcomes)):
            digests[:] = digests or [item.rules_digest]
            yield msgspec.json.encode(item)

    _write(result / _FILES[ASSESSMENTS], lines())
    _write(result / _FILES[CREDITS], map(msgspec.json.encode, stream_ledger(engine)))
    _write_events(engine, events, (NAMES,), None)
    return "".join(digests)


def _assessments(engine: Engine, wanted: OrderFilter) -> Iterator[Assessment]:
    """The assessments of orders as they stand, the latest order first."""
    after = None
    while True:
        page = evidence_of_orders(engine, wanted, after=after, limit=MAX_PAGE)
        yield from (item.assessment for item in page.rows)
        after = page.next
        if after is None:
            return


def _write_events(engine: Engine, folder: Path, topics: Iterable[str], subjects: frozenset[str] | None) -> None:
    for topic in topics:
        _write(folder / _FILES[topic], stated_events(engine, topic, subjects))


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as target:
        target.writelines(line + b"\n" for line in lines)
