"""What a scenario says is what its world shows."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import pstdev
from typing import Any

import pytest

from simulator.scenario import read_scenario
from simulator.sections import Calendar, Delivery, Kinds, Leave, Logging, Orders, Quotas, Recording, Staff
from simulator.settings import WorldSettings
from simulator.world import simulate
from tests.simulator.conftest import lines


def made(folder: Path, **settings: Any) -> Path:
    simulate(folder / "w", WorldSettings(**settings), force=True)
    return folder / "w"


def test_teams_are_as_large_as_asked_for(tmp_path: Path) -> None:
    staff = Staff(sellers=(3, 3), assistants=(2, 2), service=(1, 1), new_sellers=(0, 0), new_assistants=(0, 0))
    folder = made(tmp_path, customers=200, teams=3, staff=staff)
    first = {line["person_id"]: line["role"] for line in reversed(lines(folder, "people"))}
    assert Counter(first.values()) == {"sales": 9, "assistant": 6, "service": 3, "manager": 3, "other": 4}


def test_nobody_is_away_or_leaves(tmp_path: Path) -> None:
    never = Leave(absences=(0, 0), long_share=0.0, very_long_share=0.0)
    folder = made(tmp_path, customers=150, leave=never, staff=Staff(leavers=0.0))
    assert {line["status"] for line in lines(folder, "people")} == {"active"}


def test_quotas_or_none(tmp_path: Path) -> None:
    assert lines(made(tmp_path, customers=50, quotas=Quotas(given=False)), "quotas") == []
    folder = made(tmp_path, customers=50, quotas=Quotas(new_customers=1.0))
    assert {line["metric"] for line in lines(folder, "quotas")} == {"revenue", "new_customers"}


def test_only_the_kinds_that_are_named(tmp_path: Path) -> None:
    kinds = Kinds(fraud={"ripe": 2, "chain": 1}, honest={"usual": 0, "capacity": 1}, plain={"plain_sales": 1})
    folder = made(tmp_path, customers=400, fraud_share=0.1, kinds=kinds)
    found = Counter(line["kind"] for line in lines(folder, "labels"))
    assert set(found) == {"ripe", "chain", "capacity", "plain_sales", "plain_repeat", "earlier_sale"}
    assert found["ripe"] > found["chain"] > 0


def test_days_off_and_seasons(tmp_path: Path) -> None:
    season = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    calendar = Calendar(public_holidays=False, days_off=("2025-09-01..2025-09-30",), season=season)
    plain = Kinds(plain={"plain_sales": 1})
    settings: dict[str, Any] = {
        "customers": 500, "fraud_share": 0, "honest_share": 0, "kinds": plain, "months": 12,
        "temper": {"dated": 0, "day_end": False, "retail": False, "tied": 0, "bought": 0},
        "logging": Logging(weekend=(0.0,), recording=Recording(prompt=0, evening=0, friday=0, friday_flat=0, none=1)),
    }  # fmt: skip
    folder = made(tmp_path, **settings, calendar=calendar)
    orders = [line for line in lines(folder, "orders") if line["status"] == "won"]
    months = Counter(line["occurred_at"][5:7] for line in orders if line.get("order_type") != "repeat")
    assert months["08"] > 5 * (months["06"] + months["07"])
    assert months["09"] < 0.2 * months["08"]
    october = [date.fromisoformat(line["occurred_at"][:10]).day for line in orders if line["occurred_at"][5:7] == "10"]
    assert min(october) < 8  # the national holiday is none here


def test_handovers_wait_for_the_office(tmp_path: Path) -> None:
    share = []
    for waits in (False, True):
        folder = made(tmp_path, customers=600, seed=7, calendar=Calendar(office_handovers=waits))
        hours = [line["occurred_at"][11:13] for line in changes_at_home(folder)]
        share.append(sum(not "08" <= hour < "20" for hour in hours) / len(hours))
        owned = {(line["customer_id"], line.get("new_owner_id")) for line in lines(folder, "ownership-changes")}
        assert len(owned) > 500
    assert share[1] < 0.5 * share[0]


def changes_at_home(folder: Path) -> list[dict[str, Any]]:
    """The changes of owner by a person or the CRM that bear the firm's own time zone."""
    return [line for line in lines(folder, "ownership-changes") if line["occurred_at"].endswith("+08:00")]


