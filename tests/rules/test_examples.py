"""Every rule says what its own file's examples expect, and every parameter has room on both sides of its value."""

import pytest

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


def test_no_rule_fires_where_nothing_is_known() -> None:
    from detector.features import Features

    hits = [r.id for r in LOADED.pack.rules if r.evaluate(Features(), r.versions[-1]).kind not in ("no_hit",)]
    assert hits == []
