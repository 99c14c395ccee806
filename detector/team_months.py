"""The months of one team together: what a month states by itself, and what it states beside the months before it.

A month's findings are a function of it and the `REACH_MONTHS` - 1 months before. So a late fact changes findings of
its own month and of those after it, and all are equal once everything has been read.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from detector.calendar import months_later
from detector.firm import TeamTotal
from detector.outputs import Finding
from detector.pair_rates import REACH_MONTHS, most_passed, pair_rates, short_pairs
from detector.rings import rings
from detector.team_stage import TeamPeriod


def month_findings(months: Mapping[str, TeamPeriod], period: str) -> list[Finding]:
    """The findings of one month of a team, sorted by finding id; none where there is no such month.

    `months`: the team's months by name, at least those that there are of the `REACH_MONTHS` up to `period`.
    """
    if period not in months or months[period].is_empty:
        return []
    found = [*months[period].findings(), *pair_rates(months, period), *rings(months, period)]
    return sorted(found, key=lambda finding: finding.finding_id)


def team_total(months: Mapping[str, TeamPeriod], team: str, period: str) -> TeamTotal:
    """What comparing all teams needs of a team's month; an empty one of a month without orders."""
    if period not in months or months[period].is_empty:
        return TeamTotal(team, period, 0, 0)
    most, sold = most_passed(months, period)
    total = months[period].total()
    return replace(total, sold=sold, most_passed=most, pairs=short_pairs(months, period))


def months_needed(period: str) -> list[str]:
    """The months on which the findings of a month depend.

    >>> months_needed("2026-03")[0], months_needed("2026-03")[-1], len(months_needed("2026-03"))
    ('2025-09', '2026-03', 7)
    """
    return [months_later(period, back) for back in range(1 - REACH_MONTHS, 1)]


def months_touched(changed: Iterable[str]) -> list[str]:
    """The months whose findings may change with some months, sorted.

    >>> months_touched(["2026-03", "2026-04"])[-1], len(months_touched(["2026-03", "2026-04"]))
    ('2026-10', 8)
    """
    return sorted({months_later(month, later) for month in changed for later in range(REACH_MONTHS)})


def changed_findings(
    before: Mapping[str, TeamPeriod], after: Mapping[str, TeamPeriod], changed: Iterable[str]
) -> list[tuple[str, Finding | None]]:
    """What became other in a team of which some months changed, by finding id; None: it vanished.

    `before`, `after`: the team's months, at least those that there are of `months_needed` for all `months_touched`.
    """
    found: list[tuple[str, Finding | None]] = []
    for period in months_touched(changed):
        old = {item.finding_id: item for item in month_findings(before, period)}
        new = {item.finding_id: item for item in month_findings(after, period)}
        found += [(name, new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return found
