"""The rows of a rule and their fields: which rows, what stands in them, what only their order says."""

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from streams.tabular.changes import OwnerHistory, Paired, owner_changes, pair_rows
from streams.tabular.cleaning import clean_cell
from streams.tabular.conditions import rows_where
from streams.tabular.fields import (
    BadCell,
    Context,
    Filled,
    Positions,
    Value,
    fill_field,
    fill_gaps,
    finish_amounts,
)
from streams.tabular.mapping import Field, Pair, Rule, as_field, conditions
from streams.tabular.tables import Table


class Rows(NamedTuple):
    """The rows of a rule: positions in the table, filled fields, and indices that stay usable."""

    positions: Positions
    fields: dict[str, Filled]
    keys: list[str]


def fill_rows(rule: Rule, table: Table, context: Context) -> Rows:
    """The rows that a rule is about, with all fields that its own table fills."""
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


def usable_rows(rows: Rows) -> tuple[Rows, list[BadCell]]:
    """The rows without a bad cell, and the bad cells."""
    bad_rows: set[int] = set()
    cells: list[BadCell] = []
    for filled in rows.fields.values():
        bad_rows |= filled.bad.keys()
        cells.extend(filled.bad.values())
    if not bad_rows:
        return rows, []
    return subset(rows, [index for index in range(len(rows.positions)) if index not in bad_rows]), cells


def only_changes(rows: Rows, *, release_on_empty: bool) -> Rows:
    """Only the rows at which the owner of a customer changes, with the owner before."""
    changes = owner_changes(
        rows.fields["customer_id"].values,
        rows.fields["occurred_at"].values,
        rows.fields["new_owner_id"].values,
        release_on_empty=release_on_empty,
    )
    kept = subset(rows, [row.row for row in changes])
    kept.fields["previous_owner_id"] = Filled([row.previous for row in changes], {})
    return kept


def only_pairs(pair: Pair, rows: Rows, table: Table) -> tuple[Rows, Paired]:
    """Only the starts that have an end, with their duration."""
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
    kept = subset(rows, found.starts)
    kept.fields["duration_seconds"] = Filled(list(found.seconds), {})
    return kept, found


def subset(rows: Rows, indices: list[int]) -> Rows:
    """The rows at these indices, without their bad cells."""
    fields = {name: Filled([filled.values[index] for index in indices], {}) for name, filled in rows.fields.items()}
    return Rows(rows.positions[indices], fields, [rows.keys[index] for index in indices] if rows.keys else [])


def fill_owners(rule: Rule, rows: Rows, table: Table, context: Context, history: OwnerHistory) -> None:
    """Fill the fields that are the owner at the row's time."""
    for name, spec in rule.fields.items():
        if not as_field(spec).owner:
            continue
        customers, times = rows.fields["customer_id"].values, rows.fields["occurred_at"].values
        found: list[Value] = [
            history.owner_at(str(customer), str(time)) if customer and time else None
            for customer, time in zip(customers, times, strict=True)
        ]
        filled = Filled(found, {})
        fill_gaps(filled, table, rows.positions, rule.event, name, as_field(spec), context)
        rows.fields[name] = filled
