"""The ledger, findings, rules, dead letters, people and pairs."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide

from console.answers import listing
from console.asking import After, Id, Limit, Since, Until, finding_filter, ledger_filter, read_between
from console.handlers.common import READS, bound, opened
from console.pages import finding_pages, ledger_pages, letter_pages, pair_pages, people_items
from console.trail import enter, viewed
from store.queries.entries import LedgerFilter
from store.queries.said import FindingFilter

_WANTED = {"wanted": Provide(ledger_filter, sync_to_thread=False)}
_FINDINGS = {"wanted": Provide(finding_filter, sync_to_thread=False)}
_Request = Request[Any, Any, Any]


@get("/ledger", dependencies=_WANTED, tags=["ledger"], responses=READS, sync_to_thread=True)
def ledger(
    request: _Request, wanted: NamedDependency[LedgerFilter], after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Entries of the credit ledger with every reversal, by period. An entry of the trail."""
    house, viewer, eyes = opened(request)
    items, following = ledger_pages(house, eyes, wanted)(after, limit)
    if items:
        enter(house, [viewed(viewer, "ledger", "ledger", ())])
    return listing(request, items, following)


@get("/findings", dependencies=_FINDINGS, tags=["findings"], responses=READS, sync_to_thread=True)
def findings(
    request: _Request, wanted: NamedDependency[FindingFilter], after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Findings about people, pairs and teams, among them the transfer rates of sellers and teams by month."""
    house, _, eyes = opened(request)
    return listing(request, *finding_pages(house, eyes, wanted)(after, limit))


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
    items, following = letter_pages(house, eyes, topic, reason_code, subject_id)(after, limit)
    if items:
        sight = eyes.sight(())
        enter(house, [viewed(viewer, "dead_letters", "dead-letters", sight.fields if sight is not None else ())])
    return listing(request, items, following)


@get("/people", tags=["people"], responses=READS, sync_to_thread=True)
def people(request: _Request, team_id: Id = None) -> Response[bytes]:
    """People as things stand: role, team, manager, status, name."""
    house, _, eyes = opened(request)
    return listing(request, people_items(house, eyes, team_id), None)


@get("/pairs", tags=["people"], responses=READS, sync_to_thread=True)
def pairs(
    request: _Request, since: Since = None, until: Until = None, after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Won orders of a time that went from one person to another, by currency; of the orders that the viewer sees."""
    house, _, eyes = opened(request)
    return listing(request, *pair_pages(house, eyes, bound(read_between(since, until)))(after, limit))
