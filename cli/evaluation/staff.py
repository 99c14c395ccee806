"""Who the people of a world are: role, team size, tenure, and how they log; what fairness compares them by."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.ndjson import lines_of
from cli.evaluation.world_events import read_people
from detector.instant import DAY_US, HOUR_US, InstantError, parse_instant
from detector.people import People
from detector.text import measure_text

UNKNOWN = "unknown"
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "role": ("sales", "assistant", "service", "manager", "other"),
    "team_size": ("under_10", "10_to_14", "15_to_19", "from_20", UNKNOWN),
    "tenure": ("under_90_days", "under_1_year", "1_to_3_years", "from_3_years", UNKNOWN),
    "logged": ("under_60", "60_to_80", "80_to_95", "from_95", UNKNOWN),
    "recorded": ("at_once", "partly_late", "late", UNKNOWN),
    "texts": ("sentences", "mixed", "terse", UNKNOWN),
}
"""What people are told apart by, each with its groups in order.

`logged`: how much of the person's own work before orders is in the log, by the labels. `recorded`: how often their
entries are recorded 12 hours late or later. `texts`: how often their entries have a sentence of their own.
"""
LATE_US = 12 * HOUR_US
SENTENCE_UNITS = 8


class Habit(Struct):
    """Counts over one person's entries in the whole world, and over the real work of the orders that they sold."""

    entries: int = 0
    sentences: int = 0
    timed: int = 0
    late: int = 0
    done: int = 0
    logged: int = 0


class _Entry(Struct):
    actor_id: str
    occurred_at: str
    recorded_at: str | None = None
    content: str | None = None


class Staff:
    """Everybody of one world, to be told apart as of a time."""

    def __init__(self, world_dir: Path, orders: Iterable[LabelledOrder]) -> None:
        """Read the people of a world; its activities only once habits are asked for, one line after the other."""
        versions = read_people(world_dir)
        self._people = People(versions)
        self._teams: dict[str, set[str]] = {}
        for person, facts in versions.items():
            for fact in facts:
                self._teams.setdefault(fact.team, set()).add(person)
        self._sizes: dict[tuple[str, int], int] = {}
        self._world_dir = world_dir
        self._orders = orders

    @cached_property
    def _habits(self) -> dict[str, Habit]:
        return _habits(self._world_dir, self._orders)

    def knows(self, person: str) -> bool:
        """Whether the people stream ever states this person."""
        return self._people.first_from(person) is not None

    def role(self, person: str, at: int) -> str:
        """The role at a time, by the people stream."""
        return self._people.at(person, at).role

    def groups(self, person: str, at: int) -> dict[str, str]:
        """Dimension → group of a person at a time (microseconds since 1970)."""
        habit = self._habits.get(person, Habit())
        team = self._people.at(person, at).team
        return {
            "role": self.role(person, at),
            "team_size": _band(self._size(team, at), ((10, "under_10"), (15, "10_to_14"), (20, "15_to_19")), "from_20"),
            "tenure": self._tenure(person, at),
            "logged": _share_band(
                habit.logged, habit.done, ((60, "under_60"), (80, "60_to_80"), (95, "80_to_95")), "from_95"
            ),
            "recorded": _share_band(habit.late, habit.timed, ((20, "at_once"), (60, "partly_late")), "late"),
            "texts": _share_band(habit.sentences, habit.entries, ((40, "terse"), (80, "mixed")), "sentences"),
        }

    def _size(self, team: str, at: int) -> int | None:
        """How many people have not left the team on that day; None without a team."""
        if not team:
            return None
        day = at // DAY_US
        if (team, day) not in self._sizes:
            noon = day * DAY_US + DAY_US // 2
            self._sizes[team, day] = sum(self._there(person, team, noon) for person in self._teams[team])
        return self._sizes[team, day]

    def _there(self, person: str, team: str, at: int) -> bool:
        state = self._people.at(person, at)
        return state.team == team and state.status != "left" and (self._people.first_from(person) or 0) <= at

    def _tenure(self, person: str, at: int) -> str:
        first = self._people.first_from(person)
        days = None if first is None else max(0, at - first) // DAY_US
        return _band(days, ((90, "under_90_days"), (365, "under_1_year"), (1095, "1_to_3_years")), "from_3_years")


def _band(value: int | None, bands: tuple[tuple[int, str], ...], highest: str) -> str:
    """The first band whose bound lies above the value.

    >>> _band(9, ((10, "low"),), "high"), _band(10, ((10, "low"),), "high"), _band(None, (), "high")
    ('low', 'high', 'unknown')
    """
    if value is None:
        return UNKNOWN
    return next((name for bound, name in bands if value < bound), highest)


def _share_band(part: int, whole: int, bands: tuple[tuple[int, str], ...], highest: str) -> str:
    """The band of a share in percent; `unknown` where there is nothing to take a share of."""
    return _band(100 * part // whole if whole else None, bands, highest)


def _habits(world_dir: Path, orders: Iterable[LabelledOrder]) -> dict[str, Habit]:
    habits: dict[str, Habit] = {}
    path = world_dir / "activities.ndjson"
    decoder = msgspec.json.Decoder(_Entry)
    for _, line in lines_of(path) if path.is_file() else ():
        try:
            entry = decoder.decode(line)
            at = parse_instant(entry.occurred_at)
            recorded = None if entry.recorded_at is None else parse_instant(entry.recorded_at)
        except (msgspec.MsgspecError, UnicodeDecodeError, InstantError, RecursionError):
            continue  # the product leaves such lines out too
        habit = habits.setdefault(entry.actor_id, Habit())
        habit.entries += 1
        habit.sentences += measure_text(entry.content)[0] >= SENTENCE_UNITS
        if recorded is not None:
            habit.timed += 1
            habit.late += recorded - at >= LATE_US
    for order in orders:
        if order.done is not None and order.logged is not None:
            habit = habits.setdefault(order.payee, Habit())
            habit.done += order.done[0]
            habit.logged += order.logged[0]
    return habits
