"""Teams whose months are filled order by order: a usual one, and one with a concentrated pair."""

from detector.firm import FirmMonth
from detector.firm_pairs import firm_pairs
from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_months import month_findings, team_total
from detector.team_stage import TeamPeriod

MONTHS = [f"2026-0{number}" for number in range(1, 10)]


class Team:
    """A team's months, filled order by order."""

    def __init__(self, name: str = "north") -> None:
        self.name = name
        self.months: dict[str, TeamPeriod] = {}
        self._orders = 0

    def win(self, period: str, seller: str, count: int, to: str = "", *, needless: bool = False) -> "Team":
        """So many won orders of a salesperson, passed on where `to` is set: needlessly, or to somebody who worked."""
        for _ in range(count):
            self._orders += 1
            pair = (seller, to) if to else None
            who = (seller,)
            order = f"O{self._orders:04}"
            fact = OrderFact(self.name, period, "C1", order, 100, "CNY", who, who, pair, pair, needless)
            self.months.setdefault(period, TeamPeriod(self.name, period)).apply(fact)
        return self

    def pairs(self, period: str) -> dict[str, Finding]:
        found = month_findings(self.months, period)
        return {item.subject or "": item for item in found if item.kind == "pair_rate"}


def firm_of(*teams: Team, months: list[str] = MONTHS) -> dict[str, FirmMonth]:
    """What the teams tell of these months."""
    firm = {period: FirmMonth(period) for period in months}
    for team in teams:
        for period in months:
            firm[period].put(team_total(team.months, team.name, period))
    return firm


def beside_all(*teams: Team, period: str = "2026-09") -> dict[str, Finding]:
    """Subject → what is said of pairs whose own team has too little of a past."""
    return {item.subject or "": item for item in firm_pairs(firm_of(*teams), period)}


def usual(team: Team, *, desks: bool = False, months: list[str] = MONTHS) -> Team:
    """Three salespeople with six orders a month; each passes one on: to two assistants in turns, or to one's own."""
    for number, period in enumerate(months):
        for index, seller in enumerate(("amy", "bob", "cat")):
            to = f"desk-{seller}" if desks else ("mei", "qiu")[(number + index) % 2]
            team.win(period, seller, 5).win(period, seller, 1, to)
    return team


def pair_of_two(name: str = "north", months: list[str] = MONTHS, *, needless: bool = True) -> Team:
    """Two salespeople: lin passes three of six orders a month to mei, amy one of six to qiu."""
    team = Team(name)
    for period in months:
        team.win(period, "lin", 3).win(period, "lin", 3, "mei", needless=needless)
        team.win(period, "amy", 5).win(period, "amy", 1, "qiu")
    return team


def concentrated(months: list[str] = MONTHS, each: int = 3, *, needless: bool = True) -> Team:
    """The usual team, and lin, who passes three of six orders a month to mei."""
    team = usual(Team())
    for period in months:
        team.win(period, "lin", 6 - each).win(period, "lin", each, "mei", needless=needless)
    return team
