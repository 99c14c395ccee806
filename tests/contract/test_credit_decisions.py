"""Releases, reassigns and explanations: which are void, what each covers, which one holds."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.contract.ledger import Result, judge
from tests.contract.story import Event, Events, story

COUNTED = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-03-01 10:00 | owner lin → mei
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""
HELD = {("A", "lin", "held"): Decimal(800), ("A", "mei", "held"): Decimal(200)}
POSTED = {("A", "lin", "posted"): Decimal(800), ("A", "mei", "posted"): Decimal(200)}
PLAN = [{"payee_id": "lin", "share": "0.80"}, {"payee_id": "mei", "share": "0.20"}]
HALF = [{"payee_id": "lin", "share": "0.5"}, {"payee_id": "mei", "share": "0.5"}]


def decision(word: str, **fields: Any) -> Event:
    """A decision of Gao on order A; a field given as None is left out."""
    common = {"event_id": "d-1", "occurred_at": "2026-03-16T10:00:00Z", "customer_id": "c-1", "order_id": "A"}
    event = {**common, "decided_by": "gao", "decision": word, "reason": "Seen and talked over", **fields}
    return {key: value for key, value in event.items() if value is not None}


def release(**fields: Any) -> Event:
    return decision("release", **{"amount": "1000.00", "shares": PLAN, **fields})


def shared(*shares: str) -> list[dict[str, str]]:
    return [dict(zip(("payee_id", "share"), text.split(), strict=True)) for text in shares]


def decided(folder: Path, *decisions: Event, lines: str = COUNTED) -> Result:
    events: Events = story(lines)
    events["decisions"] += decisions
    return judge(events, folder)


VOID = {
    "release without amount": release(amount=None),
    "release without shares": release(shares=None),
    "release by the paid assistant": release(decided_by="mei"),
    "release by the paid originator": release(decided_by="lin"),
    "release with a blank reason": release(reason="  \t"),
    "reassign by who is paid by the plan": decision("reassign", shares=shared("zhou 1"), decided_by="lin"),
    "reassign by who is paid by its shares": decision("reassign", shares=shared("gao 0.1", "lin 0.9")),
    "reassign without shares": decision("reassign"),
    "reassign with an empty list": decision("reassign", shares=[]),
    "reassign with a share of 0": decision("reassign", shares=shared("lin 1", "mei 0")),
    "reassign with five places": decision("reassign", shares=shared("lin 0.50001", "mei 0.49999")),
    "reassign with a payee twice": decision("reassign", shares=shared("lin 0.5", "lin 0.5")),
    "reassign that adds up to more": decision("reassign", shares=shared("lin 0.5", "mei 0.5001")),
    "reassign that adds up to less": decision("reassign", shares=shared("lin 0.5", "mei 0.4999")),
    "reassign with a blank reason": decision("reassign", shares=HALF, reason=" "),
}
COVERS = {
    "as it is": ("", release(), POSTED),
    "shares in another order and notation": ("", release(shares=shared("mei 0.2", "lin 0.8000")), POSTED),
    "a lower amount than was seen": ("", release(amount="1000.01"), POSTED),
    "a higher amount than was seen": ("", release(amount="999.99"), HELD),
    "other shares than the plan's": ("", release(shares=HALF), HELD),
    "other payees than the plan's": ("", release(shares=shared("lin 0.8", "qiu 0.2")), HELD),
    "of another order": ("", release(order_id="B"), HELD),
    "of another customer": ("", release(customer_id="c-2"), HELD),
    "before the order": ("", release(occurred_at="2026-03-09T10:00:00Z"), POSTED),
}


@pytest.mark.parametrize("name", VOID)
def test_a_void_decision_is_applied_shown_noticed_once_and_moves_nothing(name: str, tmp_path: Path) -> None:
    result = decided(tmp_path, VOID[name])
    assert result.net() == HELD
    assert result.summary["applied"]["total"] == result.summary["read"]["total"]
    assert result.summary["dead_letters"]["total"] == 0
    (notice,) = result.rows["dead-letters"]
    assert "decision" in notice["topic"]
    assert "d-1" in json.dumps(result.assessment("A"), ensure_ascii=False), "not shown on the assessment"


@pytest.mark.parametrize("name", VOID)
def test_a_void_decision_does_not_replace_a_valid_one(name: str, tmp_path: Path) -> None:
    later = {**VOID[name], "event_id": "d-1", "occurred_at": "2026-03-18T10:00:00Z"}
    assert decided(tmp_path, release(event_id="d-0"), later).net() == POSTED


@pytest.mark.parametrize("name", COVERS)
def test_what_a_release_covers(name: str, tmp_path: Path) -> None:
    lines, event, expected = COVERS[name]
    assert decided(tmp_path, event, lines=COUNTED + lines).net() == expected


PROXY = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""


def test_a_release_does_not_cover_another_seller(tmp_path: Path) -> None:
    restated = PROXY + "2026-03-18 10:00 | amended A seller qiu 1000.00 CNY"
    expected = {("A", "lin", "held"): Decimal(800), ("A", "qiu", "held"): Decimal(200)}
    assert decided(tmp_path, release(), lines=restated).net() == expected


def test_a_release_holds_down_and_up_again_to_what_was_seen(tmp_path: Path) -> None:
    moved = COUNTED + "2026-03-18 10:00 | amended A seller mei 900.00 CNY\n"
    assert decided(tmp_path / "1", release(), lines=moved).net() == {
        ("A", "lin", "posted"): Decimal(720),
        ("A", "mei", "posted"): Decimal(180),
    }
    back = moved + "2026-03-20 10:00 | amended A seller mei 1000.00 CNY\n"
    assert decided(tmp_path / "2", release(), lines=back).net() == POSTED
    higher = back + "2026-03-22 10:00 | amended A seller mei 1000.01 CNY\n"
    assert decided(tmp_path / "3", release(), lines=higher).net() == {
        ("A", "lin", "held"): Decimal("800.01"),
        ("A", "mei", "held"): Decimal(200),
    }


def later(event: Event, hours: int = 1, event_id: str = "d-2") -> Event:
    return {**event, "occurred_at": f"2026-03-16T{10 + hours}:00:00Z", "event_id": event_id}


QIU = decision("reassign", shares=shared("qiu 1"))
ALL_QIU = {("A", "qiu", "posted"): Decimal(1000)}
LATEST = {
    "the later reassign": ((decision("reassign", shares=HALF), later(QIU)), ALL_QIU),
    "a reassign after a release": ((release(), later(QIU)), ALL_QIU),
    "a release after a reassign": ((QIU, later(release())), POSTED),
    "a release after a reassign that does not cover": ((QIU, later(release(amount="1.00"))), HELD),
    "a release that does not cover after one that does": ((release(), later(release(amount="1.00"))), HELD),
    "the higher event id in a tie": ((later(QIU, 0, "d-9"), later(release(), 0, "d-8")), ALL_QIU),
    "the order of the lines does not matter": ((later(QIU), release()), ALL_QIU),
}


@pytest.mark.parametrize("name", LATEST)
def test_the_latest_valid_decision_holds(name: str, tmp_path: Path) -> None:
    decisions, expected = LATEST[name]
    assert decided(tmp_path, *decisions).net() == expected


def test_validity_is_evaluated_with_everything_known(tmp_path: Path) -> None:
    """Wang was paid nothing when deciding; restated as the seller, Wang is paid by the plan."""
    decision_of_wang = decision("reassign", shares=shared("lin 1"), decided_by="wang")
    assert decided(tmp_path / "1", decision_of_wang).net() == {("A", "lin", "posted"): Decimal(1000)}
    restated = COUNTED + "2026-03-20 10:00 | amended A seller wang 1000.00 CNY"
    net = decided(tmp_path / "2", decision_of_wang, lines=restated).net()
    assert {payee: amount for (_, payee, _), amount in net.items()} == {"wang": Decimal(1000)}


def test_the_ledger_names_what_it_expresses(tmp_path: Path) -> None:
    """Held in March, released in April, refunded in May: no entry names another moment than one of these."""
    lines = COUNTED + "2026-05-14 10:00 | refunded A seller mei 500.00 CNY"
    result = decided(tmp_path, release(occurred_at="2026-04-14T10:00:00Z"), lines=lines)
    moments = {row["effective_at"][:10]: row["accounting_period"] for row in result.credits}
    assert set(moments) <= {"2026-03-10", "2026-04-14", "2026-05-14"}
    assert all(period == moment[:7] for moment, period in moments.items())
    assert {row["effective_at"][:10] for row in result.open_entries()} == {"2026-05-14"}
