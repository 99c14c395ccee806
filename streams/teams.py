"""The team stage of `replay`: facts are added up in each bucket, and the sums of all buckets give the findings."""

from collections.abc import Iterable, Mapping

from detector.firm import FirmMonth
from detector.firm_pairs import firm_pairs
from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_lift import lift_findings
from detector.team_months import month_findings, team_total
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
    """The findings of all parts together, sorted by finding id; one team is unfolded at a time."""
    teams: dict[str, dict[str, list[bytes]]] = {}
    for part in parts:
        for (team, period), state in part.items():
            teams.setdefault(team, {}).setdefault(period, []).append(state)
    found: list[Finding] = []
    firm: dict[str, FirmMonth] = {}
    for team, periods in teams.items():
        months = {period: _merged(team, period, states) for period, states in periods.items()}
        for period in months:
            found += month_findings(months, period)
            if team:
                firm.setdefault(period, FirmMonth(period)).put(team_total(months, team, period))
    for period in firm:
        found += [*lift_findings(firm, period), *firm_pairs(firm, period)]
    return sorted(found, key=lambda finding: finding.finding_id)


def _merged(team: str, period: str, states: Iterable[bytes]) -> TeamPeriod:
    whole = TeamPeriod(team, period)
    for state in states:
        whole.merge(TeamPeriod.decode(team, period, state))
    return whole
