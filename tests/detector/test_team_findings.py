"""What findings about teams state, worked out by hand from a few orders."""

from typing import Any

import pytest

from detector.outputs import Finding
from detector.team_facts import OrderFact
from detector.team_findings import MAX_ORDER_IDS, joined
from detector.team_stage import TeamPeriod
from tests.detector.builders import shipped


def fact(order: str, amount: int, *involved: str, to: str = "", currency: str = "CNY", **other: Any) -> OrderFact:
    """A won order of the north's March; the first one involved is a salesperson, and passed it on where `to` is set."""
    transfer = (involved[0], to) if to else None
    known: dict[str, Any] = {"selling": involved[:1], "transfer": transfer, "customer_id": f"c-{order}"} | other
    return OrderFact("north", "2026-03", known.pop("customer_id"), order, amount, currency, involved, **known)


MARCH = (
    fact("A", 100_000, "lin"),
    fact("B", 300_000, "lin", "mei", to="mei"),
    fact("C", 50_000, "lin", to="qiu"),  # qiu is of another team
    fact("D", 700, "lin", "mei", to="mei", currency="JPY"),
    fact("E", 50_000, "wang"),
    fact("F", 20_000, "mei", selling=()),  # an assistant's own customer
)
"""lin has 4 orders and passed on 3; the north has 6 (500,000 and 20,000 fen, 700 yen) and passed on 3."""


def summed(*facts: OrderFact, team: str = "north") -> dict[str, Finding]:
    sums = TeamPeriod(team, "2026-03")
    for item in facts:
        sums.apply(item)
    return {finding.finding_id: finding for finding in sums.findings()}


def params(finding: Finding) -> dict[str, Any]:
    assert finding.params is not None
    return finding.params


def test_one_finding_for_the_team_each_salesperson_and_each_pair() -> None:
    assert list(summed(*MARCH)) == [
        "pair_count:lin:mei:north:2026-03",
        "pair_count:lin:qiu:north:2026-03",
        "transfer_rate:person:lin:north:2026-03",
        "transfer_rate:person:wang:north:2026-03",
        "transfer_rate:team:north:2026-03",
    ]


def test_the_rate_of_a_team() -> None:
    finding = summed(*MARCH)["transfer_rate:team:north:2026-03"]
    assert (finding.kind, finding.subject, finding.period) == ("transfer_rate", "north", "2026-03")
    assert (finding.n, finding.estimate, finding.interval) == (6, "0.5000", ("0.1876", "0.8124"))
    assert finding.order_ids == ["B", "C", "D"]
    assert params(finding) == {
        "team": "north",
        "period": "2026-03",
        "orders": 6,
        "transferred": 3,
        "rate": "0.5000",
        "low": "0.1876",
        "high": "0.8124",
        "amounts": "5200.00 CNY, 700 JPY",
        "transferred_amounts": "3500.00 CNY, 700 JPY",
        "amount_rates": "0.6731 (CNY), 1.0000 (JPY)",
    }


def test_the_rate_of_a_salesperson() -> None:
    finding = summed(*MARCH)["transfer_rate:person:lin:north:2026-03"]
    assert (finding.kind, finding.subject, finding.n, finding.estimate) == ("transfer_rate", "lin", 4, "0.7500")
    assert finding.interval == ("0.3006", "0.9544")
    assert finding.order_ids == ["B", "C", "D"]
    assert params(finding)["amounts"] == "4500.00 CNY, 700 JPY"
    assert params(finding)["amount_rates"] == "0.7778 (CNY), 1.0000 (JPY)"
    none = summed(*MARCH)["transfer_rate:person:wang:north:2026-03"]
    assert (none.n, none.estimate, none.interval, none.order_ids) == (1, "0.0000", ("0.0000", "0.7935"), None)
    assert params(none)["transferred_amounts"] == "0.00 CNY"


def test_a_pair_beside_all_orders_of_its_originator() -> None:
    finding = summed(*MARCH)["pair_count:lin:mei:north:2026-03"]
    assert (finding.kind, finding.subject, finding.n, finding.estimate) == ("pair_count", "lin:mei", 4, "0.5000")
    assert (finding.interval, finding.order_ids) == (("0.1500", "0.8500"), ["B", "D"])
    expected = {"originator": "lin", "assistant": "mei", "transferred": 2, "transferred_in_all": 3, "orders": 4}
    assert params(finding).items() >= expected.items()
    assert params(finding)["transferred_amounts"] == "3000.00 CNY, 700 JPY"
    assert params(finding)["amount_rates"] == "0.6667 (CNY), 1.0000 (JPY)"


def test_who_only_assists_has_no_rate_of_their_own() -> None:
    assert summed(fact("F", 20_000, "mei", selling=())) == {}
    helped = summed(fact("F", 20_000, "mei", selling=()), fact("G", 1, "lin"))
    assert list(helped) == ["transfer_rate:person:lin:north:2026-03", "transfer_rate:team:north:2026-03"]
    assert helped["transfer_rate:team:north:2026-03"].n == 2, "the team's orders are those of all its people"
    former = summed(fact("B", 1, "lin", to="mei", selling=()))
    assert "transfer_rate:person:lin:north:2026-03" in former, "an originator, whatever the role by then"


