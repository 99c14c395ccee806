"""Who did how much of a deal, before and after the hop: sums over its weighed activities."""

from collections.abc import Sequence

from detector.contacts import Contacts
from detector.deal import Deal
from detector.facts import DIRECTION_INBOUND
from detector.instant import DAY_US
from detector.pack import Judging
from detector.people import People
from detector.weight import Weighed


class Tally:
    """Sums of one deal; work in thousandths, contacts as pieces and days (`detector.contacts`).

    Two-element lists hold what came before and after the hop, which comes first in a tie. What the payee logged while
    away weighs nothing.
    """

    def __init__(self, deal: Deal, other: str, hop_at: int | None, judging: Judging, people: People) -> None:
        """`other`: the other worker; `hop_at`: when the customer left their hands, None for a proxy order or helper."""
        self._quiet, self._people = judging.quiet_thousandths, people
        self._hop_at = deal.window.at + 1 if hop_at is None else hop_at  # without a hop all comes before it
        self._grace_end = self._hop_at + judging.grace_days * DAY_US
        self.last_before: int | None = None
        self.before = self.grace = self.after = 0
        self.originator = Contacts(judging)
        self.payee_contacts = Contacts(judging)
        self.payee = [0, 0]
        self.payee_entries = [0, 0]
        self.hollow = self.inbound = self.others = self.others_after = self.managers = 0
        self.copied = self.crowded = self.backdated = self.after_order = self.work_typed_in = 0
        self.by_person: dict[str, int] = {}
        for person, items in deal.by_person.items():
            if person == deal.receiver:
                self._add_payee(person, items)
                self.by_person[person] = sum(self.payee)
                continue
            if person == other:
                self._add_other(items)
            else:
                self._add_bystander(person, items)
            self.by_person[person] = deal.work_of[person]

    def _add_payee(self, person: str, items: Sequence[Weighed]) -> None:
        steady, people, hop_at, add = (
            self._people.unchanged(person),
            self._people,
            self._hop_at,
            self.payee_contacts.add,
        )
        present = steady is not None and steady.status == "active"
        for item in items:
            fact, weight, why = item.fact, item.thousandths, item.why
            if weight and not present and people.at(person, fact.at).status != "active":
                weight = 0
            after = fact.at >= hop_at
            self.payee[after] += weight
            self.payee_entries[after] += 1
            if why:
                self._add_doubts(why, weight)
            if fact.direction == DIRECTION_INBOUND:
                self.inbound += 1
            if weight >= self._quiet:
                add(fact, weight, why, after=after)
            elif after:
                self.hollow += 1

    def _add_doubts(self, why: Sequence[str], weight: int) -> None:
        """Count what of the payee's log looks like padding."""
        self.copied += "copied_text" in why or "repeated_text" in why or "near_copy" in why
        self.crowded += "burst" in why or "overlap" in why
        self.backdated += "backdated" in why
        if "after_order" in why:
            self.after_order += 1
            self.work_typed_in += weight

    def _add_other(self, items: Sequence[Weighed]) -> None:
        hop_at, grace_end, add = self._hop_at, self._grace_end, self.originator.add
        for item in items:
            at, weight = item.fact.at, item.thousandths
            after = at >= hop_at
            if weight >= self._quiet and add(item.fact, weight, item.why, after=after) and not after:
                self.last_before = at
            if not after:
                self.before += weight
            elif at <= grace_end:
                self.grace += weight
            else:
                self.after += weight

    def _add_bystander(self, person: str, items: Sequence[Weighed]) -> None:
        steady = self._people.unchanged(person)
        if steady is None:
            managing = [self._people.at(person, item.fact.at).role == "manager" for item in items]
            self.managers += sum([item.thousandths for item, manages in zip(items, managing, strict=True) if manages])
            items = [item for item, manages in zip(items, managing, strict=True) if not manages]
        elif steady.role == "manager":
            self.managers += sum([item.thousandths for item in items])
            return
        self.others += sum([item.thousandths for item in items])
        if items and items[-1].fact.at >= self._hop_at:
            self.others_after += sum([item.thousandths for item in items if item.fact.at >= self._hop_at])
