"""The team stage of `replay`: facts are added up in each bucket, and the sums of all buckets give the findings."""

from collections.abc import Iterable, Mapping

from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_stage import TeamPeriod

TeamStates = Mapping[tuple[str, str], bytes]
"""(Team, accounting month) → the sums in their compact form."""


class TeamSums:
    """The sums of every team and month of which facts were added."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], TeamPeriod] = {}

    def add(self, facts: Iterable[OrderFact]) -> None:
        """Add facts, each once."""
        for fact in facts:
            key = fact.team, fact.period
            if key not in self._sums:
                self._sums[key] = TeamPeriod(*key)
            self._sums[key].apply(fact)

    def states(self) -> TeamStates:
        """The sums as small as another process should get them."""
        return {key: sums.encode() for key, sums in self._sums.items()}


def team_findings(parts: Iterable[TeamStates]) -> list[Finding]:
    """The findings of all parts together, sorted by finding id; one team and month is unfolded at a time."""
    states: dict[tuple[str, str], list[bytes]] = {}
    for part in parts:
        for key, state in part.items():
            states.setdefault(key, []).append(state)
    found: list[Finding] = []
    for key, several in states.items():
        whole = TeamPeriod(*key)
        for state in several:
            whole.merge(TeamPeriod.decode(*key, state))
        found += whole.findings()
    return sorted(found, key=lambda finding: finding.finding_id)
