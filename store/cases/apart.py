"""Sees that whoever decides on a case has no part in it."""

from collections.abc import Iterable

from sqlalchemy import Connection

from detector.errors import CaseBarred
from store.cases.barring import next_decider, parts_of
from store.cases.seeing import Sight, involved_in
from store.cases.worker import Worker
from store.queries.organisation import managers_now


def need_apart(connection: Connection, worker: Worker, sight: Sight, payees: Iterable[str] = ()) -> None:
    """See that somebody has no part in a case; `payees`: whom their decision would pay.

    Raises CaseBarred saying which part they have, and who decides in their place.
    """
    involved = involved_in(connection, sight)
    involved = involved._replace(payees=involved.payees | frozenset(payees))
    parts = parts_of(worker.person_id, involved)
    if not parts:
        return
    above = next_decider(worker.person_id or "", involved, managers_now(connection))
    whom = f"their manager {above!r} or an auditor" if above else "an auditor"
    message = (
        f"case {sight.case_id!r}: {worker.person_id!r} has a part in it ({', '.join(parts)}) and cannot decide on it; "
        f"{whom} can: `transferwatch cases assign`"
    )
    raise CaseBarred(message, above)
