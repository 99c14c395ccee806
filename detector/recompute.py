"""An assessment computed again from nothing but what it stores and its rule pack (contract: "Explained")."""

from typing import NamedTuple

from detector.errors import PackError
from detector.features import from_dict
from detector.judgement import RuleOutcome
from detector.messages import Catalog
from detector.outputs import Assessment, Hit, Outcome
from detector.pack import RulePack
from detector.score import combine
from detector.writing import write_hits


class Recomputed(NamedTuple):
    """What the stored features give: to compare with the assessment's own fields of these names."""

    outcome: Outcome
    score: int
    hits: list[Hit]

    def agrees_with(self, assessment: Assessment) -> bool:
        """Whether an assessment says the same."""
        return self == (assessment.outcome, assessment.score, assessment.hits)


def recompute(assessment: Assessment, pack: RulePack) -> Recomputed:
    """Judge the stored features again by the stored rule versions.

    Raises PackError where the pack is not the one that judged (its digest differs) or lacks a version that is named.
    """
    if assessment.rules_digest != pack.digest:
        message = (
            f"{assessment.assessment_id} was judged by rules of digest {assessment.rules_digest}, these have "
            f"{pack.digest}; load the rule pack that judged it"
        )
        raise PackError(message)
    features = from_dict(assessment.features)
    base = pack.base_numbered(assessment.rule_versions["pack"])
    outcomes = []
    for rule in pack.rules:
        number = assessment.rule_versions.get(rule.id)
        if number is not None:
            outcomes.append(RuleOutcome(rule, number, rule.evaluate(features, rule.version_numbered(number))))
    points = [item.result.points for item in outcomes if item.result.kind == "hit"]
    combined = combine(points, features, base.score, base.judging.new_hire_days)
    catalog = Catalog({name: texts for rule in pack.rules for name, texts in rule.messages.items()})
    return Recomputed(combined.outcome, combined.score, write_hits(outcomes, catalog))
