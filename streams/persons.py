"""What people booked, in `replay`: added up in each bucket, then held against their targets."""

from collections.abc import Iterable, Mapping

from detector.bookings import BookedFact, PersonQuarter, QuotaFact, quarter_of
from detector.outputs import Finding
from detector.quota_bursts import quarter_findings

PersonStates = Mapping[tuple[str, str], bytes]
"""(Person, quarter) → what is booked, in its compact form."""


class PersonSums:
    """The bookings of every person and quarter that were added."""

    def __init__(self) -> None:
        self._quarters: dict[tuple[str, str], PersonQuarter] = {}

    def add(self, facts: Iterable[BookedFact]) -> None:
        """Add bookings, each once."""
        for fact in facts:
            self._quarter(fact.seller, quarter_of(fact.period)).book(fact)

    def add_targets(self, facts: Iterable[QuotaFact]) -> None:
        """Add targets, each once."""
        for fact in facts:
            self._quarter(fact.person, quarter_of(fact.period)).set_target(fact)

    def _quarter(self, person: str, quarter: str) -> PersonQuarter:
        key = person, quarter
        if key not in self._quarters:
            self._quarters[key] = PersonQuarter(*key)
        return self._quarters[key]

    def states(self) -> PersonStates:
        """All of it as small as another process should get it."""
        return {key: quarter.encode() for key, quarter in self._quarters.items()}


def person_findings(parts: Iterable[PersonStates]) -> list[Finding]:
    """The findings of all parts together, sorted by finding id."""
    people: dict[str, dict[str, PersonQuarter]] = {}
    for part in parts:
        for (person, quarter), state in part.items():
            whole = people.setdefault(person, {}).setdefault(quarter, PersonQuarter(person, quarter))
            whole.merge(PersonQuarter.decode(person, quarter, state))
    found = [
        item for quarters in people.values() for quarter in quarters for item in quarter_findings(quarters, quarter)
    ]
    return sorted(found, key=lambda finding: finding.finding_id)
