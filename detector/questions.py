"""What makes a review a question at most: the signs may be right, and the log has an honest reading that is as good.

Unlike the facts that clear, these explain no change of hands; they say why nobody should be held to account for it
before somebody has asked.
"""

from detector.features import Features
from detector.outputs import Param
from detector.reasons import QUIET_THOUSANDTHS

ALONE_HOURS = 21 * 24
"""For so long after the hop a ready order does not wait with nobody working."""
ALIKE_ENTRIES = 4
"""So many entries under one sentence are a way to log, or padding; texts alone do not say which."""
CARE_THOUSANDTHS = 1100
"""One entry of a paid seller that weighs no more is care for what was sold."""


def questions(f: Features) -> list[tuple[str, dict[str, Param]]]:
    """Messages, with their figures, of what caps the score at `question_cap`."""
    found: list[tuple[str, dict[str, Param]]] = []
    if _from_outside(f):
        found.append(("fact.outside", {}))
    if _left_alone(f):
        found.append(("fact.left_alone", {"hours": f.hop_hours, "copied": f.payee_copied}))
    if _care(f):
        found.append(("fact.care", {"hours": f.hours_since_earlier_order}))
    return found


def originator_silent(f: Features) -> bool:
    """Whether the originator did next to nothing after the hop."""
    return f.originator_grace + f.originator_after < QUIET_THOUSANDTHS


def _from_outside(f: Features) -> bool:
    """Whether somebody who has no part in the deal took it out of the originator's hands, for reasons of their own."""
    return f.moved_from_outside and originator_silent(f)


def _left_alone(f: Features) -> bool:
    """Whether the payee alone was there for weeks, and it is the sameness of the texts that makes the work look empty.

    If nobody else worked either, somebody must have brought the order about.
    """
    alone = originator_silent(f) and not f.originator_days_after and f.others_after < QUIET_THOUSANDTHS
    return f.link == "path" and f.hop_hours >= ALONE_HOURS and alone and f.payee_copied >= ALIKE_ENTRIES


def _care(f: Features) -> bool:
    """Whether the originator, paid for an earlier order, has one entry in the deal: care for what was sold.

    A renewal is apart: there the care of the term is the work.
    """
    paid = f.link == "path" and f.originator_paid_before and f.hours_since_earlier_order > 0
    return (
        paid and f.order_type != "renewal" and f.originator_entries <= 1 and 0 < f.originator_work <= CARE_THOUSANDTHS
    )
