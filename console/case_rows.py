"""Cases as their viewers see them: a line of a list, and one case with everything that is known of its matter."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from console.masking import MASKED, Sight, shown
from console.permissions import may
from console.rows import Item, credit_items, order_items, with_customer_names
from console.viewer import Eyes, Viewer
from detector.outputs import Assessment
from store.cases.barring import next_decider, parts_of
from store.cases.case import Case
from store.cases.seeing import Sight as Matter
from store.cases.seeing import involved_in
from store.queries.cases import ListedCase, dossier_of, history_of_case
from store.queries.entries import entries_of_orders
from store.queries.judged import orders_by_keys
from store.queries.organisation import managers_now
from store.queries.parts import people_of_cases, people_of_orders
from store.types import fit_id


def case_items(connection: Connection, eyes: Eyes, rows: list[ListedCase]) -> list[Item]:
    """Lines of a list of cases, with the customers' names for whoever may see them."""
    people = people_of_cases(connection, [row.case.case_id for row in rows])
    seen = [
        (row, sight) for row in rows if (sight := eyes.sight(people.get(row.case.case_id, frozenset()))) is not None
    ]
    lines = [(row.case.customer_id, _line(row, sight), sight) for row, sight in seen]
    return with_customer_names(connection, lines)


def _line(row: ListedCase, sight: Sight) -> Item:
    item = shown(row, sight)
    masked = item.pop(MASKED, [])
    return {**item.pop("case"), **item, **({MASKED: masked} if masked else {})}


def case_file(connection: Connection, eyes: Eyes, viewer: Viewer, case: Case, matter: Matter, sight: Sight) -> Item:
    """A case with its alerts, judgements, orders, credit, history and dossier, each as far as the viewer sees it."""
    dossier = dossier_of(connection, case.case_id)
    own: list[Item] = []
    others: list[Item] = []
    for item in case_items(connection, eyes, dossier):
        (own if item["case_id"] == case.case_id else others).append(item)
    keys = [(fit_id(matter.customer_id or ""), fit_id(order)) for order in matter.order_ids]
    found = orders_by_keys(connection, keys)
    return {
        "case": own[0] if own else shown(case, sight),
        "alerts": [shown(alert, sight) for alert in matter.alerts],
        "assessments": [shown(judged, near) for judged, near in seen_assessments(connection, eyes, matter)],
        "orders": order_items(connection, eyes, [found[key] for key in keys if key in found]),
        "ledger": credit_items(eyes, entries_of_orders(connection, keys)),
        "steps": [shown(step, sight) for step in history_of_case(connection, case.case_id)],
        "dossier": others,
        "deciding": _deciding(connection, viewer, matter),
    }


def seen_assessments(connection: Connection, eyes: Eyes, matter: Matter) -> list[tuple[Assessment, Sight]]:
    """The judgements of a case that are seen, with what of each."""
    named = [(item.customer_id, item.order_id) for item in matter.assessments if item.order_id is not None]
    people = people_of_orders(connection, [(fit_id(customer), fit_id(order)) for customer, order in named])
    found = []
    for item in matter.assessments:
        near = {item.originator_id, item.beneficiary_id, *(owner.owner for owner in item.path)}
        near |= people.get((fit_id(item.customer_id), fit_id(item.order_id or "")), frozenset())
        sight = eyes.sight(frozenset(person for person in near if person is not None))
        if sight is not None:
            found.append((item, sight))
    return found


def _deciding(connection: Connection, viewer: Viewer, matter: Matter) -> Mapping[str, Any]:
    """Who may not decide, whether the viewer may, and to whom it goes instead: a manager, else an auditor."""
    involved = involved_in(connection, matter)
    parts = parts_of(viewer.person_id, involved)
    told: dict[str, Any] = {"barred": sorted(involved.people), "may": may(viewer.role, "decide") and not parts}
    if parts:
        above = next_decider(viewer.person_id or "", involved, managers_now(connection))
        told |= {"parts": parts, "goes_to": above or "auditor"}
    return told
