"""One person of the firm: career, absences, and the habits with which work is logged."""

from random import Random

import msgspec

from simulator.sections import Logging
from simulator.times import DAY

FOREVER = 2**40


class Habits:
    """How a person logs.

    `miss`: chance that a real piece of work is never logged. `trivial`: chance of an empty entry beside a real
    one (unanswered calls). `terse`, `copy`, `silent`: chances of a short text, a template, no text at all.
    `untimed`: chance of a missing duration. `recording`: prompt, evening, friday, friday_flat (the true time
    is lost too) or none (the CRM does not say). `speed` scales how long this person's deals take. A `style` other
    than mixed makes everybody alike in one respect, as a CRM or a rule of the house would.
    """

    __slots__ = (
        "copy", "miss", "recording", "silent", "speed", "staged", "template", "terse", "trivial", "untimed", "weekend",
    )  # fmt: skip

    def __init__(self, rng: Random, number: int, unlogged: float, style: str, logging: Logging) -> None:
        self.miss = _miss(number, unlogged, logging.unevenness)
        self.trivial = rng.choice(logging.trivial)
        self.terse = rng.choice(logging.terse)
        self.copy = rng.choice(logging.copy)
        self.silent = rng.choice(logging.silent)
        self.untimed = rng.choice(logging.untimed)
        self.staged = rng.choice(logging.staged)
        ways = msgspec.structs.asdict(logging.recording)
        self.recording = rng.choices(list(ways), list(ways.values()))[0]
        self.weekend = rng.choice(logging.weekend)
        self.speed = rng.uniform(*logging.speed)
        self.template = int(rng.random() * 1000)
        if style == "terse":
            self.terse, self.copy = rng.uniform(0.5, 0.85), 0.1
        elif style == "wordless":
            self.silent, self.untimed = rng.uniform(0.8, 1.0), 0.0
        elif style == "untimed":
            self.untimed, self.silent = 1.0, 0.0
        elif style == "unrecorded":
            self.recording = "none"
        elif style == "weekly":
            self.recording = "friday"


def _miss(number: int, unlogged: float, unevenness: float) -> float:
    """Return a person's share of unlogged work: `unlogged` on average; if uneven, most below, some at three times it.

    Spread evenly over the people (by the golden ratio) and not drawn, so that a small firm has the mean too.
    """
    place = (number * 0.6180339887 + 0.37) % 1.0
    return min(0.95, unlogged * (1.0 - 0.6 * unevenness + 3.0 * unevenness * place**4)) if unlogged < 1.0 else 1.0


class Person:
    """A person with a role history [(from, role)], absences [(from, to)] and a tenure [hired, left)."""

    __slots__ = ("absences", "habits", "hired", "id", "lang", "left", "manager", "name", "roles", "team")

    def __init__(self, number: int, team: int, role: str, hired: int, lang: str, name: str, habits: Habits) -> None:
        self.id = f"E{10000 + number}"
        self.team = team
        self.roles: list[tuple[int, str]] = [(0, role)]
        self.hired = hired
        self.left = FOREVER
        self.absences: list[tuple[int, int]] = []
        self.lang = lang
        self.name = name
        self.habits = habits
        self.manager: Person | None = None

    def role(self, time: int) -> str:
        """Return the role at a time."""
        held = self.roles[0][1]
        for since, role in self.roles[1:]:
            if since <= time:
                held = role
        return held

    def away(self, time: int) -> bool:
        """Tell whether the person is on leave at a time."""
        return any(since <= time < until for since, until in self.absences)

    def absent(self, time: int) -> bool:
        """Tell whether the person cannot work at a time: on leave, not yet hired, or gone."""
        return time >= self.left or time < self.hired or self.away(time)

    def at_work(self, start: int, end: int) -> bool:
        """Tell whether the person is employed in all of [start, end] and on leave in none of it."""
        if self.hired > start or self.left <= end:
            return False
        return not any(since <= end and until > start for since, until in self.absences)

    def employed(self, start: int, end: int) -> bool:
        """Tell whether the person is employed in all of [start, end], on leave or not."""
        return self.hired <= start and self.left > end

    def keeps_role(self, start: int, end: int) -> bool:
        """Tell whether the role does not change in [start, end]."""
        return not any(start < since <= end for since, _ in self.roles[1:])

    def tenured(self, time: int) -> bool:
        """Tell whether the person has been here for 90 days or more."""
        return self.hired <= time - 90 * DAY
