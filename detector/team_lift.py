"""Whether a team wins more since its people pass more on: beside its own past, and beside matched teams.

Looked at are teams that pass on a clearly larger part of their won orders than before. Had the assistants won that many
new ones, the team's total would have risen by `gain`. `lift` is by how much it rose more than that of the matched teams
(a difference in differences), with a bootstrap interval over months and teams. The same months are drawn for all teams,
so that what a season does to all of them cancels out. Orders are counted, not amounts: those cannot be added across
currencies, and a few large ones would hide everything else.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from detector.calendar import months_later
from detector.drawing import below, draws
from detector.firm import FirmMonth
from detector.outputs import Finding, Param
from detector.rates import EXACT, four_places
from detector.team_findings import joined

LIFT = "team_lift"
NOW_MONTHS, PAST_MONTHS = 3, 6
REACH_MONTHS = NOW_MONTHS + PAST_MONTHS
PASSED_FROM = 10
"""Fewer orders passed on in the `NOW_MONTHS` are not looked at."""
RISE_FROM = Decimal("0.15")
"""The part passed on must have risen by so much of all that the team won; a smaller rise is often chance."""
ORDERS_FROM = 60
"""With fewer won orders in the `NOW_MONTHS`, of the team or one to match, chance alone moves the figures too much."""
STEADY = 3
"""No month may have fewer orders than the average of all nine divided by this: a team that just begins, or a month of
which little was read yet, compares with nothing."""
MATCHED_FROM, MATCHED_AT_MOST = 2, 5
ROUNDS = 400
_MILLION = 1_000_000

Firm = Mapping[str, FirmMonth]
Level = Literal["normal", "unusual", "not_evaluated"]


class Course(NamedTuple):
    """A team's won orders month by month, the earliest first, and those of them passed on to assistants."""

    team: str
    won: tuple[int, ...]
    passed: tuple[int, ...]

    def part(self, months: slice) -> Decimal:
        """The part passed on of what was won; 0 where nothing was."""
        won = sum(self.won[months])
        return EXACT.divide(Decimal(sum(self.passed[months])), Decimal(won)) if won else Decimal(0)


_PAST, _NOW = slice(0, PAST_MONTHS), slice(PAST_MONTHS, REACH_MONTHS)


class Lift(NamedTuple):
    """The lift in millionths, with its 95 % interval."""

    estimate: int
    low: int
    high: int


def lift_findings(firm: Firm, period: str) -> list[Finding]:
    """What is said of the teams in a month in which any of them has something; nothing of another one.

    `firm`: the months that there are of the `REACH_MONTHS` up to it. One of which nothing is left is as if it were not
    there: whether it still is, depends on the order in which things came.
    """
    if period not in firm or not firm[period].totals:
        return []
    courses = _courses(firm, months_needed(period))
    found = [_finding(one, _matched(one, courses), period) for one in courses if _rises(one)]
    return sorted(found, key=lambda finding: finding.finding_id)


def months_needed(period: str) -> list[str]:
    """The months on which the findings of one depend, the earliest first."""
    return [months_later(period, back) for back in range(1 - REACH_MONTHS, 1)]


def months_touched(changed: Iterable[str]) -> list[str]:
    """The months whose findings may change with some, sorted."""
    return sorted({months_later(month, later) for month in changed for later in range(REACH_MONTHS)})


