"""`benchmarks/leave_one_out.py`: what is left out is left out, and nothing else."""

from pathlib import Path

import pytest

from benchmarks.leave_one_out import compare, f1_of
from benchmarks.parts import QUALITY, FactPart, OverlapPart, PackPart, Part, all_parts
from cli.evaluation.bootstrap import Draws
from cli.evaluation.labelled import LabelledOrder
from detector.effort import weigh
from detector.facts import ActivityFact
from detector.features import Features
from detector.pack import PackVersion
from detector.reasons import hold_against
from detector.score import combine
from streams.pack_files import SHIPPED, read_base
from streams.packs import load_pack

PARTS = {part.name: part for part in all_parts()}


def base(part: Part, folder: Path) -> PackVersion:
    return load_pack(part.rules(folder)).pack.base_at(0)


def test_a_rule_and_nothing_else_is_left_out(tmp_path: Path) -> None:
    everything = load_pack()
    left = load_pack(PARTS["rule:ripe"].rules(tmp_path / "rules"))
    assert set(everything.files) - set(left.files) == {"ripe"}
    assert left.pack.base_at(0) == everything.pack.base_at(0)


@pytest.mark.parametrize("name", QUALITY)
def test_a_measure_changes_the_effort_and_nothing_else(name: str, tmp_path: Path) -> None:
    shipped, left = read_base(SHIPPED / "pack.yml")[0], base(PARTS[f"quality:{name}"], tmp_path / "rules")
    assert left.effort != shipped.effort
    assert (left.score, left.judging) == (shipped.score, shipped.judging)


def test_a_part_judges_otherwise_only_inside() -> None:
    worked = Features(originator_after=5000, payee_after=100)
    with PARTS["reason:capacity"].patched():
        assert hold_against("capacity", worked, originator_known=True).result == "untestable"
        assert hold_against("leaver", worked, originator_known=True).result == "contradicted"
    assert hold_against("capacity", worked, originator_known=True).result == "contradicted"


def test_a_fact_clears_nothing_inside() -> None:
    gone = Features(originator_left=True, originator_away=True, originator_before=5000, pool_hours=100)
    params = load_pack().pack.base_at(0).score
    with FactPart("fact:left").patched():
        assert [fact.message_id for fact in combine([80], gone, params, 60).facts] == ["fact.pooled"]
    with FactPart("fact:pooled").patched():
        assert [fact.message_id for fact in combine([80], gone, params, 60).facts] == ["fact.left"]
    assert [fact.message_id for fact in combine([80], gone, params, 60).facts] == ["fact.left", "fact.pooled"]


def test_overlaps_count_whole_inside() -> None:
    def meeting(minute: int) -> ActivityFact:
        return ActivityFact(minute * 60_000_000, "amy", 2, 2, 1800, 20, 1 + minute, 0, False, -1, "", 1 + minute)

    effort, both = load_pack().pack.base_at(0).effort, [meeting(0), meeting(15)]
    assert [found.thousandths for found in weigh(both, effort)] == [1000, 500]
    with OverlapPart("quality:overlap").patched():
        assert [found.thousandths for found in weigh(both, effort)] == [1000, 1000]


def test_the_cap_is_a_part(tmp_path: Path) -> None:
    part = PARTS["cap:little_evidence"]
    assert isinstance(part, PackPart)
    assert base(part, tmp_path / "rules").score.little_evidence_cap == 100


def test_the_comparison() -> None:
    """Four customers, two frauds: with everything both are caught; without, one is, and an honest order is flagged."""

    def orders(outcomes: str) -> list[LabelledOrder]:
        names = {"r": "review", "c": "clear"}
        return [
            LabelledOrder(number < 2, "ripe", None, outcome=names[letter], customer=str(number))
            for number, letter in enumerate(outcomes)
        ]

    full, left = orders("rrcc"), orders("rcrc")
    assert (f1_of(full), f1_of(left), f1_of(orders("cccc"))) == (1.0, 0.5, 0.0)
    found = compare("rule:x", full, left, Draws([order.customer for order in full], resamples=500, seed=1))
    assert (found.change, found.caught, found.wrong) == (-0.5, -1, 1)
    assert found.interval is not None
    assert found.interval.low == -1.0
    same = compare("rule:y", full, full, Draws([order.customer for order in full], resamples=500, seed=1))
    assert (same.change, same.interval) == (0.0, (0.0, 0.0))
