"""Which months of a team are held beside which, and which other teams beside it: by what was passed on, never by sales.

A team is looked at whose part passed on to assistants rose clearly. When it rose is not known, so that split of the
months is taken at which the parts before and after differ most clearly. What the team won has no say in this, so that
choosing favours no result.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from detector.lift_interval import MILLION
from detector.rates import EXACT

RECENT_MONTHS = 3
"""The fewest months after the rise; in the latest ones of these it must still last."""
NOW_AT_MOST = 9
PAST_FROM, PAST_AT_MOST = 6, 9
REACH_MONTHS = NOW_AT_MOST + PAST_AT_MOST
PASSED_FROM = 10
"""Fewer orders passed on since the rise are not looked at."""
RISE_FROM = Decimal("0.15")
"""The part passed on must have risen by so much of all that the team won."""
CLEAR_FROM = 12_250
"""And so clearly, in thousandths of chi-squared: where nothing changed, one comparison in 2,100 differs as much."""
ORDERS_FROM = 60
"""With fewer won orders since the rise, of the team or one to match, chance alone moves the figures too much."""
STEADY = 3
"""No month may have fewer orders than the average of all divided by this: a team that just begins, or a month of
which little was read yet, compares with nothing."""
MATCHED_FROM, MATCHED_AT_MOST = 2, 5


class Course(NamedTuple):
    """A team's won orders month by month, the earliest first, and those of them passed on to assistants."""

    team: str
    won: tuple[int, ...]
    passed: tuple[int, ...]


class Half(NamedTuple):
    """What a team won in some months together, and passed on of it."""

    won: int
    passed: int

    def part(self) -> Decimal:
        """The part passed on of what was won; 0 where nothing was."""
        return EXACT.divide(Decimal(self.passed), Decimal(self.won)) if self.won else Decimal(0)


class Window(NamedTuple):
    """So many of the latest months, and so many before them."""

    now: int
    past: int

    def halves(self, course: Course) -> tuple[Half, Half]:
        """The past of a course, and what came since."""
        since = len(course.won) - self.now
        return _half(course, since - self.past, since), _half(course, since, len(course.won))

    def of(self, figures: Sequence[int]) -> tuple[int, ...]:
        """The figures of its months."""
        return tuple(figures[len(figures) - self.now - self.past :])


class Look(NamedTuple):
    """What is compared: a team, in which months, and with whom; with fewer than `MATCHED_FROM` it cannot be told."""

    course: Course
    window: Window
    matched: tuple[Course, ...]


_WINDOWS = tuple(
    Window(now, past) for now in range(RECENT_MONTHS, NOW_AT_MOST + 1) for past in range(PAST_FROM, PAST_AT_MOST + 1)
)


def look_at(course: Course, courses: Sequence[Course]) -> Look | None:
    """How to look at a team, None where it does not pass on clearly more; `courses` of `REACH_MONTHS`, all teams'."""
    rising = sorted((window for window in _WINDOWS if _rises(course, window)), key=lambda one: _clear(course, one))
    whole = [window for window in reversed(rising) if _is_enough(course, window)]
    for window in whole:
        matched = _matched(course, window, courses)
        if len(matched) >= MATCHED_FROM:
            return Look(course, window, matched)
    if whole:
        return Look(course, whole[0], _matched(course, whole[0], courses))
    return Look(course, _WINDOWS[0], ()) if _WINDOWS[0] in rising else None


def _half(course: Course, start: int, stop: int) -> Half:
    return Half(sum(course.won[start:stop]), sum(course.passed[start:stop]))


def _rise(course: Course, window: Window) -> Decimal:
    past, now = window.halves(course)
    return now.part() - past.part()


def _rises(course: Course, window: Window) -> bool:
    """Whether clearly more was passed on, and still is."""
    past, now = window.halves(course)
    recent = _half(course, len(course.won) - RECENT_MONTHS, len(course.won))
    lasts = min(now.part(), recent.part()) - past.part() >= RISE_FROM
    return now.passed >= PASSED_FROM and lasts and _clear(course, window) >= CLEAR_FROM


def _clear(course: Course, window: Window) -> int:
    """How clearly the parts differ: chi-squared of passed on or not, before or since, in thousandths."""
    past, now = window.halves(course)
    passed, kept = past.passed + now.passed, past.won + now.won - past.passed - now.passed
    chances = past.won * now.won * passed * kept
    apart = now.passed * past.won - past.passed * now.won
    return 1000 * apart * apart * (past.won + now.won) // chances if chances else 0


def _is_enough(course: Course, window: Window) -> bool:
    """Whether the team won something worth comparing in each of the months, and enough since the rise."""
    won = window.of(course.won)
    return min(won) * STEADY * len(won) >= sum(won) and sum(won[window.past :]) >= ORDERS_FROM


def _matched(course: Course, window: Window, courses: Sequence[Course]) -> tuple[Course, ...]:
    """The teams nearest in size whose part passed on rose by less than half as much, at most so many."""
    rise, size = _rise(course, window), window.halves(course)[0].won
    alike = [one for one in courses if one.team != course.team and _is_enough(one, window)]
    alike = [one for one in alike if 2 * _rise(one, window) < rise]

    def distance(one: Course) -> tuple[int, str]:
        other = window.halves(one)[0].won
        return max(size, other) * MILLION // min(size, other), one.team

    return tuple(sorted(sorted(alike, key=distance)[:MATCHED_AT_MOST]))
