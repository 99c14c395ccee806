"""Lists, a page at a time, as one person sees them: what the API shows a page of, an export writes whole."""

from collections.abc import Callable

from msgspec.structs import replace

from console.case_rows import case_items
from console.house import House
from console.masking import shown
from console.rows import Item, credit_items, decision_items, finding_item, history_items, order_items
from console.viewer import Eyes
from store.engine import reading
from store.queries.cases import list_cases
from store.queries.deciding import decisions_between
from store.queries.entries import LedgerFilter, ledger_entries
from store.queries.evidence import evidence_of_orders
from store.queries.figures import Term, attainment_of, sources_between
from store.queries.finding_cases import CaseFilter
from store.queries.history import history_of
from store.queries.paging import Instants
from store.queries.pairs import pairs_between
from store.queries.said import FindingFilter, search_findings, search_letters
from store.queries.searching import OrderFilter, search_orders
from store.queries.staff import names_of, people_now
from store.types import fit_id, utc

Paged = tuple[list[Item], str | None]
Pages = Callable[[str | None, int], Paged]
"""From the cursor of a page and how many rows it may have to the rows that are seen, and the next cursor."""


def order_pages(house: House, eyes: Eyes, wanted: OrderFilter) -> Pages:
    """Judged orders, the latest first."""
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None, limit: int) -> Paged:
        found = search_orders(house.engine, narrowed, after=after, limit=limit)
        with reading(house.engine) as connection:
            return order_items(connection, eyes, found.rows), found.next

    return page


def assessment_pages(house: House, eyes: Eyes, wanted: OrderFilter) -> Pages:
    """Whole assessments of orders, the latest first."""
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None, limit: int) -> Paged:
        found = evidence_of_orders(house.engine, narrowed, after=after, limit=limit)
        seen = [(row.assessment, eyes.sight(row.people)) for row in found.rows]
        return [shown(row, sight) for row, sight in seen if sight is not None], found.next

    return page


def history_pages(house: House, eyes: Eyes, customer_id: str) -> Pages:
    """A customer's events, by time."""

    def page(after: str | None, limit: int) -> Paged:
        only = eyes.only_people
        found = history_of(house.engine, fit_id(customer_id), only_people=only, after=after, limit=limit)
        with reading(house.engine) as connection:
            return history_items(connection, eyes, customer_id, found.rows), found.next

    return page


def decision_pages(house: House, eyes: Eyes, between: Instants, decided_by: str | None) -> Pages:
    """Decisions, by time."""
    by = None if decided_by is None else fit_id(decided_by)

    def page(after: str | None, limit: int) -> Paged:
        only = eyes.only_people
        found = decisions_between(house.engine, between, decided_by=by, only_people=only, after=after, limit=limit)
        with reading(house.engine) as connection:
            return decision_items(connection, eyes, found.rows), found.next

    return page


def case_pages(house: House, eyes: Eyes, wanted: CaseFilter) -> Pages:
    """Cases, the latest first."""
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None, limit: int) -> Paged:
        found = list_cases(house.engine, narrowed, after=after, limit=limit)
        with reading(house.engine) as connection:
            return case_items(connection, eyes, found.rows), found.next

    return page


def ledger_pages(house: House, eyes: Eyes, wanted: LedgerFilter) -> Pages:
    """Entries of the ledger, by period."""
    narrowed = replace(wanted, only_people=eyes.only_people)

    def page(after: str | None, limit: int) -> Paged:
        found = ledger_entries(house.engine, narrowed, after=after, limit=limit)
        return credit_items(eyes, found.rows), found.next

    return page


def finding_pages(house: House, eyes: Eyes, wanted: FindingFilter) -> Pages:
    """Findings, by id."""

    def page(after: str | None, limit: int) -> Paged:
        found = search_findings(
            house.engine, wanted, lambda finding: finding_item(eyes, finding) is not None, after=after, limit=limit
        )
        return [item for row in found.rows if (item := finding_item(eyes, row)) is not None], found.next

    return page


def letter_pages(house: House, eyes: Eyes, topic: str | None, reason_code: str | None, subject_id: str | None) -> Pages:
    """Dead letters, as they were written; they are nobody's own."""
    sight = eyes.sight(())

    def page(after: str | None, limit: int) -> Paged:
        found = search_letters(
            house.engine, topic=topic, reason_code=reason_code, subject_id=subject_id, after=after, limit=limit
        )
        return ([shown(row, sight) for row in found.rows] if sight is not None else []), found.next

    return page


def pair_pages(house: House, eyes: Eyes, between: Instants) -> Pages:
    """Who passed won orders to whom."""

    def page(after: str | None, limit: int) -> Paged:
        found = pairs_between(house.engine, between, only_people=eyes.only_people, after=after, limit=limit)
        seen = [(row, eyes.sight({row.originator_id, row.beneficiary_id})) for row in found.rows]
        return [shown(row, sight) for row, sight in seen if sight is not None], found.next

    return page


def people_items(house: House, eyes: Eyes, team_id: str | None) -> list[Item]:
    """People as things stand."""
    with reading(house.engine) as connection:
        staff = people_now(connection, utc(house.clock_us()))
        names = names_of(connection, "person", staff)
    wanted = [person for person in staff.values() if team_id in (None, person.team_id)]
    seen = [(person, eyes.sight({person.person_id})) for person in wanted]
    return [
        shown(replace(person, display_name=names.get(person.person_id)), sight)
        for person, sight in seen
        if sight is not None
    ]


def source_items(house: House, eyes: Eyes, term: Term) -> list[Item]:
    """The sources of assistants' results."""
    with reading(house.engine) as connection:
        rows = sources_between(connection, term.between, eyes.only_people)
    return [shown(row, sight) for row in rows if (sight := eyes.sight({row.person_id})) is not None]


def attainment_items(house: House, eyes: Eyes, term: Term) -> list[Item]:
    """How far quotas were reached."""
    with reading(house.engine) as connection:
        rows = attainment_of(connection, term, eyes.only_people)
    return [shown(row, sight) for row in rows if (sight := eyes.sight({row.person_id})) is not None]


def in_one(items: list[Item]) -> Pages:
    """What is no more than a page anyway."""
    return lambda _after, _limit: (items, None)
