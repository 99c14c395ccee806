"""`transferwatch evaluate` on a world whose figures are worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.evaluate import evaluate
from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.measures import best_share_permille
from detector.errors import InputError
from tests.cli.worlds import World

app = typer.Typer()
app.command()(evaluate)

# customer, label, kind, decidable, outcome, payee's share in thousandths
ORDERS: list[tuple[str, str, str, bool, str | None, int | None]] = [
    ("A", "fraud", "ripe", True, "review", 50),
    ("B", "fraud", "ripe", True, "review", 400),
    ("C", "fraud", "ripe", False, "watch", None),
    ("D", "fraud", "proxy_order", True, "review", 0),
    ("E", "legit", "handoff_worked", True, "clear", 900),
    ("F", "legit", "handoff_worked", True, "review", 350),
    ("G", "legit", "sloppy_logger", False, "watch", -1),
    ("H", "legit", "sloppy_logger", True, None, None),
]


def written(tmp_path: Path, *, decidable: bool = True) -> tuple[Path, Path]:
    """A world of the orders above; A's story is one that the seed rule flags."""
    world, result = World(), World()
    world.person("sam", "sales")
    world.person("ann", "assistant")
    world.hop(0, "A", "sam", "ann")
    for customer, label, kind, can_decide, outcome, share in ORDERS:
        world.order(3, customer, "ann")
        world.label(customer, label, kind, **({"decidable": can_decide} if decidable else {}))
        if outcome is not None:
            features = {} if share is None else {"payee_share_permille": share}
            judged = {"assessment_id": f"order:O-{customer}", "outcome": outcome, "features": features}
            result.raw("assessments.ndjson", json.dumps({**judged, "score": 1, "path": []}))
    result.raw("assessments.ndjson", json.dumps({"assessment_id": "transfer:e0003", "outcome": "review"}))
    result.raw("assessments.ndjson", json.dumps({"assessment_id": "order:O-extra", "outcome": "review"}))
    return world.write(tmp_path / "world"), result.write(tmp_path / "result")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def run_json(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_figures(tmp_path: Path) -> None:
    told = run_json(*written(tmp_path))
    overall = told["overall"]
    assert overall["transferwatch"] == {
        "orders": 8, "fraud": 4, "flagged": 4, "true_positives": 3, "precision": 0.75, "recall": 0.75, "f1": 0.75,
    }  # fmt: skip
    assert overall["seed_rule"] == {
        "orders": 8, "fraud": 4, "flagged": 1, "true_positives": 1, "precision": 1.0, "recall": 0.25, "f1": 0.4,
    }  # fmt: skip
    share = overall["share_rule"]
    assert (share["threshold"], share["flagged"], share["true_positives"], share["f1"]) == (0.3, 2, 2, 0.6667)
    # Under 0.401 it flags A, B, D and, wrongly, F: F1 0.75; under 0.051 only A and D: F1 0.67.
    best = overall["share_rule_best"]
    assert (best["threshold"], best["flagged"], best["true_positives"], best["f1"]) == (0.401, 4, 3, 0.75)


def test_decidable_orders_apart(tmp_path: Path) -> None:
    told = run_json(*written(tmp_path))
    assert told["decidable"]["transferwatch"] == {
        "orders": 6, "fraud": 3, "flagged": 4, "true_positives": 3, "precision": 0.75, "recall": 1.0, "f1": 0.8571,
    }  # fmt: skip


def test_no_decidable_table_where_no_label_says_so(tmp_path: Path) -> None:
    assert run_json(*written(tmp_path, decidable=False))["decidable"] is None


def test_decidable_is_beyond_the_contract_and_may_be_anything(tmp_path: Path) -> None:
    world, result = World(), World()
    world.label("A", "fraud", "ripe", decidable="partly")
    result.raw("assessments.ndjson", '{"assessment_id":"order:O-A","outcome":"review"}')
    told = run_json(world.write(tmp_path / "world"), result.write(tmp_path / "result"))
    assert (told["decidable"], told["overall"]["transferwatch"]["f1"]) == (None, 1.0)


def test_kinds_and_what_is_missing(tmp_path: Path) -> None:
    told = run_json(*written(tmp_path))
    kinds = {(row["label"], row["kind"]): row for row in told["kinds"]}
    assert list(kinds) == [
        ("fraud", "proxy_order"), ("fraud", "ripe"), ("legit", "handoff_worked"), ("legit", "sloppy_logger"),
    ]  # fmt: skip
    assert kinds["fraud", "ripe"]["orders"] == 3
    assert kinds["fraud", "ripe"]["outcomes"] == {"clear": 0, "watch": 1, "review": 2}
    assert kinds["fraud", "ripe"]["flagged"] == {"seed_rule": 1, "share_rule": 1, "share_rule_best": 2}
    assert kinds["legit", "sloppy_logger"]["outcomes"] == {"clear": 0, "watch": 1, "review": 0}
    assert kinds["legit", "sloppy_logger"]["not_judged"] == 1
    assert told["not_judged"] == {"orders": 1, "first": ["O-H"]}
    assert told["without_label"] == 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["All 8 labelled orders, 4 of them fraud", "seed rule", "2 66.7%", "0.750", "not judged", "O-H"]),
        ("zh", ["全部 8 个有标签的订单，其中违规 4 个", "原始规则", "2 66.7%", "0.750", "未评估", "O-H"]),
    ],
)
def test_plain_tables(lang: str, words: list[str], tmp_path: Path) -> None:
    result = run(*written(tmp_path), "--lang", lang)
    assert result.exit_code == 0
    assert [word for word in words if word not in result.output] == []
    assert "\x1b" not in result.output


