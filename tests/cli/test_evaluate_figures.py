"""The further figures of `evaluate`, on worlds small enough to work every one out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.evaluation.bootstrap import Draws
from cli.evaluation.curve import best_threshold, curve
from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.levels import entry_level, share_level
from detector.errors import UsageError
from tests.cli.test_evaluate import run, run_json
from tests.cli.worlds import World, at

# customer, label, score, outcome, pieces of work done and logged, logged entries
ORDERS: list[tuple[str, str, int, str, tuple[int, int], int]] = [
    ("A", "fraud", 80, "review", (10, 10), 12),
    ("B", "fraud", 70, "review", (10, 4), 3),
    ("C", "fraud", 40, "watch", (10, 0), 0),
    ("D", "legit", 75, "review", (10, 4), 2),
    ("E", "legit", 20, "clear", (10, 9), 25),
    ("F", "legit", 0, "clear", (0, 0), 0),
]


def written(folder: Path, orders: list[tuple[str, str, int, str, tuple[int, int], int]] = ORDERS) -> tuple[Path, Path]:
    world, result = World(), World()
    for customer, label, score, outcome, (done, logged), entries in orders:
        more = {"payee_done": done, "payee_logged": logged, "others_done": 0, "others_logged": 0}
        world.label(customer, label, "ripe" if label == "fraud" else "capacity", **more)
        judged = {"assessment_id": f"order:O-{customer}", "outcome": outcome, "score": score, "customer_id": customer}
        result.raw("assessments.ndjson", json.dumps({**judged, "features": {"logged_entries": entries}}))
    return world.write(folder / "world"), result.write(folder / "result")


def test_the_curve(tmp_path: Path) -> None:
    told = run_json(*written(tmp_path))
    curve = {point["threshold"]: point for point in told["curve"]}
    assert sorted(curve) == list(range(1, 101))
    assert (curve[20]["flagged"], curve[20]["true_positives"], curve[20]["f1"]) == (5, 3, 0.75)
    assert (curve[40]["flagged"], curve[40]["true_positives"], curve[40]["f1"]) == (4, 3, 0.8571)
    assert (curve[41]["flagged"], curve[41]["precision"], curve[41]["recall"]) == (3, 0.6667, 0.6667)
    assert (curve[71]["flagged"], curve[71]["f1"]) == (2, 0.4)
    assert (curve[76]["flagged"], curve[76]["f1"]) == (1, 0.5)
    assert curve[81] == {
        "threshold": 81, "orders": 6, "fraud": 3, "flagged": 0, "true_positives": 0,
        "precision": None, "recall": 0.0, "f1": 0.0,
    }  # fmt: skip
    assert told["best_threshold"] == 30  # the middle of 21 to 40, all with 6/7


def test_logging_levels(tmp_path: Path) -> None:
    told = run_json(*written(tmp_path))
    levels = {(row["by"], row["level"]): row for row in told["levels"]}
    shown = {key: (row["orders"], row["fraud"], row["flagged"], row["true_positives"]) for key, row in levels.items()}
    assert shown == {
        ("logged_share", "none"): (1, 1, 0, 0),
        ("logged_share", "under_50"): (2, 1, 2, 1),
        ("logged_share", "75_to_95"): (1, 0, 0, 0),
        ("logged_share", "from_95"): (1, 1, 1, 1),
        ("logged_entries", "0"): (2, 1, 0, 0),
        ("logged_entries", "1_to_3"): (2, 1, 2, 1),
        ("logged_entries", "10_to_19"): (1, 1, 1, 1),
        ("logged_entries", "from_20"): (1, 0, 0, 0),
    }
    # Two customers, one of them fraud: a draw has either twice, or both once.
    assert levels["logged_share", "under_50"]["intervals"]["precision"] == [0.0, 1.0]


def test_levels_at_their_bounds() -> None:
    def logged(part: int, whole: int) -> LabelledOrder:
        return LabelledOrder(False, "ripe", None, done=(whole, 0), logged=(part, 0))

    names = [share_level(logged(part, 100)) for part in (0, 1, 49, 50, 74, 75, 94, 95, 100)]
    assert names == ["none", *2 * ["under_50"], *2 * ["50_to_75"], *2 * ["75_to_95"], *2 * ["from_95"]]
    assert share_level(logged(0, 0)) is None
    entries = [entry_level(LabelledOrder(False, "ripe", None, entries=n)) for n in (0, 1, 3, 4, 9, 10, 19, 20)]
    assert entries == ["0", *2 * ["1_to_3"], *2 * ["4_to_9"], *2 * ["10_to_19"], "from_20"]
    assert entry_level(LabelledOrder(False, "ripe", None)) is None


def test_no_levels_where_nothing_says_so(tmp_path: Path) -> None:
    world, result = World(), World()
    world.label("A", "fraud", "ripe", payee_done=True, payee_logged=1, others_done=0, others_logged=0)
    world.label("B", "legit", "capacity", payee_done=3, payee_logged=4, others_done=0, others_logged=0)
    result.raw("assessments.ndjson", '{"assessment_id":"order:O-A","outcome":"review"}')
    told = run_json(world.write(tmp_path / "world"), result.write(tmp_path / "result"))
    assert (told["levels"], told["best_threshold"]) == ([], None)


def test_customers_are_drawn_not_orders() -> None:
    one = Draws(["a", "a", "a", "b"], resamples=400, seed=3)
    drawn = {tuple(row) for row in one.sums([[1, 1, 1, 1], [0, 0, 0, 1]]).tolist()}
    assert drawn == {(6.0, 0.0), (4.0, 1.0), (2.0, 2.0)}
    alone = Draws(["a", "a"], resamples=50, seed=3)
    assert alone.rates([[1, 0]], [[1, 1]]) == [(0.5, 0.5)]


def test_draws_are_the_same_for_the_same_seed() -> None:
    def rates(seed: int) -> Any:
        customers = [str(number) for number in range(40)]
        return Draws(customers, resamples=200, seed=seed).rates([[1, 0] * 20], [[1] * 40])

    assert rates(1) == rates(1)
    assert rates(1) != rates(2)
    low, high = rates(1)[0]
    assert 0.3 < low < 0.45 < 0.55 < high < 0.7  # about 0.5 ± 1.96 × sqrt(0.25 / 40)


def test_all_or_none_is_no_certainty() -> None:
    draws = Draws(["a", "b", "c", "c"], resamples=50, seed=1)
    nobody, everybody = [0, 0, 0, 0], [1, 1, 1, 1]
    # Three customers: 1 - 0.025 ** (1/3).
    assert draws.rates([nobody, everybody], [everybody, everybody]) == [(0.0, 0.7076), (0.2924, 1.0)]
    assert draws.rates([nobody], [nobody]) == [None]
    assert Draws([], resamples=5, seed=1).rates([[]], [[]]) == [None]


def test_intervals_stand_beside_the_figures(tmp_path: Path) -> None:
    folders = written(tmp_path)
    told = run_json(*folders)["intervals"]
    assert (told["level"], told["resamples"], told["seed"], told["decidable"]) == (0.95, 1000, 1, None)
    assert told["overall"]["transferwatch"]["precision"] == [0.0, 1.0]
    # The seed rule flags nothing: no precision in any draw, and a recall of 0 among three customers.
    assert told["overall"]["seed_rule"] == {"precision": None, "recall": [0.0, 0.7076], "f1": None}
    assert run_json(*folders, "--resamples", "0")["intervals"]["overall"]["transferwatch"]["f1"] is None


def test_a_threshold_is_chosen_elsewhere(tmp_path: Path) -> None:
    """The other world's frauds score 90 and its honest 78: any threshold of 79 to 90 is right there, wrong here."""
    other = [
        ("X", "fraud", 90, "review", (1, 1), 1),
        ("Y", "legit", 78, "review", (1, 1), 1),
    ]
    world, result = written(tmp_path / "other", other)
    told = run_json(*written(tmp_path), "--choose", f"{world}={result}")
    rows = {(row["by"], row["origin"]): row for row in told["choices"]}
    chosen = rows["score", "chosen"]
    assert (chosen["threshold"], chosen["chosen_on"]["f1"], chosen["reported_on"]["f1"]) == (84, 1.0, 0.0)
    best = rows["score", "best_here"]
    assert (best["threshold"], best["chosen_on"]["f1"], best["reported_on"]["f1"]) == (30, 0.6667, 0.8571)
    assert rows["review", "shipped"]["threshold"] is None
    assert (rows["review", "shipped"]["chosen_on"]["f1"], rows["review", "shipped"]["reported_on"]["f1"]) == (
        0.6667,
        0.6667,
    )
    assert [row["by"] for row in told["choices"]] == ["review", "score", "score", "share", "share"]
    assert "84" in run(*written(tmp_path), "--choose", f"{world}={result}").output