def changed_lifts(before: Firm, after: Firm, changed: Iterable[str]) -> list[tuple[str, Finding | None]]:
    """What became other where some months changed, by finding id; None: it vanished."""
    found: list[tuple[str, Finding | None]] = []
    for period in months_touched(changed):
        old = {item.finding_id: item for item in lift_findings(before, period)}
        new = {item.finding_id: item for item in lift_findings(after, period)}
        found += [(name, new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return found


def _courses(firm: Firm, names: list[str]) -> list[Course]:
    """Those of all teams; half of a correction may be read: a team with more passed on than won is left out."""
    found = []
    for team in sorted({team for name in names if name in firm for team in firm[name].totals}):
        totals = [firm[name].totals.get(team) if name in firm else None for name in names]
        won = tuple(total.orders if total else 0 for total in totals)
        passed = tuple(total.passed if total else 0 for total in totals)
        if all(0 <= part <= whole for part, whole in zip(passed, won, strict=True)):
            found.append(Course(team, won, passed))
    return found


def _is_enough(course: Course) -> bool:
    """Whether the team won something worth comparing in each of the months, and enough in all."""
    steady = min(course.won) * STEADY * REACH_MONTHS >= sum(course.won)
    return steady and sum(course.won[_NOW]) >= ORDERS_FROM


def _rise(course: Course) -> Decimal:
    return course.part(_NOW) - course.part(_PAST)


def _rises(course: Course) -> bool:
    return sum(course.passed[_NOW]) >= PASSED_FROM and _rise(course) >= RISE_FROM


def _matched(course: Course, courses: list[Course]) -> tuple[Course, ...]:
    """The teams nearest in size whose part passed on rose by less than half as much, at most so many."""
    if not _is_enough(course):
        return ()
    steady = [one for one in courses if one.team != course.team and _is_enough(one)]
    steady = [one for one in steady if 2 * _rise(one) < _rise(course)]
    size = sum(course.won[_PAST])

    def distance(one: Course) -> tuple[int, str]:
        other = sum(one.won[_PAST])
        return max(size, other) * _MILLION // min(size, other), one.team

    return tuple(sorted(sorted(steady, key=distance)[:MATCHED_AT_MOST]))


def _growth(teams: Iterable[Course], past: Iterable[int], now: Iterable[int]) -> int:
    """Orders a month now as millionths of those of the past, of teams together, by months that were drawn."""
    past, now, teams = list(past), list(now), list(teams)
    before = sum(team.won[index] for team in teams for index in past) * len(now)
    return sum(team.won[index] for team in teams for index in now) * len(past) * _MILLION // before


@lru_cache(maxsize=512)
def measure_lift(course: Course, matched: tuple[Course, ...]) -> Lift:
    """The lift and its bootstrap interval. What is drawn depends on the figures alone, so it is the same everywhere.

    One month less than there are is drawn of each side, as its spread is else too small (P. J. McCarthy and C. B.
    Snowden, Vital and Health Statistics 2-95, 1985).
    """
    stream = draws(msgspec.msgpack.encode([course, matched]))

    def lift(teams: Iterable[Course], past: Iterable[int], now: Iterable[int]) -> int:
        return _growth([course], past, now) * _MILLION // max(1, _growth(teams, past, now)) - _MILLION

    estimate = lift(matched, range(PAST_MONTHS), range(PAST_MONTHS, REACH_MONTHS))
    rounds = []
    for _ in range(ROUNDS):
        past = [below(PAST_MONTHS, stream) for _ in range(PAST_MONTHS - 1)]
        now = [PAST_MONTHS + below(NOW_MONTHS, stream) for _ in range(NOW_MONTHS - 1)]
        rounds.append(lift([matched[below(len(matched), stream)] for _ in matched], past, now))
    rounds.sort()
    edge = ROUNDS // 40
    return Lift(estimate, rounds[edge], rounds[-1 - edge])


def _finding(course: Course, matched: tuple[Course, ...], period: str) -> Finding:
    before, now = course.part(_PAST), course.part(_NOW)
    params: dict[str, Param] = {
        "team": course.team,
        "since": months_later(period, 1 - NOW_MONTHS),
        "period": period,
        "passed": sum(course.passed[_NOW]),
        "part": four_places(now),
        "part_before": four_places(before),
        "matched": len(matched),
    }
    level: Level = "not_evaluated"
    said, estimate, interval = "short", None, None
    if len(matched) >= MATCHED_FROM:
        lift, gain = measure_lift(course, matched), _gain(before, now)
        level = _level(lift, gain)
        said = "unclear" if level == "not_evaluated" else level
        estimate, interval = _share(lift.estimate), (_share(lift.low), _share(lift.high))
        params |= {"lift": estimate, "low": interval[0], "high": interval[1], "gain": _share(gain)}
        params["teams"] = ", ".join(one.team for one in matched)
    return Finding(
        finding_id=joined(LIFT, course.team, period),
        kind=LIFT,
        subject=course.team,
        period=period,
        n=sum(course.won[_NOW]),
        estimate=estimate,
        interval=interval,
        message_id=f"finding.{LIFT}.{said}",
        params=params,
        level=level,
    )


def _level(lift: Lift, gain: int) -> Level:
    """Normal where a lift is seen, unusual where the interval allows for none and not for all of the gain.

    An interval that holds both allows for everything: it cannot be told yet.
    """
    if lift.low > 0:
        return "normal"
    return "unusual" if lift.high < gain else "not_evaluated"


def _gain(before: Decimal, now: Decimal) -> int:
    """By how much a total is larger, in millionths, if the part passed on rose by new orders alone."""
    kept = max(1 - now, Decimal("0.01"))
    return int(EXACT.divide((now - before) * _MILLION, kept))


def _share(millionths: int) -> str:
    return four_places(EXACT.divide(Decimal(millionths), Decimal(_MILLION)))
