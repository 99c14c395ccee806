"""Fill the fields of a rule's events from the rows of a table; what cannot be used becomes a bad cell."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detector.money import MoneyError, currency_digits
from streams.tabular.cleaning import BadValue, clean_cell, clean_text, money_text, parse_number
from streams.tabular.mapping import Cleaning, Field, as_field
from streams.tabular.tables import Table
from streams.tabular.times import TimeRule, parse_period, parse_time

Value = str | int | float | None
Positions = npt.NDArray[np.int64]

FREE_TEXT = frozenset({"content", "reason_text", "display_name"})
IDS = frozenset(
    "customer_id actor_id order_id seller_id entered_by person_id team_id manager_id subject_id previous_owner_id "
    "new_owner_id changed_by".split()
)
CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "activity": {"direction": ("inbound", "outbound")},
    "order": {
        "status": ("won", "amended", "refunded", "cancelled"),
        "order_type": ("new", "repeat", "renewal"),
    },
    "person": {
        "role": ("sales", "assistant", "service", "manager", "other"),
        "status": ("active", "on_leave", "left"),
    },
    "name": {"subject_type": ("person", "customer")},
    "quota": {"metric": ("revenue", "new_customers", "repeat_revenue")},
}


class BadCell(NamedTuple):
    """One cell that cannot be used: its row in the table, the column, what stands there, and why (code and params)."""

    position: int
    column: str
    value: str
    code: str
    params: Mapping[str, object]


class Filled(NamedTuple):
    """A field for the chosen rows: one value per row (None: empty), and the cells that cannot be used, by index."""

    values: list[Value]
    bad: dict[int, BadCell]


class Context(NamedTuple):
    """What filling needs beside the table: cleaning, the mapping's zone, and the resolved lookups."""

    cleaning: Cleaning
    zone: str | None
    lookups: Mapping[str, "ResolvedLookup"]


class ResolvedLookup(NamedTuple):
    """A lookup as one dict; `default` and `keep` say what happens to a value that is not in it."""

    values: Mapping[str, str]
    default: str | None
    keep: bool


def fill_field(table: Table, positions: Positions, kind: str, name: str, spec: str | Field, context: Context) -> Filled:
    """Values of one field for the rows at `positions` (indices into the table)."""
    spec = as_field(spec)
    if spec.value is not None:
        return _constant(table, positions, kind, name, spec, context)
    texts = _raw_texts(table, positions, name, spec, context.cleaning)
    column = spec.column if spec.column is not None else " + ".join(spec.columns)
    convert = _converter(kind, name, spec, context)
    cache: dict[str, Value | BadValue] = {}
    values: list[Value] = []
    bad: dict[int, BadCell] = {}
    for index, text in enumerate(texts):
        if text not in cache:
            try:
                cache[text] = convert(text)
            except BadValue as error:
                cache[text] = error
        result = cache[text]
        if isinstance(result, BadValue):
            bad[index] = BadCell(int(positions[index]), column, text, result.code, result.params)
            result = None
        values.append(result)
    filled = Filled(values, bad)
    fill_gaps(filled, table, positions, kind, name, spec, context)
    return filled


def fill_gaps(
    filled: Filled, table: Table, positions: Positions, kind: str, name: str, spec: Field, context: Context
) -> None:
    """Fill what is still empty by the spec's `otherwise`."""
    empty = [index for index, value in enumerate(filled.values) if value is None and index not in filled.bad]
    if not empty or spec.otherwise is None:
        return
    other = fill_field(table, positions[empty], kind, name, spec.otherwise, context)
    for index, value in zip(empty, other.values, strict=True):
        filled.values[index] = value
    filled.bad.update({empty[index]: cell for index, cell in other.bad.items()})


def _constant(table: Table, positions: Positions, kind: str, name: str, spec: Field, context: Context) -> Filled:
    text = spec.value or ""
    try:
        value = _converter(kind, name, spec, context)(text)
    except BadValue as error:
        first = BadCell(int(positions[0]) if len(positions) else 0, f"value of {name}", text, error.code, error.params)
        return Filled([None] * len(positions), {index: first for index in range(len(positions))})
    return Filled([value] * len(positions), {})


