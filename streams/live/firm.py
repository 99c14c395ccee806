"""All teams' totals, in the one partition of the key that they come under: what changed in comparing them is said."""

from detector.firm import FirmMonth, TeamTotal
from detector.firm_pairs import changed_pairs
from detector.team_lift import changed_lifts, months_needed, months_touched
from streams.live.findings import FindingStage
from streams.live.outputs import Outbox
from streams.live.state import FIRM, PartitionState, StateChange

FIRM_KEY = "\0firm"
"""The key of teams' totals in the topic of facts."""


class FirmStage:
    """The months of the firm; empty in all partitions but one. Changed ones stay open until the next flush."""

    def __init__(self, state: PartitionState, findings: FindingStage) -> None:
        """`findings`: gets what is found."""
        self._state = state
        self._findings = findings
        self._open: dict[str, FirmMonth] = {}

    def put(self, total: TeamTotal) -> None:
        """Let this be the team's total of its month."""
        if total.period not in self._open:
            self._open[total.period] = self._stored(total.period)
        self._open[total.period].put(total)

    def _stored(self, period: str) -> FirmMonth:
        return FirmMonth.decode(period, self._state.states.get(_key(period)) or b"")

    def changes(self, box: Outbox) -> list[StateChange]:
        """Say what became other since the last flush, and the states to keep."""
        changed, self._open = self._open, {}
        needed = {month for touched in months_touched(changed) for month in months_needed(touched)}
        before = {month: self._stored(month) for month in sorted(needed) if _key(month) in self._state.states}
        after = before | changed
        for finding_id, finding in (*changed_lifts(before, after, changed), *changed_pairs(before, after, changed)):
            self._findings.say(box, finding_id, finding)
        return [StateChange(_key(period), month.encode() or None) for period, month in changed.items()]


def _key(period: str) -> bytes:
    return FIRM + period.encode()
