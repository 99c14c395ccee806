"""Corners of the contract that no table holds: microseconds, another currency, late words, void twice, the command."""

import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.ledger import judge, judge_in_memory, paid
from tests.contract.story import story, write
from tests.contract.test_credit_conditions import LIN_5, MEI, ORDER, SPLIT
from tests.contract.test_credit_decisions import COUNTED, HALF, HELD, POSTED, decided, decision, release, shared
from tests.contract.test_credit_reasons import WORKED


@pytest.mark.parametrize(
    ("hop", "expected"),
    [("2025-12-10 10:00:00.000001", SPLIT), ("2025-12-10 10:00:00", MEI), ("2025-12-10 09:59:59.999999", MEI)],
)
def test_the_holdover_is_exact_to_the_microsecond(hop: str, expected: dict[str, Decimal], tmp_path: Path) -> None:
    assert paid(LIN_5 + f"{hop} | owner lin → mei\n" + ORDER, tmp_path) == expected


def test_of_two_statements_a_microsecond_apart_the_later_holds(tmp_path: Path) -> None:
    first = "2026-03-10 10:00:00.000002 | order A seller mei 7.00 CNY new\n"
    second = "2026-03-10 10:00:00.000001 | order A seller mei 9.00 CNY new\n"
    assert paid(first + second, tmp_path) == {"mei": Decimal(7)}


def test_of_two_statements_at_once_the_higher_event_id_holds(tmp_path: Path) -> None:
    lines = "2026-03-10 10:00 | order A seller mei 7.00 CNY new\n2026-03-10 10:00 | order A seller mei 9.00 CNY new\n"
    events = story(lines)
    assert judge(events, tmp_path / "1").net() == {("A", "mei", "posted"): Decimal(9)}
    events["orders"][0]["event_id"] = "z"
    assert judge(events, tmp_path / "2").net() == {("A", "mei", "posted"): Decimal(7)}


def test_an_order_restated_in_another_currency_adds_up_in_each(tmp_path: Path) -> None:
    result = judge(story(COUNTED + "2026-03-12 10:00 | amended A seller mei 10001 JPY new"), tmp_path)
    total: dict[str, Decimal] = defaultdict(Decimal)
    for row in result.credits:
        total[row["currency"]] += Decimal(row["amount"])
    assert {currency: amount for currency, amount in total.items() if amount} == {"JPY": Decimal(10001)}
    assert {row["currency"] for row in result.open_entries()} == {"JPY"}


def test_an_explanation_of_a_year_later_still_frees_the_money(tmp_path: Path) -> None:
    lines = WORKED.format(why="") + "2027-05-14 10:00 | explain A by lin reason capacity"
    assert judge(story(lines), tmp_path).net() == POSTED


def test_a_reason_of_a_year_later_does_not_move_what_was_reassigned(tmp_path: Path) -> None:
    explained = story(COUNTED + "2027-05-14 10:00 | explain A by lin reason capacity")
    explained["decisions"].append(decision("reassign", shares=HALF))
    assert judge(explained, tmp_path).net() == {("A", name, "posted"): Decimal(500) for name in ("lin", "mei")}


def test_a_void_decision_read_twice_is_noticed_once(tmp_path: Path) -> None:
    void = decision("reassign", shares=shared("lin 0.5"))
    result = decided(tmp_path, void, void)
    assert result.net() == HELD
    assert result.summary["duplicates"]["total"] == 1
    assert len(result.rows["dead-letters"]) == 1


def test_a_decision_about_an_unknown_order_is_kept_and_moves_nothing(tmp_path: Path) -> None:
    result = decided(tmp_path, release(order_id="never-seen"))
    assert result.net() == HELD
    assert result.summary["dead_letters"]["total"] == 0


def test_people_stated_only_after_the_order_hold_backwards() -> None:
    events = story(COUNTED)
    for row in events["people"]:
        row["effective_from"] = row["occurred_at"] = "2027-01-01T00:00:00Z"
    assert judge_in_memory(events).net() == HELD


def test_a_person_stated_twice_from_the_same_day_is_as_stated_last() -> None:
    events = story(COUNTED)
    mei = next(row for row in events["people"] if row["person_id"] == "mei")
    later = {**mei, "event_id": "person-0", "occurred_at": "2026-06-01T00:00:00Z", "role": "sales"}
    events["people"].insert(0, later)
    net = judge_in_memory(events).net()
    assert {payee: amount for (_, payee, _), amount in net.items()} == {"mei": Decimal(1000)}


def transferwatch(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli.main import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=120)


def test_the_command_ends_with_0_whatever_the_results_and_2_on_wrong_input(tmp_path: Path) -> None:
    folder = write(story(COUNTED), tmp_path / "in")
    with (folder / "orders.ndjson").open("a", encoding="utf-8") as orders:
        orders.write("no order\n")
    done = transferwatch("replay", folder, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "out" / "credits.ndjson").read_text(encoding="utf-8").splitlines()) == 2
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "empty", tmp_path / "nowhere"):
        failed = transferwatch("replay", wrong, "--output", tmp_path / "out2")
        assert failed.returncode == 2
        assert wrong.name in failed.stderr + failed.stdout
        assert "Traceback" not in failed.stderr
        assert not (tmp_path / "out2").exists()


def test_the_horizon_of_the_command_bounds_what_counts(tmp_path: Path) -> None:
    """Lin's work lies 145 days before the order: within 400 days, not within 100."""
    folder = write(story(LIN_5 + "2026-03-01 10:00 | owner lin → mei\n" + ORDER), tmp_path / "in")
    for days, payees in (("400", 2), ("100", 1)):
        done = transferwatch("replay", folder, "--output", tmp_path / days, "--horizon-days", days)
        assert done.returncode == 0, done.stderr
        assert len((tmp_path / days / "credits.ndjson").read_text(encoding="utf-8").splitlines()) == payees
