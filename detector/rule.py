"""A rule: a pure function of an order's features and its parameters, with five possible results."""

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from detector.errors import PackError
from detector.features import Features
from detector.outputs import Param

ResultKind = Literal["hit", "no_hit", "snoozed", "not_evaluated", "error"]
Params = Mapping[str, int]


class RuleResult(Struct, frozen=True):
    """What a rule says of an order.

    `points`: -100 to 100, how much the sign weighs; what speaks against suspicion has points below 0. `message`: which
    of the rule's messages tells it, with `params`.
    A missing field gives `not_evaluated` with what is missing, never a silent `no_hit`.
    """

    kind: ResultKind
    points: int = 0
    message: str = ""
    params: Mapping[str, Param] = {}


NO_HIT = RuleResult("no_hit")


def hit(points: int, message: str = "hit", /, **params: Param) -> RuleResult:
    """The sign was seen."""
    return RuleResult("hit", points, message, params)


def not_evaluated(missing: str) -> RuleResult:
    """The sign could not be looked for; `missing` says why."""
    return RuleResult("not_evaluated", 0, "not_evaluated", {"missing": missing})


class RuleVersion(Struct, frozen=True):
    """One version of a rule's parameters, in force from `effective_from` (microseconds since 1970)."""

    version: int
    effective_from: int
    params: dict[str, int]


class Rule(Struct, frozen=True):
    """A loaded rule: what it means, its messages by language, its versions, and its function."""

    id: str
    title: dict[str, str]
    meaning: dict[str, str]
    messages: dict[str, dict[str, str]]
    versions: tuple[RuleVersion, ...]
    function: Callable[[Features, Params], RuleResult]

    def version_at(self, at: int) -> RuleVersion | None:
        """The version in force at a time, or None before the first."""
        chosen = None
        for version in self.versions:
            if version.effective_from <= at:
                chosen = version
        return chosen

    def version_numbered(self, number: int) -> RuleVersion:
        """A version by its number. Raises PackError for one that the rule does not have."""
        for version in self.versions:
            if version.version == number:
                return version
        message = f"rule {self.id} has no version {number}; it has {', '.join(str(v.version) for v in self.versions)}"
        raise PackError(message)

    def evaluate(self, features: Features, version: RuleVersion) -> RuleResult:
        """Run the rule; an exception in it becomes the result `error`, which never hides the other rules."""
        try:
            return self.function(features, version.params)
        except Exception as error:  # noqa: BLE001 - a rule written by a user must not stop the judging of others
            return RuleResult("error", 0, "error", {"error": f"{type(error).__name__}: {error}"})
