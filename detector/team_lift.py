"""Whether a team wins more since its people pass more on: beside its own past, and beside matched teams.

Looked at are teams that pass on a clearly larger part of their won orders than before. Had the assistants won that many
new ones, the team's total would have risen by `gain`. `lift` is by how much it rose more than that of the matched teams
(a difference in differences). Orders are counted, not amounts: those cannot be added across currencies, and a few large
ones would hide everything else.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from detector.calendar import months_later
from detector.firm import FirmMonth
from detector.lift_interval import MILLION, Rise, measure_rise
from detector.lift_windows import MATCHED_FROM, REACH_MONTHS, Course, Look, look_at
from detector.outputs import Finding, Param
from detector.rates import EXACT, four_places
from detector.team_findings import joined

LIFT = "team_lift"

Firm = Mapping[str, FirmMonth]
Level = Literal["normal", "unusual", "not_evaluated"]


def lift_findings(firm: Firm, period: str) -> list[Finding]:
    """What is said of the teams in a month in which any of them has something; nothing of another one.

    `firm`: the months that there are of the `REACH_MONTHS` up to it. One of which nothing is left is as if it were not
    there: whether it still is, depends on the order in which things came.
    """
    if period not in firm or not firm[period].totals:
        return []
    courses = _courses(firm, months_needed(period))
    looks = [look for course in courses if (look := look_at(course, courses)) is not None]
    found = [_finding(look, period) for look in looks]
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


def _finding(look: Look, period: str) -> Finding:
    past, now = look.window.halves(look.course)
    params: dict[str, Param] = {
        "team": look.course.team,
        "since": months_later(period, 1 - look.window.now),
        "period": period,
        "months": look.window.past,
        "passed": now.passed,
        "part": four_places(now.part()),
        "part_before": four_places(past.part()),
        "matched": len(look.matched),
    }
    level: Level = "not_evaluated"
    said, estimate, interval = "short", None, None
    if len(look.matched) >= MATCHED_FROM:
        lift, gain = _lift(look), _gain(past.part(), now.part())
        level = _level(lift, gain)
        said = "unclear" if level == "not_evaluated" else level
        estimate, interval = _share(lift.estimate), (_share(lift.low), _share(lift.high))
        params |= {"lift": estimate, "low": interval[0], "high": interval[1], "gain": _share(gain)}
        params["teams"] = ", ".join(one.team for one in look.matched)
    return Finding(
        finding_id=joined(LIFT, look.course.team, period),
        kind=LIFT,
        subject=look.course.team,
        period=period,
        n=now.won,
        estimate=estimate,
        interval=interval,
        message_id=f"finding.{LIFT}.{said}",
        params=params,
        level=level,
    )


def _lift(look: Look) -> Rise:
    window = look.window
    return measure_rise(window.of(look.course.won), tuple(window.of(one.won) for one in look.matched), window.past)


def _level(lift: Rise, gain: int) -> Level:
    """Normal where a lift is seen, unusual where the interval allows for none and not for all of the gain.

    An interval that holds both allows for everything: it cannot be told yet.
    """
    if lift.low > 0:
        return "normal"
    return "unusual" if lift.high < gain else "not_evaluated"


def _gain(before: Decimal, now: Decimal) -> int:
    """By how much a total is larger, in millionths, if the part passed on rose by new orders alone."""
    kept = max(1 - now, Decimal("0.01"))
    return int(EXACT.divide((now - before) * MILLION, kept))


def _share(millionths: int) -> str:
    return four_places(EXACT.divide(Decimal(millionths), Decimal(MILLION)))
