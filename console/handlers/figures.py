"""The ledger, findings, rules, dead letters, people and pairs."""

from typing import Any, Literal

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from msgspec.structs import replace

from console.answers import listing
from console.asking import After, Id, Limit, Period, Since, Until, ledger_filter, read_between, read_period
from console.handlers.common import READS, bound, opened
from console.masking import shown
from console.rows import credit_items, finding_item
from console.trail import enter, viewed
from store.engine import reading
from store.queries.entries import LedgerFilter, ledger_entries
from store.queries.pairs import pairs_between
from store.queries.said import FindingFilter, search_findings, search_letters
from store.queries.staff import names_of, people_now
from store.types import utc

_WANTED = {"wanted": Provide(ledger_filter, sync_to_thread=False)}
_Request = Request[Any, Any, Any]


@get("/ledger", dependencies=_WANTED, tags=["ledger"], responses=READS, sync_to_thread=True)
def ledger(
    request: _Request, wanted: NamedDependency[LedgerFilter], after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Entries of the credit ledger with every reversal, by period. An entry of the trail."""
    house, viewer, eyes = opened(request)
    page = ledger_entries(house.engine, replace(wanted, only_people=eyes.only_people), after=after, limit=limit)
    items = credit_items(eyes, page.rows)
    if items:
        enter(house, [viewed(viewer, "ledger", "ledger", ())])
    return listing(request, items, page.next)


@get("/findings", tags=["findings"], responses=READS, sync_to_thread=True)
def findings(
    request: _Request,
    kind: Id = None,
    period: Period = None,
    subject: Id = None,
    level: FromQuery[Literal["normal", "unusual", "not_evaluated"] | None] = None,
    assessment_id: Id = None,
    after: After = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Findings about people, pairs and teams, among them the transfer rates of sellers and teams by month."""
    house, _, eyes = opened(request)
    period = read_period(period)
    wanted = FindingFilter(kind=kind, period=period, subject=subject, level=level, assessment_id=assessment_id)
    page = search_findings(
        house.engine, wanted, lambda finding: finding_item(eyes, finding) is not None, after=after, limit=limit
    )
    return listing(request, [item for row in page.rows if (item := finding_item(eyes, row)) is not None], page.next)


@get("/rules", tags=["rules"], responses=READS, sync_to_thread=False)
def rules(request: _Request) -> Response[bytes]:
    """The rules that this console was started with: what each means, in zh and en, and its versions."""
    return listing(request, [dict(rule) for rule in request.app.state.house.settings.rules], None)


@get("/dead-letters", tags=["dead letters"], responses=READS, sync_to_thread=True)
def dead_letters(
    request: _Request,
    topic: Id = None,
    reason_code: Id = None,
    subject_id: Id = None,
    after: After = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Records that could not be used; whole for whoever sees every field. An entry of the trail."""
    house, viewer, eyes = opened(request)
    page = search_letters(
        house.engine, topic=topic, reason_code=reason_code, subject_id=subject_id, after=after, limit=limit
    )
    sight = eyes.sight(())
    items = [shown(row, sight) for row in page.rows] if sight is not None else []
    if items:
        enter(house, [viewed(viewer, "dead_letters", "dead-letters", sight.fields if sight is not None else ())])
    return listing(request, items, page.next)


@get("/people", tags=["people"], responses=READS, sync_to_thread=True)
def people(request: _Request, team_id: Id = None) -> Response[bytes]:
    """People as things stand: role, team, manager, status, name."""
    house, _, eyes = opened(request)
    with reading(house.engine) as connection:
        staff = people_now(connection, utc(house.clock_us()))
        names = names_of(connection, "person", staff)
    items = []
    for person in staff.values():
        sight = eyes.sight({person.person_id})
        if sight is not None and team_id in (None, person.team_id):
            items.append(shown(replace(person, display_name=names.get(person.person_id)), sight))
    return listing(request, items, None)


@get("/pairs", tags=["people"], responses=READS, sync_to_thread=True)
def pairs(
    request: _Request, since: Since = None, until: Until = None, after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Won orders of a time that went from one person to another, by currency; of the orders that the viewer sees."""
    house, _, eyes = opened(request)
    between = bound(read_between(since, until))
    page = pairs_between(house.engine, between, only_people=eyes.only_people, after=after, limit=limit)
    items = []
    for row in page.rows:
        sight = eyes.sight({row.originator_id, row.beneficiary_id})
        if sight is not None:
            items.append(shown(row, sight))
    return listing(request, items, page.next)
