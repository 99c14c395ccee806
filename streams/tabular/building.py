"""A mapping and its tables to events: pure, row by row, with every bad cell and every row left out accounted for."""

from collections import Counter
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from detector.decode import Unusable, decode_event
from detector.events import TOPICS
from streams.tabular.changes import OwnerHistory, owner_history
from streams.tabular.checking import EVENT_TYPES, required_fields
from streams.tabular.cleaning import clean_cell
from streams.tabular.fields import BadCell, Context, ResolvedLookup, Value
from streams.tabular.mapping import Field, Mapping, Rule, as_field
from streams.tabular.rows import Rows, fill_owners, fill_rows, only_changes, only_pairs, usable_rows
from streams.tabular.tables import Table

Event = dict[str, Value]
TOPIC_OF = {kind: next(t for t in TOPICS if t.event is struct) for kind, struct in EVENT_TYPES.items()}
_PREFIX = {
    "ownership_change": "own", "activity": "act", "order": "ord", "person": "per", "name": "nam", "quota": "quo",
}  # fmt: skip


class BadRowCell(NamedTuple):
    """A bad cell and the table it stands in."""

    table: str
    cell: BadCell


@dataclass
class Built:
    """Events by kind, bad cells, and counts of rows that gave no event, with the reason."""

    events: dict[str, list[Event]] = field(default_factory=lambda: {kind: [] for kind in EVENT_TYPES})
    bad: list[BadRowCell] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: dict[str, int] = field(default_factory=dict)


def build_events(mapping: Mapping, tables: Dict[str, Table]) -> Built:
    """All events of a mapping; `tables` by the mapping's names (an optional table may be missing)."""
    context = Context(mapping.cleaning, mapping.timezone, resolve_lookups(mapping, tables))
    built = Built()
    history: OwnerHistory | None = None
    for rule in sorted(mapping.events, key=lambda rule: rule.event != "ownership_change"):
        table = tables.get(rule.table)
        if table is None:
            continue
        filled = fill_rows(rule, table, context)
        if any(as_field(spec).owner for spec in rule.fields.values()):
            history = history or owner_history(built.events["ownership_change"])
            fill_owners(rule, filled, table, context, history)
        rows, bad = usable_rows(filled)
        built.bad.extend(BadRowCell(rule.table, cell) for cell in bad)
        if rule.on_change:
            rows = only_changes(rows, release_on_empty=rule.on_change.empty == "release")
        if rule.pair:
            rows, paired = only_pairs(rule.pair, rows, table)
            built.left_out[rule.table, "without_end"] += paired.without_end
            built.left_out[rule.table, "too_long"] += paired.too_long
        _emit(rule, rows, built, mapping.source)
    return built


def resolve_lookups(mapping: Mapping, tables: Dict[str, Table]) -> dict[str, ResolvedLookup]:
    """Every lookup as one dict; of repeated keys in a table the last row holds."""
    resolved = {}
    for name, lookup in mapping.lookups.items():
        values = dict(lookup.values or {})
        if lookup.table and lookup.table in tables and lookup.key and lookup.value:
            table = tables[lookup.table]
            pairs = zip(table.cells(lookup.key), table.cells(lookup.value), strict=True)
            values = {clean_cell(key, mapping.cleaning): clean_cell(value, mapping.cleaning) for key, value in pairs}
        resolved[name] = ResolvedLookup(values, lookup.default, lookup.keep)
    return resolved


def _emit(rule: Rule, rows: Rows, built: Built, source: str | None) -> None:
    needed = required_fields(rule.event)
    names = [name for name in EVENT_TYPES[rule.event].__struct_fields__ if name in rows.fields]
    once = rule.event in ("person", "name")
    seen: set[tuple[Value, ...]] = set()
    for index, row in enumerate(zip(*(rows.fields[name].values for name in names), strict=True)):
        if once:
            if row in seen:
                continue
            seen.add(row)
        event = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        missing = next((name for name in needed if name not in event), None)
        if missing is not None:
            _report_empty(rule, missing, int(rows.positions[index]), built)
            continue
        if source is not None:
            event["source"] = source
        _keep(rule, event, rows.keys[index] if rows.keys else "", int(rows.positions[index]), built)


def _report_empty(rule: Rule, missing: str, position: int, built: Built) -> None:
    spec = as_field(rule.fields.get(missing, Field(owner=True)))
    code = "no_owner" if spec.owner else "empty"
    column = spec.column or " + ".join(spec.columns) or missing
    built.bad.append(BadRowCell(rule.table, BadCell(position, column, "", code, {"field": missing})))


def _keep(rule: Rule, event: Event, key: str, position: int, built: Built) -> None:
    """Ids come from content: table, row key and all fields; only exact repeats of activities without a key count on."""
    body = msgspec.json.encode(event)
    content = b"\x1f".join([rule.table.encode(), rule.event.encode(), key.encode(), body])
    digest = blake2b(content, digest_size=10).hexdigest()
    identity = f"{_PREFIX[rule.event]}-{digest}"
    times = built.seen.get(identity, 0)
    built.seen[identity] = times + 1
    if times:
        if rule.event != "activity" or rule.key:
            built.left_out[rule.table, "repeated"] += 1
            return
        identity = f"{identity}-{times + 1}"
    whole: Event = {"event_id": identity, **event}
    try:
        decode_event(TOPIC_OF[rule.event].name, msgspec.json.encode(whole))
    except Unusable as error:
        cell = BadCell(position, rule.event, "", "unusable", {"message": error.message})
        built.bad.append(BadRowCell(rule.table, cell))
        return
    built.events[rule.event].append(whole)
