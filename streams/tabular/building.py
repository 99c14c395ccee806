"""A mapping and its tables to events: pure, row by row, with every bad cell and every row left out accounted for."""

from collections import Counter
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

import msgspec
import numpy as np

from detector.decode import Unusable, decode_event
from detector.events import TOPICS
from streams.tabular.changes import OwnerHistory, owner_changes, pair_rows
from streams.tabular.checking import EVENT_TYPES, required_fields
from streams.tabular.cleaning import clean_cell
from streams.tabular.conditions import rows_where
from streams.tabular.fields import (
    BadCell,
    Context,
    Filled,
    Positions,
    ResolvedLookup,
    Value,
    fill_field,
    fill_gaps,
    finish_amounts,
)
from streams.tabular.mapping import Field, Mapping, Rule, as_field, conditions
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


class Rows(NamedTuple):
    """The rows of a rule: positions in the table, filled fields, and indices that stay usable."""

    positions: Positions
    fields: dict[str, Filled]
    keys: list[str]


def build_events(mapping: Mapping, tables: Dict[str, Table]) -> Built:
    """All events of a mapping; `tables` by the mapping's names (an optional table may be missing)."""
    context = Context(mapping.cleaning, mapping.timezone, resolve_lookups(mapping, tables))
    built = Built()
    history: OwnerHistory | None = None
    for rule in sorted(mapping.events, key=lambda rule: rule.event != "ownership_change"):
        table = tables.get(rule.table)
        if table is None:
            continue
        if history is None and rule.event != "ownership_change":
            history = _history(built)
        rows = _usable(rule, _fill(rule, table, context), built)
        if rule.on_change:
            rows = _only_changes(rule, rows)
        if rule.pair:
            rows = _only_pairs(rule, rows, table, built)
        _owners(rule, rows, table, context, history)
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


def _fill(rule: Rule, table: Table, context: Context) -> Rows:
    mask = rows_where(table, conditions(rule.when), context.cleaning)
    if rule.on_change and rule.on_change.ignore:
        ignored = set(rule.on_change.ignore)
        owners = table.cells(rule.on_change.column)
        mask &= np.array([clean_cell(cell, context.cleaning) not in ignored for cell in owners], dtype=np.bool_)
    if rule.pair:
        marks = {rule.pair.start, rule.pair.end}
        mask &= np.array([cell.strip() in marks for cell in table.cells(rule.pair.column)], dtype=np.bool_)
    positions = np.flatnonzero(mask).astype(np.int64)
    specs = dict(rule.fields)
    if rule.on_change and "new_owner_id" not in specs:
        specs["new_owner_id"] = rule.on_change.column
    fields = {
        name: fill_field(table, positions, rule.event, name, spec, context)
        for name, spec in specs.items()
        if not as_field(spec).owner
    }
    if "amount" in fields:
        amounts, spec = fields["amount"], as_field(specs["amount"])
        finish_amounts(amounts, fields["currency"].values, spec.column or "amount", positions, spec)
    if rule.event == "quota":
        _quota_targets(fields, as_field(specs["target"]), positions)
    keys = ["\x1f".join(row) for row in zip(*(table.cells(name) for name in rule.key), strict=True)]
    return Rows(positions, fields, [keys[position] for position in positions] if rule.key else [])


def _quota_targets(fields: dict[str, Filled], spec: Field, positions: Positions) -> None:
    """Targets are integers for customers and money else; without a currency money keeps the digits it has."""
    targets, metrics = fields["target"], fields["metric"].values
    codes: list[Value] = fields["currency"].values if "currency" in fields else [None] * len(metrics)
    column = spec.column or "target"
    for index, target in enumerate(targets.values):
        if target is None or metrics[index] != "new_customers":
            continue
        number = Decimal(str(target))
        if number == int(number) and number >= 0:
            targets.values[index] = int(number)
        else:
            targets.bad[index] = BadCell(int(positions[index]), column, str(target), "integer", {})
    money = [None if metric == "new_customers" else code for metric, code in zip(metrics, codes, strict=True)]
    finish_amounts(targets, money, column, positions, spec)


def _usable(rule: Rule, rows: Rows, built: Built) -> Rows:
    """The rows without a bad cell; the bad ones are noted."""
    bad_rows: set[int] = set()
    for filled in rows.fields.values():
        bad_rows |= filled.bad.keys()
        built.bad.extend(BadRowCell(rule.table, cell) for cell in filled.bad.values())
    if not bad_rows:
        return rows
    return _subset(rows, [index for index in range(len(rows.positions)) if index not in bad_rows])


def _only_changes(rule: Rule, rows: Rows) -> Rows:
    assert rule.on_change is not None
    changes = owner_changes(
        rows.fields["customer_id"].values,
        rows.fields["occurred_at"].values,
        rows.fields["new_owner_id"].values,
        release_on_empty=rule.on_change.empty == "release",
    )
    kept = _subset(rows, [row.row for row in changes])
    kept.fields["previous_owner_id"] = Filled([row.previous for row in changes], {})
    return kept


def _only_pairs(rule: Rule, rows: Rows, table: Table, built: Built) -> Rows:
    pair = rule.pair
    assert pair is not None
    columns = [table.frame[name].to_numpy(dtype=object)[rows.positions].tolist() for name in pair.same]
    marks = [text.strip() for text in table.frame[pair.column].to_numpy(dtype=object)[rows.positions].tolist()]
    found = pair_rows(
        list(zip(*columns, strict=True)),
        marks,
        rows.fields["occurred_at"].values,
        pair.start,
        pair.end,
        pair.longest_seconds,
    )
    built.left_out[rule.table, "without_end"] += found.without_end
    built.left_out[rule.table, "too_long"] += found.too_long
    kept = _subset(rows, found.starts)
    kept.fields["duration_seconds"] = Filled(list(found.seconds), {})
    return kept


def _subset(rows: Rows, indices: list[int]) -> Rows:
    fields = {name: Filled([filled.values[index] for index in indices], {}) for name, filled in rows.fields.items()}
    return Rows(rows.positions[indices], fields, [rows.keys[index] for index in indices] if rows.keys else [])


def _owners(rule: Rule, rows: Rows, table: Table, context: Context, history: OwnerHistory | None) -> None:
    for name, spec in rule.fields.items():
        if not as_field(spec).owner:
            continue
        customers, times = rows.fields["customer_id"].values, rows.fields["occurred_at"].values
        owners: list[Value] = [
            history.owner_at(str(customer), str(time)) if history and customer and time else None
            for customer, time in zip(customers, times, strict=True)
        ]
        filled = Filled(owners, {})
        fill_gaps(filled, table, rows.positions, rule.event, name, as_field(spec), context)
        rows.fields[name] = filled


def _history(built: Built) -> OwnerHistory:
    return OwnerHistory(
        (str(event["customer_id"]), str(event["occurred_at"]), _text(event.get("new_owner_id")))
        for event in built.events["ownership_change"]
    )


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


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
