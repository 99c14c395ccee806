"""Dossiers: cases of one customer, originator and beneficiary that follow each other within 90 days stand in one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

WITHIN = timedelta(days=90)


class Matter(NamedTuple):
    """A case by what its dossier depends on; `at`: the time of its order or transfer."""

    customer_id: str
    originator_id: str
    beneficiary_id: str
    at: datetime
    case_id: str


def dossiers_of(matters: Iterable[Matter]) -> Mapping[str, str]:
    """Case id → its dossier, which is called by its earliest case.

    A case at most 90 × 24 h after the one before it, of the same three, joins it; so a dossier may last longer than
    that. It is computed whenever it is asked for, and thus does not depend on which case came first.
    """
    found: dict[str, str] = {}
    for _, same in groupby(sorted(matters), key=lambda matter: matter[:3]):
        first, last = "", None
        for matter in same:
            if last is None or matter.at - last > WITHIN:
                first = matter.case_id
            last = matter.at
            found[matter.case_id] = first
    return found