def test_no_threshold_where_no_fraud_has_a_score() -> None:
    assert (
        best_threshold(curve([LabelledOrder(True, "ripe", None), LabelledOrder(False, "ripe", None, score=50)])) is None
    )


def test_several_worlds_are_one_and_each(tmp_path: Path) -> None:
    """Customers and orders of two worlds have the same ids and stay apart."""
    one, two = written(tmp_path / "one"), written(tmp_path / "two")
    told = run_json(*one, *two)
    assert told["overall"]["transferwatch"]["orders"] == 12
    assert [(row["world"], row["overall"]["f1"]) for row in told["worlds"]] == [
        ("world", 0.6667),
        ("world (2)", 0.6667),
    ]
    assert told["kinds"][0]["interval"] != run_json(*one)["kinds"][0]["interval"]
    shown = run(*one, *two)
    assert "world (2)" in shown.output


def test_worlds_come_with_results(tmp_path: Path) -> None:
    world, result = written(tmp_path)
    for arguments in ((world, result, world), (world, result, "--choose", world), (world, result, "--choose", "a=b")):
        failed = run(*arguments)
        assert isinstance(failed.exception, UsageError), arguments
        assert "RESULT" in str(failed.exception)


@pytest.fixture
def ledger(tmp_path: Path) -> tuple[Path, Path]:
    """Honest orders: E held from day 0 to 10 and posted; F held for review since day 5; fraud A is nobody's loss."""
    world, result = written(tmp_path)
    entries: list[dict[str, str]] = []

    def post(order: str, payee: str, amount: str, status: str, day: float, why: str, reverses: str = "") -> None:
        entry = {"entry_id": f"c{len(entries)}", "order_id": f"O-{order}", "payee_id": payee, "amount": amount}
        entry |= {"currency": "CNY", "status": status, "effective_at": at(day), "reason": why}
        entries.append(entry | ({"reverses": reverses} if reverses else {}))

    post("A", "ann", "500.00", "held", 0, "won x; held: review")
    post("E", "sam", "80.00", "held", 0, "won x; held: no_reason")
    post("E", "ann", "20.00", "held", 0, "won x; held: no_reason")
    post("E", "sam", "-80.00", "held", 10, "release y", reverses="c1")
    post("E", "sam", "80.00", "posted", 10, "release y")
    post("E", "ann", "-20.00", "held", 10, "release y", reverses="c2")
    post("E", "ann", "20.00", "posted", 10, "release y")
    post("F", "ann", "300.00", "held", 5, "won z; held: review")
    post("A", "ann", "-500.00", "held", 25, "cancelled", reverses="c0")
    (result / "credits.ndjson").write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    people = World()
    people.person("sam", "sales")
    people.person("ann", "assistant")
    people.write(world)
    return world, result


