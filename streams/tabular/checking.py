"""Checks of a mapping that its types cannot express: names that lead nowhere, fields that an event does not have."""

import re
from datetime import time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from msgspec.structs import fields

from detector.errors import InputError
from detector.events import Activity, Event, Name, Order, OwnershipChange, Person, Quota
from streams.tabular.mapping import Field, Mapping, Rule, When, as_field, conditions

EVENT_TYPES = MappingProxyType[str, type[Event]](
    {
        "ownership_change": OwnershipChange,
        "activity": Activity,
        "order": Order,
        "person": Person,
        "name": Name,
        "quota": Quota,
    }
)


def event_fields(kind: str) -> list[str]:
    """Fields that a mapping may fill for an event kind; the id is always derived."""
    return [name for name in EVENT_TYPES[kind].__struct_fields__ if name != "event_id"]


def required_fields(kind: str) -> list[str]:
    """Fields without which the event is a dead letter."""
    return [f.name for f in fields(EVENT_TYPES[kind]) if f.required and f.name != "event_id"]


def check_mapping(mapping: Mapping, name: str) -> None:
    """Raise InputError for the first fault of a mapping, naming its key."""
    _check_zone(name, "timezone", mapping.timezone)
    for key, lookup in mapping.lookups.items():
        where = f"lookups.{key}"
        by_table = (lookup.table, lookup.key, lookup.value)
        if (lookup.values is None) == (by_table == (None, None, None)) or (lookup.values is None and None in by_table):
            _fail(name, where, "expected either `values`, or `table`, `key` and `value`")
        if lookup.table is not None:
            _check_name(name, f"{where}.table", lookup.table, list(mapping.tables))
    for number, rule in enumerate(mapping.events):
        _check_rule(mapping, rule, name, f"events[{number}] ({rule.event})")


def _check_rule(mapping: Mapping, rule: Rule, name: str, where: str) -> None:
    _check_name(name, f"{where}.table", rule.table, list(mapping.tables))
    allowed = event_fields(rule.event)
    for field_name, spec in rule.fields.items():
        _check_name(name, f"{where}.fields", field_name, allowed)
        _check_field(mapping, as_field(spec), name, f"{where}.fields.{field_name}", field_name)
    filled = set(rule.fields)
    if rule.on_change:
        filled |= {"new_owner_id"}
        if rule.event != "ownership_change":
            _fail(name, f"{where}.on_change", "only an ownership_change can have it")
    if rule.pair and rule.event != "activity":
        _fail(name, f"{where}.pair", "only an activity can have it")
    missing = [field_name for field_name in required_fields(rule.event) if field_name not in filled]
    if missing:
        _fail(name, f"{where}.fields", f"{', '.join(missing)} must be filled (by a column or a `value`)")
    if rule.event == "ownership_change" and "new_owner_id" not in filled:
        _fail(name, f"{where}.fields", "new_owner_id must be filled, or `on_change` must name the owner's column")
    for condition in conditions(rule.when):
        _check_when(condition, name, f"{where}.when")


def _check_field(mapping: Mapping, spec: Field, name: str, where: str, field_name: str) -> None:
    sources = [spec.column is not None, bool(spec.columns), spec.value is not None, spec.owner]
    if sum(sources) != 1:
        _fail(name, where, "expected exactly one of `column`, `columns`, `value`, `owner`")
    if spec.owner and field_name not in ("seller_id", "entered_by"):
        _fail(name, where, "`owner` is for seller_id or entered_by of an order")
    if spec.lookup is not None:
        _check_name(name, f"{where}.lookup", spec.lookup, list(mapping.lookups))
    _check_zone(name, f"{where}.timezone", spec.timezone)
    if spec.at is not None:
        try:
            time.fromisoformat(spec.at)
        except ValueError:
            _fail(name, f"{where}.at", f"{spec.at!r} is not a time of day such as 18:00")
    _check_pattern(name, f"{where}.extract", spec.extract)
    if spec.extract is not None and re.compile(spec.extract).groups < 1:
        _fail(name, f"{where}.extract", "expected a pattern with a group, such as \\((\\d+)\\)")
    if spec.otherwise is not None:
        _check_field(mapping, as_field(spec.otherwise), name, f"{where}.otherwise", field_name)


def _check_when(when: When, name: str, where: str) -> None:
    tests = [when.equals, when.one_of, when.none_of, when.starts_with, when.matches, when.empty]
    tested = any(test is not None for test in tests)
    if tested != (when.column is not None):
        _fail(name, where, "a `column` goes with equals, one_of, none_of, starts_with, matches or empty")
    if not tested and not when.all and not when.any and when.negated is None:
        _fail(name, where, "the condition says nothing; expected a column with a test, or all, any, not")
    _check_pattern(name, f"{where}.matches", when.matches)
    for part in [*when.all, *when.any, *([when.negated] if when.negated else [])]:
        _check_when(part, name, where)


def _check_pattern(name: str, where: str, pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        _fail(name, where, f"{pattern!r} is not a regular expression ({error})")


def _check_zone(name: str, where: str, zone: str | None) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        _fail(name, where, f"{zone!r} is not a time zone of the IANA list, such as Asia/Shanghai")


def _check_name(name: str, where: str, found: str, allowed: list[str]) -> None:
    if found not in allowed:
        _fail(name, where, f"{found!r} is not known; expected one of {', '.join(sorted(allowed))}")


def _fail(name: str, where: str, problem: str) -> None:
    message = f"mapping {name}: at {where}: {problem}"
    raise InputError(message)
