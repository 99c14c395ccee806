"""The parameters of judging, as types: what a rule pack's YAML must hold, with units and bounds.

Everything that changes with time is a list of versions, each with an `effective_from`; the version in force at an
order's time judges it, and the earliest one also holds backwards.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from detector.dated import Dated
from detector.errors import PackError
from detector.instant import DAY_US
from detector.rule import Rule, RuleVersion
from detector.words import TextRules

Permille = Annotated[int, Meta(ge=0, le=1000)]
Count = Annotated[int, Meta(ge=0)]
Thousandths = Annotated[int, Meta(ge=0, le=1_000_000)]


class TypeWeight(Struct, frozen=True, forbid_unknown_fields=True):
    """What one activity type weighs: `full_thousandths` at `full_seconds`, in proportion up to `max_seconds`.

    Longer than `absurd_seconds` it is no measurement and shows hardly any work.

    Without a duration (or for types with `full_seconds: 0`) it weighs `untimed_thousandths`. What needs a text to
    be work (`needs_text`: a mail, a message, a note) weighs little without one; a meeting or a quote is work by itself.
    `typical_thousandths`: what it counts without a duration where two people's work is compared (`detector.typical`); 0
    where a type is compared by what it weighs. `untold_thousandths`: the same where no sentence tells of it either; 0
    where that makes no difference.
    """

    full_thousandths: Thousandths
    full_seconds: Count
    min_seconds: Count
    max_seconds: Count
    absurd_seconds: Count
    untimed_thousandths: Thousandths
    needs_text: bool = False
    typical_thousandths: Thousandths = 0
    untold_thousandths: Thousandths = 0


class EffortParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How work is weighed: type × quality, in integer thousandths (1000 = a 30-minute meeting with its own text)."""

    types: dict[str, TypeWeight]
    typical_times: Annotated[int, Meta(ge=1)]
    absurd_permille: Permille
    text_min_units: Count
    text_full_units: Count
    text_part_permille: Permille
    no_text_permille: Permille
    no_text_needed_permille: Permille
    repeat_permille: Permille
    repeat_needed_permille: Permille
    copies: Annotated[int, Meta(ge=2)]
    copied_permille: Permille
    copied_needed_permille: Permille
    near_permille: Permille
    burst_minutes: Count
    burst_entries: Annotated[int, Meta(ge=2)]
    burst_permille: Permille
    burst_inbound_mail_permille: Permille
    burst_total_thousandths: Thousandths
    bulk_hours: Count
    bulk_window_minutes: Count
    bulk_entries: Annotated[int, Meta(ge=2)]
    bulk_permille: Permille
    sitting_minutes: Count
    backdated_days: Count
    backdated_permille: Permille
    after_order_hours: Count
    daily_cap_thousandths: Thousandths


class ScoreParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How signs combine (`detector.score`): thresholds and caps, 0 to 100."""

    watch_from: Annotated[int, Meta(ge=1, le=100)]
    review_from: Annotated[int, Meta(ge=1, le=100)]
    honest_cap: Annotated[int, Meta(ge=0, le=100)]
    little_evidence_cap: Annotated[int, Meta(ge=0, le=100)]
    little_evidence_thousandths: Thousandths
    little_evidence_entries: Count
    pooled_cap: Annotated[int, Meta(ge=0, le=100)]
    question_cap: Annotated[int, Meta(ge=0, le=100)]


class Judging(Struct, frozen=True, forbid_unknown_fields=True):
    """Windows (days of 24 hours) and grace periods by which an order's facts are gathered."""

    horizon_days: Annotated[int, Meta(ge=1, le=3650)]
    after_days: Annotated[int, Meta(ge=0, le=365)]
    deal_days: Annotated[int, Meta(ge=1, le=3650)]
    term_days: Annotated[int, Meta(ge=1, le=3650)]
    same_deal_hours: Count
    same_deal_new_hours: Count
    dormant_days: Count
    grace_days: Count
    away_lead_days: Count
    notice_days: Count
    long_leave_days: Count
    away_spare_days: Count
    away_after_days: Count
    moved_days: Count
    new_hire_days: Count
    pool_days: Count
    quiet_thousandths: Thousandths
    small_thousandths: Thousandths
    small_spare: Count
    small_per_solid: Count
    solid_thousandths: Thousandths


class PackVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is not one rule: windows, effort, score."""

    version: Annotated[int, Meta(ge=1)]
    effective_from: str
    judging: Judging
    effort: EffortParams
    score: ScoreParams


class PlanVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a credit plan; shares as decimal strings."""

    version: Annotated[int, Meta(ge=1)]
    effective_from: str
    split: Literal["fixed", "by_effort"]
    substantive_effort: Thousandths
    holdover_days: Count
    pool_days: Count
    assistant_share: Annotated[str, Meta(pattern=r"^[01](\.[0-9]{1,4})?$")]
    hold_without_reason: bool = True


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """A credit plan file: id, what it means, versions."""

    id: str
    title: dict[str, str]
    meaning: dict[str, str]
    versions: list[PlanVersion]


class PlanChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """Which plan the company uses from when on."""

    plan: str
    effective_from: str


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """The company's accounting months: time zone, first day of a month, last closed month.

    With `month_starts_on_day: 26` the month 2026-03 runs from 26 February to 25 March.
    """

    time_zone: str
    month_starts_on_day: Annotated[int, Meta(ge=1, le=28)]
    closed_through: Annotated[str, Meta(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")] = ""


class Company(Struct, frozen=True, forbid_unknown_fields=True):
    """The company's own settings: calendar, plans, which stages are late (in their order)."""

    calendar: Calendar
    plans: list[PlanChoice]
    late_stages: list[str]


def _in_force(rules: Sequence[Rule], at: int) -> Sequence[tuple[Rule, RuleVersion]]:
    return tuple((rule, version) for rule in rules if (version := rule.version_at(at)) is not None)


class RulePack:
    """All that judging is parametrized by. Built by a loader; holds no file and no clock."""

    def __init__(
        self,
        *,
        base: Sequence[PackVersion],
        rules: Sequence[Rule],
        plans: Sequence[Plan],
        company: Company,
        text_rules: TextRules,
        digest: str,
    ) -> None:
        self._bases = tuple(base)
        self.horizon_us = max(version.judging.horizon_days for version in base) * DAY_US
        """The longest horizon of any version, in microseconds."""
        self.after_us = max(version.judging.after_days for version in base) * DAY_US
        """The longest time after an order of any version, in microseconds."""
        self._base = Dated([(version.effective_from, version) for version in base])
        self.rules = tuple(rules)
        starts = sorted({version.effective_from for rule in rules for version in rule.versions})
        self._in_force = [(start, _in_force(rules, start)) for start in starts]
        self._plans = {plan.id: Dated([(v.effective_from, v) for v in plan.versions]) for plan in plans}
        self._choice = Dated([(choice.effective_from, choice.plan) for choice in company.plans])
        self.company = company
        self.late_stages = {stage: rank for rank, stage in enumerate(company.late_stages, 1)}
        self.zone = ZoneInfo(company.calendar.time_zone)
        self.text_rules = text_rules
        self.digest = digest

    def rules_at(self, at: int) -> Sequence[tuple[Rule, RuleVersion]]:
        """The rules in force at a time, each with its version then."""
        chosen: Sequence[tuple[Rule, RuleVersion]] = ()
        for start, rules in self._in_force:
            if start > at:
                break
            chosen = rules
        return chosen

    def base_at(self, at: int) -> PackVersion:
        """Windows, effort and score in force at a time."""
        return self._base.at(at)

    def base_numbered(self, version: int) -> PackVersion:
        """Windows, effort and score by version number. Raises PackError for a number that the pack does not have."""
        for item in self._bases:
            if item.version == version:
                return item
        message = f"pack.yml has no version {version}; it has {', '.join(str(item.version) for item in self._bases)}"
        raise PackError(message)

    def plan_at(self, at: int) -> tuple[str, PlanVersion]:
        """The credit plan in force at a time: its id and version."""
        plan_id = self._choice.at(at)
        return plan_id, self._plans[plan_id].at(at)
