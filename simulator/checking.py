"""Tells settings that make a world from those that do not; the first fault is named with its key."""

from collections.abc import Iterator
from datetime import date

import msgspec

from detector.errors import UsageError
from simulator.kinds import FRAUD, HONEST, PLAIN, USUAL
from simulator.sections import Kinds
from simulator.settings import STYLES, WorldSettings
from simulator.temper import Temper
from simulator.workdays import days_between

_SHARES = (
    "fraud_share honest_share open_share unlogged duplicates refunds "
    "staff.leavers staff.sellers_turn staff.assistants_turn staff.reorganised leave.long_share leave.very_long_share "
    "understandings.pair_share understandings.ring_share focus.share quotas.new_customers logging.unevenness "
    "logging.trivial logging.terse logging.copy logging.silent logging.untimed logging.staged logging.weekend "
    "calendar.month_end orders.amended orders.cancelled delivery.late delivery.lost_activities delivery.lost_changes"
).split()
_SPANS: tuple[tuple[str, float, float], ...] = (
    ("customers", 1, 50_000_000),
    ("months", 6, 60),
    ("seed", 0, 2**63 - 1),
    ("teams", 2, 100_000),
    ("deal_days", 2, 200),
    ("deal_work", 3, 40),
    ("staff.sellers", 2, 60),
    ("staff.assistants", 2, 60),
    ("staff.service", 1, 60),
    ("staff.new_sellers", 0, 60),
    ("staff.new_assistants", 0, 60),
    ("leave.absences", 0, 30),
    ("leave.short_days", 1, 30),
    ("leave.long_days", 1, 120),
    ("leave.very_long_days", 1, 400),
    ("understandings.most_pairs", 0, 100_000),
    ("understandings.most_rings", 0, 100_000),
    ("focus.from_month", 2, 60),
    ("quotas.factor", 0.05, 20),
    ("logging.speed", 0.1, 10),
    ("calendar.season", 0, 100),
    ("delivery.disorder_minutes", 0, 100_000),
    ("delivery.late_days", 0, 400),
)
_PAIRS = (
    "staff.sellers staff.assistants staff.service staff.new_sellers staff.new_assistants leave.absences "
    "leave.short_days leave.long_days leave.very_long_days quotas.factor logging.speed"
).split()
_LISTS = "trivial terse copy silent untimed staged weekend".split()
_SORTS = {"fraud": FRAUD, "honest": HONEST, "plain": PLAIN}


class SettingError(UsageError):
    """A setting that makes no world: `key` is its place in a scenario (`staff.sellers`), `problem` the rest."""

    def __init__(self, key: str, problem: str) -> None:
        self.key = key
        self.problem = problem
        super().__init__(f"{key if '.' in key else '--' + key.replace('_', '-')} {problem}")


def check_settings(settings: WorldSettings) -> None:
    """Raise SettingError with the first setting that makes no world."""
    for key, problem in _faults(settings):
        raise SettingError(key, problem)


def _faults(settings: WorldSettings) -> Iterator[tuple[str, str]]:
    for key in _SHARES:
        for value in _values(settings, key):
            if not 0.0 <= value <= 1.0:
                yield key, f"must be a share from 0 to 1, got {value}"
    if settings.fraud_share + settings.honest_share + settings.open_share > 1.0:
        yield "fraud_share", "and the honest and the open share add up to more than 1: lower one of them"
    for key, least, most in _SPANS:
        for value in _values(settings, key):
            if not least <= value <= most:
                yield key, f"must lie between {least} and {most}, got {value}"
    for key in _PAIRS:
        low, high = _values(settings, key)
        if low > high:
            yield key, f"must be [least, most], got [{low}, {high}]"
    yield from _dates(settings)
    yield from _lists(settings)
    yield from _kinds(settings.kinds)
    yield from _temper(settings)
    yield from _together(settings)


