"""What judging finds of a matter, as types."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from detector.deal import OtherWorker
from detector.facts import ChangeFact, DecisionFact
from detector.features import Features
from detector.orders import OrderHistory
from detector.outputs import Assessment
from detector.pack import PlanVersion
from detector.plan import PlanPath
from detector.reasons import TestedReason
from detector.rule import Rule, RuleResult
from detector.score import Combined
from detector.window import Window


class RuleOutcome(Struct, frozen=True):
    """One rule's result on a matter, by the version in force."""

    rule: Rule
    version: int
    result: RuleResult


class Judgement(Struct, frozen=True):
    """What judging found: the other worker, the plan's path and split, features, rule results, score.

    `latest`: the latest time among the matter, its explanation and the events counted in a feature. `deal_start`: work
    up to this time belongs to no current deal (both in microseconds since 1970). `explained`: the reason given
    afterwards that was heard. `base_version`: which version of windows, effort and score judged it. `work`: everybody's
    weighed work in the window, in thousandths.
    """

    window: Window
    latest: int
    other: OtherWorker
    path: PlanPath
    plan_id: str
    plan: PlanVersion
    shares: dict[str, Decimal]
    features: Features
    results: tuple[RuleOutcome, ...]
    reason: TestedReason | None
    combined: Combined
    case_hop: ChangeFact | None
    must_explain: bool
    deal_start: int
    explained: DecisionFact | None
    base_version: int
    work: Mapping[str, int]


class JudgedOrder(NamedTuple):
    """An order with its final judgement."""

    order: OrderHistory
    judgement: Judgement
    assessment: Assessment


class JudgedTransfer(NamedTuple):
    """A path from a salesperson to an assistant with its judgement."""

    change: ChangeFact
    judgement: Judgement
    assessment: Assessment