def test_no_figure_for_no_team() -> None:
    found = summed(*MARCH, team="")
    assert [name for name in found if name.startswith("transfer_rate")] == [
        "transfer_rate:person:lin::2026-03",
        "transfer_rate:person:wang::2026-03",
    ]
    lin = found["transfer_rate:person:lin::2026-03"]
    assert (lin.n, lin.message_id) == (4, "finding.transfer_rate.person.no_team")
    assert "team" not in params(lin)


def test_at_most_fifty_orders_are_listed() -> None:
    several = [fact(f"O{number:03}", 1, "lin", to="mei") for number in range(MAX_ORDER_IDS + 2, 0, -1)]
    finding = summed(*several)["transfer_rate:person:lin:north:2026-03"]
    assert finding.order_ids == [f"O{number:03}" for number in range(1, MAX_ORDER_IDS + 1)]
    assert params(finding)["transferred"] == MAX_ORDER_IDS + 2


def test_an_order_id_of_two_customers_is_two_orders_and_one_id() -> None:
    twice = [fact("B", 5, "lin", to="mei", customer_id=customer) for customer in ("c-1", "c-2")]
    finding = summed(*twice)["pair_count:lin:mei:north:2026-03"]
    assert (finding.n, finding.order_ids, params(finding)["transferred"]) == (2, ["B"], 2)


def test_half_of_a_correction_states_nothing_impossible() -> None:
    """An order is taken out that was not yet put in: for a moment more are transferred than won."""
    sums = TeamPeriod("north", "2026-03")
    sums.apply(fact("A", 100, "lin"), -1)
    sums.apply(fact("A", 100, "lin", to="mei"))
    assert sums.findings() == []
    sums.apply(fact("B", 50, "lin", to="mei"))
    assert sums.findings() == []
    sums.apply(fact("A", 100, "lin"))
    assert [finding.n for finding in sums.findings()] == [2, 2, 2]
    for order in "DE":
        sums.apply(fact(order, 10, "lin", to="mei"))
    sums.apply(fact("C", 10, "lin", to="mei"), -1)
    assert [(finding.n, finding.order_ids) for finding in sums.findings()] == [(3, ["A", "B", "D", "E"])] * 3
    for order in "FGH":
        sums.apply(fact(order, 10, "lin", to="mei"), -1)
        sums.apply(fact(order, 10, "lin"))
    assert [finding.kind for finding in sums.findings()] == ["transfer_rate", "transfer_rate"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a:b", "c"), ("a", "b:c")),
        (("a%3Ab",), ("a:b",)),
        (("", "a"), ("a", "")),
        (("a", "b"), ("a:b",)),
    ],
)
def test_ids_cannot_collide(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert joined(*one) != joined(*other)


def test_ids_and_subjects_are_escaped() -> None:
    found = summed(fact("B", 1, "a:b", to="c"), team="x%")
    assert list(found) == [
        "pair_count:a%3Ab:c:x%25:2026-03",
        "transfer_rate:person:a%3Ab:x%25:2026-03",
        "transfer_rate:team:x%25:2026-03",
    ]
    assert [finding.subject for finding in found.values()] == ["a%3Ab:c", "a:b", "x%"]


def test_the_sentences() -> None:
    """Two orders, one passed on, in the words that people read."""
    orders = fact("A", 30_000, "lin"), fact("B", 10_000, "lin", to="mei")
    told = [*summed(*orders).values(), *summed(*orders, team="").values()]
    catalog = shipped().catalog
    sure = ": 50.00 %{} (95 % interval 9.45 % to 90.55 %); by net amount 25.00 % (CNY), 100.00 CNY of 400.00 CNY."
    assert [catalog.render(item.message_id or "", item.params or {}, "en") for item in told] == [
        "lin of team north passed 1 of 2 won orders of 2026-03 on to assistants, 1 of them to mei"
        + sure.format(" of all"),
        "lin of team north passed 1 of 2 won orders of 2026-03 on to assistants" + sure.format(""),
        "Team north passed 1 of 2 won orders of 2026-03 on to assistants" + sure.format(""),
        "lin, of no team, passed 1 of 2 won orders of 2026-03 on to assistants, 1 of them to mei"
        + sure.format(" of all"),
        "lin, of no team, passed 1 of 2 won orders of 2026-03 on to assistants" + sure.format(""),
    ]
    assert catalog.render(told[2].message_id or "", told[2].params or {}, "zh") == (
        "north 团队 2026-03 成交 2 单，其中 1 单由团队成员转给助理，占 50.00 %（95 % 区间 9.45 % 至 90.55 %）；"
        "按净额占 25.00 % (CNY)：100.00 CNY / 400.00 CNY"
    )
