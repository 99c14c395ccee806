"""Every rule says what its own file's examples expect, and every parameter has room on both sides of its value."""

import pytest

from detector.features import Features
from streams.pack_check import ExampleRun, run_examples
from streams.packs import load_pack

LOADED = load_pack()
RUNS = list(run_examples(LOADED))


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.rule_id}: {run.name}")
def test_example(run: ExampleRun) -> None:
    assert run.wrong == ""


def test_every_rule_fires_and_is_silent_in_its_examples() -> None:
    assert RUNS
    for rule in LOADED.pack.rules:
        expected = {example.expect for example in LOADED.files[rule.id].examples}
        assert {"hit", "no_hit"} <= expected, rule.id


def test_an_order_of_which_nothing_is_known_is_never_in_review() -> None:
    results = [rule.evaluate(Features(), rule.versions[-1]) for rule in LOADED.pack.rules]
    assert [result.kind for result in results if result.kind not in ("hit", "no_hit", "not_evaluated")] == []
    points = sum(result.points for result in results if result.kind == "hit")
    assert points < LOADED.pack.base_at(0).score.review_from
