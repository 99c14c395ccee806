"""What people booked, and their targets, of one partition: both come under the person's id, so they lie together."""

from collections.abc import Iterable

from detector.bookings import BookedFact, PersonQuarter, quarter_of, quota_fact
from detector.events import Quota
from detector.quota_bursts import changed_bursts, quarters_needed, quarters_touched
from streams.live.findings import FindingStage
from streams.live.outputs import Outbox
from streams.live.state import PERSON, PartitionState, StateChange


class PersonStage:
    """The people whose ids lie in this partition. Changed quarters stay open until the next flush."""

    def __init__(self, state: PartitionState, findings: FindingStage) -> None:
        """`findings`: gets what is found."""
        self._state = state
        self._findings = findings
        self._open: dict[tuple[str, str], PersonQuarter] = {}

    def book(self, fact: BookedFact, sign: int) -> None:
        """Add an order that is booked on a person, or take it out."""
        self._quarter(fact.seller, quarter_of(fact.period)).book(fact, sign)

    def set_target(self, event: Quota, at: int) -> None:
        """Add a quota that was not there before."""
        fact = quota_fact(event, at)
        if fact is not None:
            self._quarter(fact.person, quarter_of(fact.period)).set_target(fact)

    def _quarter(self, person: str, quarter: str) -> PersonQuarter:
        found = self._open.get((person, quarter))
        if found is None:
            stored = self._state.states.get(_key(person, quarter))
            found = self._open[person, quarter] = PersonQuarter.decode(person, quarter, stored or b"")
        return found

    def changes(self, box: Outbox) -> list[StateChange]:
        """Say what became other since the last flush, and the states to keep."""
        opened, self._open = self._open, {}
        by_person: dict[str, dict[str, PersonQuarter]] = {}
        for (person, quarter), bookings in opened.items():
            by_person.setdefault(person, {})[quarter] = bookings
        for person, changed in by_person.items():
            before = self._quarters(person, changed)
            for finding_id, finding in changed_bursts(before, before | changed, changed):
                self._findings.say(box, finding_id, finding)
        return [StateChange(_key(*place), bookings.encode() or None) for place, bookings in opened.items()]

    def _quarters(self, person: str, changed: Iterable[str]) -> dict[str, PersonQuarter]:
        """What was kept of a person's quarters on which the findings depend that may change."""
        needed = {name for touched in quarters_touched(changed) for name in quarters_needed(touched)}
        stored = {name: self._state.states.get(_key(person, name)) for name in sorted(needed)}
        return {name: PersonQuarter.decode(person, name, state) for name, state in stored.items() if state is not None}


def _key(person: str, quarter: str) -> bytes:
    return PERSON + quarter.encode() + b"\0" + person.encode("utf-8", "surrogatepass")
