"""Two people who hand ready customers to each other: seen from one team, once, and only with enough of them."""

from detector.messages import LANGUAGES
from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_months import month_findings
from detector.team_stage import TeamPeriod
from tests.detector.builders import shipped


class Firm:
    """Teams' months, filled path by path as the customer stage tells both ends."""

    def __init__(self, **teams: str) -> None:
        """Person → team."""
        self.teams = teams
        self.months: dict[str, dict[str, TeamPeriod]] = {}
        self._orders = 0

    def hand(self, period: str, giver: str, taker: str, count: int = 1, *, needless: bool = True) -> "Firm":
        """So many won orders of the taker that were the giver's work."""
        for _ in range(count):
            self._orders += 1
            for team in {self.teams[giver], self.teams[taker]}:
                involved = tuple(sorted(who for who in (giver, taker) if self.teams[who] == team))
                where = team, period, "C1", f"O{self._orders:03}", 100, "CNY"
                fact = OrderFact(*where, involved, involved, path=(giver, taker), needless=needless)
                months = self.months.setdefault(team, {})
                months.setdefault(period, TeamPeriod(team, period)).apply(fact)
        return self

    def rings(self, period: str) -> list[Finding]:
        """Those of all teams."""
        found = [item for months in self.months.values() for item in month_findings(months, period)]
        return [item for item in found if item.kind == "reciprocal_ring"]


def test_both_ways_three_times_is_a_ring_stated_once() -> None:
    firm = Firm(amy="north", bob="north").hand("2026-01", "bob", "amy", 3).hand("2026-03", "amy", "bob", 4)
    (found,) = firm.rings("2026-03")
    assert (found.finding_id, found.level) == ("reciprocal_ring:amy:bob:north:2026-03", "unusual")
    assert (found.n, found.estimate, found.subject) == (7, "0.5714", "amy:bob")
    assert found.order_ids == [f"O{number:03}" for number in range(1, 8)]
    assert found.params is not None
    assert found.params.items() >= {"first": "amy", "second": "bob", "out": 4, "back": 3, "months": 2}.items()


def test_also_between_two_teams() -> None:
    firm = Firm(amy="south", bob="north").hand("2026-01", "bob", "amy", 3).hand("2026-03", "amy", "bob", 3)
    assert [item.finding_id for item in firm.rings("2026-03")] == ["reciprocal_ring:amy:bob:south:2026-03"]


def test_less_is_no_ring() -> None:
    firm = Firm(amy="north", bob="north", cat="north").hand("2026-03", "amy", "bob", 9)
    assert firm.rings("2026-03") == [], "one way only"
    firm.hand("2026-02", "bob", "amy", 2).hand("2026-02", "cat", "amy", 2)
    assert firm.rings("2026-03") == [], "two back, and two from somebody else"
    firm.hand("2026-02", "bob", "amy", 5, needless=False)
    assert firm.rings("2026-03") == [], "what the receiver worked for is none of it"
    assert len(firm.hand("2026-02", "bob", "amy").rings("2026-03")) == 1


def test_only_within_six_months_and_with_something_new() -> None:
    firm = Firm(amy="north", bob="north").hand("2025-10", "bob", "amy", 3).hand("2026-03", "amy", "bob", 3)
    assert len(firm.rings("2026-03")) == 1
    firm.hand("2026-04", "amy", "bob")
    assert firm.rings("2026-04") == [], "October is gone"
    late = Firm(amy="north", bob="north").hand("2026-01", "bob", "amy", 3).hand("2026-02", "amy", "bob", 3)
    assert len(late.rings("2026-02")) == 1
    assert late.hand("2026-03", "amy", "bob", needless=False).rings("2026-03") == [], "nothing between them in March"


def test_the_sentence() -> None:
    (found,) = Firm(amy="n", bob="n").hand("2026-03", "bob", "amy", 3).hand("2026-03", "amy", "bob", 4).rings("2026-03")
    told = [shipped().catalog.render(found.message_id or "", found.params or {}, language) for language in LANGUAGES]
    assert told[1].startswith(
        "amy and bob handed ready customers to each other in 2025-10 to 2026-03: 4 orders from amy to bob and 3 back"
    )
    assert told[0].startswith("amy 与 bob 在 2025-10 至 2026-03 互相转出成熟客户：amy 转给 bob 4 单，bob 转给 amy 3 单")
