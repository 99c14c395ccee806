"""Every outcome can be computed again from what its assessment stores and the rule pack alone."""

from pathlib import Path

import msgspec
import pytest

from detector.errors import PackError
from detector.outputs import Assessment
from detector.recompute import recompute
from detector.rule import RuleVersion
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.packs import LoadedPack
from streams.replay import replay_folder
from tests.detector.builders import Customer, at, copy_pack, shipped
from tests.detector.suspicious_kinds import SUSPICIOUS
from tests.detector.test_typologies import HONEST

EVERYTHING = {**SUSPICIOUS, **HONEST}


def stored(assessment: Assessment) -> Assessment:
    """As read back from where it was kept."""
    return msgspec.json.decode(msgspec.json.encode(assessment), type=Assessment)


@pytest.mark.parametrize("kind", EVERYTHING)
def test_every_assessment_recomputes(kind: str) -> None:
    assessments = EVERYTHING[kind]().judge().assessments
    assert assessments
    for assessment in assessments:
        assert recompute(stored(assessment), shipped().pack).agrees_with(assessment), assessment.assessment_id


def test_every_assessment_of_a_simulated_world_recomputes(tmp_path: Path) -> None:
    simulate(tmp_path / "world", WorldSettings(customers=400, seed=31))
    replay_folder(tmp_path / "world", tmp_path / "result")
    lines = (tmp_path / "result" / "assessments.ndjson").read_bytes().splitlines()
    assessments = [msgspec.json.decode(line, type=Assessment) for line in lines]
    assert len(assessments) > 400
    assert {item.outcome for item in assessments} == {"clear", "watch", "review"}
    wrong = [i.assessment_id for i in assessments if not recompute(i, shipped().pack).agrees_with(i)]
    assert wrong == []


def test_a_changed_score_outcome_hit_or_feature_is_seen() -> None:
    assessment = SUSPICIOUS["ripe"]().assessment()
    replace = msgspec.structs.replace
    forged = [
        replace(assessment, score=assessment.score - 1),
        replace(assessment, outcome="clear"),
        replace(assessment, hits=assessment.hits[1:]),
        replace(assessment, features=assessment.features | {"hop_hours": 900}),
        replace(assessment, features=assessment.features | {"originator_left": True}),
    ]
    for item in forged:
        assert not recompute(item, shipped().pack).agrees_with(item)


def two_versions(day: float) -> LoadedPack:
    """A pack whose ripe and whose thresholds change on a day."""
    loaded = shipped()
    rules = []
    for rule in loaded.pack.rules:
        first = rule.versions[0]
        if rule.id == "ripe":
            later = RuleVersion(2, at(day), first.params | {"base_points": first.params["base_points"] - 20})
            rule = msgspec.structs.replace(rule, versions=(first, later))
        rules.append(rule)
    base = loaded.pack.base_at(0)
    score = msgspec.structs.replace(base.score, watch_from=1)
    second = msgspec.structs.replace(base, version=2, effective_from="2026-03-02T08:00:00Z", score=score)
    return loaded._replace(pack=copy_pack(loaded, rules=rules, base=[base, second]))


def test_versions_are_those_in_force_at_the_order_and_are_stored_hit_or_not() -> None:
    changed = two_versions(-0.5)
    new = SUSPICIOUS["ripe"]()
    early = Customer().owner(-70, "lin").pursue("lin", -65, -60, -55, -50, -45).owner(-40, "mei", "lin")
    early.order(-38, "mei").order(0, "lin", "O2")
    for customer, ripe, base in ((new, 2, 2), (early, 1, 1)):
        (assessment,) = [item for item in customer.judge(changed).assessments if item.order_id == "O1"]
        assert (assessment.rule_versions["ripe"], assessment.rule_versions["pack"]) == (ripe, base)
        assert set(assessment.rule_versions) == {rule.id for rule in shipped().pack.rules} | {"pack"}
        assert recompute(assessment, changed.pack).agrees_with(assessment)
    (last,) = [item for item in new.judge(changed).assessments if item.order_id]
    assert last.score < new.assessment().score
    again = {hit.rule_id: hit.rule_version for hit in recompute(last, changed.pack).hits}
    assert (again["ripe"], again["work_of_another"]) == (2, 1)


def test_a_rule_before_its_first_version_says_nothing() -> None:
    loaded = shipped()
    rules = [
        msgspec.structs.replace(rule, versions=(RuleVersion(1, at(1), rule.versions[0].params),))
        if rule.id == "ripe"
        else rule
        for rule in loaded.pack.rules
    ]
    pack = copy_pack(loaded, rules=rules)
    (assessment,) = [i for i in SUSPICIOUS["ripe"]().judge(loaded._replace(pack=pack)).assessments if i.order_id]
    assert "ripe" not in assessment.rule_versions
    assert "ripe" not in {hit.rule_id for hit in assessment.hits}
    assert recompute(assessment, pack).agrees_with(assessment)


def test_another_pack_is_refused() -> None:
    assessment = SUSPICIOUS["ripe"]().assessment()
    with pytest.raises(PackError, match="load the rule pack that judged it"):
        recompute(assessment, copy_pack(shipped(), digest="another"))
    for name in ("pack", "ripe"):
        unknown = msgspec.structs.replace(assessment, rule_versions=assessment.rule_versions | {name: 7})
        with pytest.raises(PackError, match="has no version 7; it has 1"):
            recompute(unknown, shipped().pack)