def _values(settings: WorldSettings, key: str) -> tuple[float, ...]:
    """Return the numbers of a setting: none for None, several for a pair or a list."""
    found = settings
    for name in key.split("."):
        found = getattr(found, name)
    return found if isinstance(found, tuple) else () if found is None else (found,)  # type: ignore[return-value]


def _dates(settings: WorldSettings) -> Iterator[tuple[str, str]]:
    try:
        first = date.fromisoformat(settings.start)
    except ValueError:
        yield "start", f"must be a date such as 2025-01-01, got {settings.start!r}"
    else:
        if not 2000 <= first.year <= 2090:
            yield "start", f"must lie between the years 2000 and 2090, got {settings.start}"
    for text in settings.calendar.days_off:
        try:
            days_between(text)
        except ValueError:
            yield "calendar.days_off", f"must be dates or spans such as 2025-12-24..2026-01-02, got {text!r}"


def _lists(settings: WorldSettings) -> Iterator[tuple[str, str]]:
    for name in _LISTS:
        if not getattr(settings.logging, name):
            yield f"logging.{name}", "must have at least one share, of which each person draws one"
    if len(settings.calendar.season) != 12 or max(settings.calendar.season, default=0) <= 0:
        yield "calendar.season", "must have 12 weights, January first, at least one of them above 0"
    ways = msgspec.structs.asdict(settings.logging.recording)
    if min(ways.values()) < 0 or sum(ways.values()) <= 0:
        yield "logging.recording", "must have weights of at least 0, and one above 0"
    if settings.style not in STYLES:
        yield "style", f"must be one of {', '.join(STYLES)}, got {settings.style!r}"


def _kinds(kinds: Kinds) -> Iterator[tuple[str, str]]:
    for sort, known in _SORTS.items():
        weights = getattr(kinds, sort)
        if weights is None:
            continue
        names = [*(play.__name__ for play, _ in known), USUAL]
        for name, weight in weights.items():
            if name not in names:
                yield f"kinds.{sort}.{name}", f"is no {sort} kind; there are {', '.join(names)}"
            if not 0 <= weight <= 1000:
                yield f"kinds.{sort}.{name}", f"must be a weight from 0 to 1000, got {weight}"
        if not any(weights.values()):
            yield f"kinds.{sort}", "must have one kind with a weight above 0; leave it out for the usual ones"


def _temper(settings: WorldSettings) -> Iterator[tuple[str, str]]:
    known = {field.name: field.type for field in msgspec.structs.fields(Temper)}
    for name, value in settings.temper.items():
        if name not in known:
            yield f"temper.{name}", f"is no trait of a firm; there are {', '.join(known)}"
            continue
        try:
            number = msgspec.convert(value, known[name], strict=False)
        except msgspec.ValidationError:
            yield f"temper.{name}", f"must be {_WORDS[known[name]]}, got {value!r}"
            continue
        if known[name] is float and not 0.0 <= number <= 1.0:
            yield f"temper.{name}", f"must be a chance from 0 to 1, got {value}"
        if known[name] is int and not 1 <= number <= 100_000:
            yield f"temper.{name}", f"must lie between 1 and 100000, got {value}"


_WORDS = {float: "a chance from 0 to 1", int: "a whole number", bool: "true or false"}


def _together(settings: WorldSettings) -> Iterator[tuple[str, str]]:
    """What does not go with something else."""
    delivery, focus = settings.delivery, settings.focus
    if delivery.by_arrival and settings.shuffle:
        yield "delivery.by_arrival", "does not go with shuffle: lines come by arrival, or at random"
    for name in ("late", "disorder_minutes"):
        if getattr(delivery, name) and not delivery.by_arrival:
            yield f"delivery.{name}", "means something only with delivery.by_arrival: true"
    if not 0 <= focus.team <= settings.team_count():
        yield "focus.team", f"must be a team from 1 to {settings.team_count()}, or 0 for none, got {focus.team}"
    if focus.team and focus.from_month >= settings.months:
        yield "focus.from_month", f"must lie before the end of the {settings.months} months, got {focus.from_month}"


__all__ = ["SettingError", "check_settings"]