def test_a_demanded_figure(tmp_path: Path) -> None:
    folders = written(tmp_path)
    assert run(*folders, "--min-f1", "0.75").exit_code == 0
    missed = run(*folders, "--min-f1", "0.76")
    assert missed.exit_code == 1
    assert "F1 is 0.7500, but --min-f1 demands 0.76" in missed.stderr
    assert run(*folders, "--min-f1", "1.5").exit_code == 2


def test_a_demanded_figure_that_is_undefined(tmp_path: Path) -> None:
    world, result = World(), World()
    world.label("A", "legit", "handoff_worked")
    result.raw("assessments.ndjson", '{"assessment_id":"order:O-A","outcome":"clear"}')
    answer = run(world.write(tmp_path / "world"), result.write(tmp_path / "result"), "--min-f1", "0.1")
    assert answer.exit_code == 1
    assert "undefined" in answer.stderr


def refused(world: Path, result: Path) -> str:
    failed = run(world, result)
    assert isinstance(failed.exception, InputError)
    return str(failed.exception)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    world, result = written(tmp_path)
    assert "transferwatch replay" in refused(world, tmp_path / "nowhere")
    assert "transferwatch simulate" in refused(tmp_path / "nowhere", result)


def test_damaged_files_are_named_with_their_line(tmp_path: Path) -> None:
    world, result = written(tmp_path)
    with (result / "assessments.ndjson").open("a") as assessments:
        assessments.write('{"assessment_id": "order:O-A", "outco')
    assert f"{result / 'assessments.ndjson'}, line {len(ORDERS) + 2}" in refused(world, result)
    labels = world / "labels.ndjson"
    labels.write_text('{"order_id":"O-A","label":"guilty","kind":"ripe"}\n')
    assert f"{labels}, line 1" in refused(world, result)
    labels.write_text(
        '{"order_id":"O-A","label":"fraud","kind":"ripe"}\n{"order_id":"O-A","label":"legit","kind":"capacity"}\n'
    )
    assert "'O-A' has two labels" in refused(world, result)
    labels.write_text("\n")
    assert "is empty" in refused(world, result)


def order(share: int, *, fraud: bool) -> LabelledOrder:
    return LabelledOrder(fraud, "ripe", None, share_permille=share)


def test_best_threshold() -> None:
    assert best_share_permille([]) == 0
    assert best_share_permille([order(100, fraud=False)]) == 0
    assert best_share_permille([order(100, fraud=True), order(101, fraud=False)]) == 101
    assert best_share_permille([order(1000, fraud=True), order(-1, fraud=True)]) == 1001