def test_held_money(ledger: tuple[Path, Path]) -> None:
    (held,) = run_json(*ledger)["held"]
    assert held["until"] == "2026-03-26T09:00:00Z"  # the last entry of the ledger
    assert (held["honest_orders"], held["held_orders"], held["share_of_orders"]) == (2, 1, 0.5)
    assert held["causes"] == {"review": 1, "no_reason": 0}
    assert (held["ever_held"], held["days"]) == (2, {"mean": 15.0, "median": 15.0})  # 10 days, and 20 so far
    money = {row["role"]: row for row in held["money"]}
    assert (money["all"]["total"], money["all"]["held"], money["all"]["share"]) == ("400.00", "300.00", 0.75)
    assert (money["sales"]["total"], money["sales"]["held"], money["sales"]["days"]["mean"]) == ("80.00", "0.00", 10.0)
    assistant = money["assistant"]
    assert (assistant["total"], assistant["held"], assistant["held_for_review"]) == ("320.00", "300.00", "300.00")
    assert (assistant["credits"], assistant["ever_held"], assistant["days"]["mean"]) == (2, 2, 15.0)


def test_held_money_is_not_counted_twice(ledger: tuple[Path, Path]) -> None:
    """Two payees held at once, and a hold that goes on through a new amount, are one time."""
    _, result = ledger
    lines = [json.loads(line) for line in (result / "credits.ndjson").read_text("utf-8").splitlines()]
    kept = [entry for entry in lines if entry["order_id"] == "O-F"]
    again = {**kept[0], "entry_id": "d1", "amount": "-300.00", "effective_at": at(8), "reverses": kept[0]["entry_id"]}
    lower = {**kept[0], "entry_id": "d2", "amount": "200.00", "effective_at": at(8)}
    other = {**kept[0], "entry_id": "d3", "payee_id": "sam", "amount": "100.00", "effective_at": at(6)}
    (result / "credits.ndjson").write_text("".join(json.dumps(entry) + "\n" for entry in [*lines, again, lower, other]))
    (held,) = run_json(*ledger)["held"]
    assert held["days"] == {"mean": 15.0, "median": 15.0}


def test_no_held_money_without_a_ledger(tmp_path: Path) -> None:
    assert run_json(*written(tmp_path))["held"] == []
