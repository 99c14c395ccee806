"""When a session ends, and when its token is replaced."""

from typing import NamedTuple

from detector.instant import SECOND_US


class SessionRules(NamedTuple):
    """Seconds without a request after which a session ends; seconds after which it ends anyway; between two tokens.

    `grace_seconds`: a replaced token still serves requests that were under way when it was replaced.
    """

    idle_seconds: int = 30 * 60
    longest_seconds: int = 12 * 3600
    rotate_seconds: int = 15 * 60
    grace_seconds: int = 30


class SessionTimes(NamedTuple):
    """The times of a session in microseconds: sign-in, last request, when its token was made."""

    created_us: int
    seen_us: int
    rotated_us: int


def is_alive(times: SessionTimes, at_us: int, rules: SessionRules) -> bool:
    """Whether a session still serves requests."""
    idle = at_us - times.seen_us < rules.idle_seconds * SECOND_US
    return idle and at_us - times.created_us < rules.longest_seconds * SECOND_US


def is_due(times: SessionTimes, at_us: int, rules: SessionRules) -> bool:
    """Whether a living session should get a new token with the next answer."""
    return at_us - times.rotated_us >= rules.rotate_seconds * SECOND_US
