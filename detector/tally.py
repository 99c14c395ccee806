"""Who did how much of a deal, before and after the hop: sums over its weighed activities."""

from detector.deal import Deal
from detector.effort import Weighed
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, NOTE, ActivityFact
from detector.instant import DAY_US
from detector.pack import Judging
from detector.people import People


def _with_customer(fact: ActivityFact) -> bool:
    """A note is written for colleagues; one with a direction was a contact of a type unknown to us."""
    return fact.kind != NOTE or fact.direction != DIRECTION_NONE


class Tally:
    """Sums of one deal; work in thousandths, days as UTC days with a contact that weighs something.

    Two-element lists hold what came before and after the hop, which comes first in a tie. What the payee logged while
    away weighs nothing.
    """

    def __init__(self, deal: Deal, other: str, hop_at: int | None, judging: Judging, people: People) -> None:
        """`other`: the other worker; `hop_at`: when the customer left their hands, None for a proxy order or helper."""
        self._deal, self._other, self._judging, self._people = deal, other, judging, people
        self._hop_at = hop_at
        self._grace_end = None if hop_at is None else hop_at + judging.grace_days * DAY_US
        self.last_before: int | None = None
        self.before = self.grace = self.after = self.entries = 0
        self.days: set[int] = set()
        self.days_after: set[int] = set()
        self.payee_days: set[int] = set()
        self.payee = [0, 0]
        self.payee_entries = [0, 0]
        self.hollow = self.inbound = self.others = self.managers = 0
        self.by_person: dict[str, int] = {}
        for item in deal.entries:
            self._add(item)

    def _add(self, item: Weighed) -> None:
        actor, weight = item.fact.actor, item.thousandths
        if actor == self._deal.receiver:
            weight = self._add_payee(item)
        elif actor == self._other:
            self._add_other(item)
        elif self._people.at(actor, item.fact.at).role == "manager":
            self.managers += weight
        else:
            self.others += weight
        self.by_person[actor] = self.by_person.get(actor, 0) + weight

    def _contact(self, item: Weighed) -> bool:
        return item.thousandths >= self._judging.quiet_thousandths and _with_customer(item.fact)

    def _is_after(self, at: int) -> bool:
        return self._hop_at is not None and at >= self._hop_at

    def _add_payee(self, item: Weighed) -> int:
        fact, weight = item.fact, item.thousandths
        if weight and self._people.at(fact.actor, fact.at).status != "active":
            weight = 0
        side = int(self._is_after(fact.at))
        self.payee[side] += weight
        self.payee_entries[side] += 1
        self.hollow += side and weight < self._judging.quiet_thousandths
        self.inbound += fact.direction == DIRECTION_INBOUND
        if weight and self._contact(item):
            self.payee_days.add(fact.at // DAY_US)
        return weight

    def _add_other(self, item: Weighed) -> None:
        at, after = item.fact.at, self._is_after(item.fact.at)
        if self._contact(item):
            self.entries += 1
            self.days.add(at // DAY_US)
            if after:
                self.days_after.add(at // DAY_US)
            else:
                self.last_before = at
        if not after:
            self.before += item.thousandths
        elif self._grace_end is not None and at <= self._grace_end:
            self.grace += item.thousandths
        else:
            self.after += item.thousandths