def _raw_texts(table: Table, positions: Positions, name: str, spec: Field, cleaning: Cleaning) -> list[str]:
    clean = clean_text if name in FREE_TEXT else clean_cell
    parts = []
    for column in [spec.column] if spec.column is not None else spec.columns:
        cells = table.frame[column].to_numpy(dtype=object)[positions].tolist()
        cleaned = {cell: clean(cell, cleaning) for cell in set(cells)}
        parts.append([cleaned[cell] for cell in cells])
    if len(parts) == 1:
        return parts[0]
    return [spec.join.join(part for part in row if part) for row in zip(*parts, strict=True)]


def _converter(kind: str, name: str, spec: Field, context: Context) -> Callable[[str], Value]:
    """A cleaned text to the value of the field: translated, then read as what the field is."""
    final = _reader(kind, name, spec, context)
    translate = _translator(spec, context)
    pattern = re.compile(spec.extract) if spec.extract else None

    def convert(text: str) -> Value:
        if text and pattern is not None:
            match = pattern.search(text)
            if match is None:
                raise BadValue("pattern", pattern=pattern.pattern)
            text = (match[1] or "").strip()
        text = translate(text)
        return final(spec.prefix + text) if text else None

    return convert


def _translator(spec: Field, context: Context) -> Callable[[str], str]:
    lookup = context.lookups[spec.lookup] if spec.lookup else None
    tables = [table for table in (lookup,) if table is not None]
    if spec.values is not None:
        tables.append(ResolvedLookup(spec.values, spec.default, spec.keep))

    def translate(text: str) -> str:
        for table in tables:
            found = table.values.get(text)
            if found is None and table.default is not None:
                found = table.default
            if found is None and text and not table.keep:
                raise BadValue("not_listed", known=_some(table.values))
            text = text if found is None else found
        return text

    return translate


def _some(values: Mapping[str, str]) -> str:
    shown = [key for key in values if key][:8]
    return ", ".join(shown) + (", …" if len(values) > len(shown) else "")


def _reader(kind: str, name: str, spec: Field, context: Context) -> Callable[[str], Value]:
    cleaning = context.cleaning
    if name in ("occurred_at", "recorded_at", "effective_from"):
        rule = TimeRule(tuple(spec.formats), spec.timezone or context.zone, spec.at)
        return lambda text: parse_time(text, rule, any_year=name != "occurred_at")
    if name in ("amount", "target"):
        return lambda text: format(parse_number(text, cleaning), "f")
    if name == "duration_seconds":
        return lambda text: _duration(text, spec, cleaning)
    if name == "period":
        return parse_period
    if name == "currency":
        return _currency
    choices = CHOICES.get(kind, {}).get(name)
    if choices is not None:
        return lambda text: _choice(text, choices)
    return _id if name in IDS else str


def _choice(text: str, choices: tuple[str, ...]) -> str:
    word = text.lower()
    if word not in choices:
        raise BadValue("choice", choices=", ".join(choices))
    return word


def _currency(text: str) -> str:
    code = text.upper()
    try:
        currency_digits(code)
    except MoneyError:
        raise BadValue("currency") from None
    return code


def _id(text: str) -> str:
    """An id that Excel kept as a number has lost all digits behind the fifteenth."""
    if re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", text, re.ASCII):
        raise BadValue("long_number")
    return text


def _duration(text: str, spec: Field, cleaning: Cleaning) -> Value:
    clock = re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?", text, re.ASCII)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    number = parse_number(text, cleaning) * {"seconds": 1, "minutes": 60, "hours": 3600}[spec.unit]
    if number < 0:
        raise BadValue("negative")
    if number >= 2**63:
        raise BadValue("too_big")
    return int(number) if number == int(number) else float(number)


def finish_amounts(amounts: Filled, currencies: list[Value], column: str, positions: Positions, spec: Field) -> None:
    """Give every amount the digits of its row's currency; those that have more become bad cells."""
    for index, (amount, currency) in enumerate(zip(amounts.values, currencies, strict=True)):
        if amount is None or currency is None:
            continue
        try:
            digits = currency_digits(str(currency))
            amounts.values[index] = money_text(Decimal(str(amount)), digits, spec.round)
        except BadValue as error:
            cell = BadCell(int(positions[index]), column, str(amount), error.code, error.params)
            amounts.bad[index] = cell