def test_amended_and_cancelled_shares(tmp_path: Path) -> None:
    folder = made(tmp_path, customers=200, refunds=0.0, orders=Orders(amended=0.5, cancelled=0.0))
    found = Counter(line["status"] for line in lines(folder, "orders"))
    assert set(found) == {"won", "amended"}
    assert found["amended"] == pytest.approx(0.5 * found["won"], rel=0.25)


def test_even_loggers_forget_alike(tmp_path: Path) -> None:
    spreads = []
    for unevenness in (0.0, 1.0):
        logging = Logging(unevenness=unevenness)
        folder = made(tmp_path, customers=500, unlogged=0.3, logging=logging, temper={"bystander": 0})
        labels = [label for label in lines(folder, "labels") if label["payee_done"] > 9]
        spreads.append(pstdev(label["payee_logged"] / label["payee_done"] for label in labels))
    assert spreads[0] < 0.7 * spreads[1]


def test_lost_records_stand_nowhere_and_are_counted(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"customers": 400, "unlogged": 0.0, "seed": 2, "fraud_share": 0.1}
    whole = simulate(tmp_path / "whole", WorldSettings(**settings))
    delivery = Delivery(lost_activities=0.2, lost_changes=0.1)
    holed = simulate(tmp_path / "holed", WorldSettings(**settings, delivery=delivery))
    assert holed.lines["activities"] + holed.lost["activities"] >= whole.lines["activities"]
    assert holed.lost["activities"] == pytest.approx(0.2 * whole.lines["activities"], rel=0.1)
    assert holed.lost["ownership-changes"] == pytest.approx(0.1 * whole.lines["ownership-changes"], rel=0.3)
    assert whole.work_logged > 0.98 * whole.work_done  # in few stories people log less than usual
    assert 1 - holed.work_logged / holed.work_done == pytest.approx(0.2, abs=0.03)
    assert sum(holed.undecidable.values()) > sum(whole.undecidable.values()) + 10
    assert json.loads((tmp_path / "holed" / "world.json").read_text())["counts"]["lost"] == holed.lost


def test_a_ring_and_nothing_else(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", read_scenario(Path("ring"), {"customers": 1200}))
    assert counts.labels["fraud"] == counts.kinds["reciprocal_ring"] > 15
    frauds = {label["order_id"] for label in lines(tmp_path / "w", "labels") if label["label"] == "fraud"}
    sellers = {line["seller_id"] for line in lines(tmp_path / "w", "orders") if line["order_id"] in frauds}
    assert len(sellers) <= 6


def test_one_pair_and_nothing_else(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", read_scenario(Path("concentrated-pair"), {"customers": 1200}))
    assert counts.labels["fraud"] == counts.kinds["pair_concentration"] > 10
    frauds = {label["order_id"] for label in lines(tmp_path / "w", "labels") if label["label"] == "fraud"}
    orders = [line for line in lines(tmp_path / "w", "orders") if line["order_id"] in frauds]
    assert len({line["seller_id"] for line in orders}) == 1


def test_a_team_whose_assistants_rise_and_whose_total_does_not(tmp_path: Path) -> None:
    simulate(tmp_path / "w", read_scenario(Path("team-without-lift"), {"customers": 4000, "seed": 5}))
    people = {line["person_id"]: line for line in reversed(lines(tmp_path / "w", "people"))}
    first = {line["order_id"]: line for line in reversed(lines(tmp_path / "w", "orders"))}
    orders: Counter[tuple[bool, bool]] = Counter()
    by_assistants: Counter[tuple[bool, bool]] = Counter()
    for order in first.values():
        seller, day = people[order["seller_id"]], order["occurred_at"][:10]
        if "2025-03-05" <= day < "2026-05-20":
            when = seller["team_id"].startswith("T003"), day >= "2025-09-28"
            orders[when] += 1
            by_assistants[when] += seller["role"] == "assistant"
    share = {when: by_assistants[when] / count for when, count in orders.items()}
    assert share[True, True] > 1.3 * share[True, False]
    assert share[False, True] == pytest.approx(share[False, False], rel=0.25)
    lift = (orders[True, True] / orders[True, False]) / (orders[False, True] / orders[False, False])
    assert lift == pytest.approx(1.0, abs=0.25)
