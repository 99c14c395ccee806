"""The mapping file as types: which table, which rows, which columns make which event.

Every scalar of the YAML is read as text first, so `NO`, `0012` or `2026-03-01` stay what the person wrote.
"""

from typing import Literal

from msgspec import Struct, field

EventKind = Literal["ownership_change", "activity", "order", "person", "name", "quota"]


class Cleaning(Struct, frozen=True, forbid_unknown_fields=True):
    """What is done to every cell before it is read; text fields are only stripped."""

    strip: bool = True
    full_width: bool = True
    empty: list[str] = field(default_factory=lambda: ["", "-", "--", "—", "#N/A"])
    currency_signs: list[str] = field(
        default_factory=lambda: ["RMB", "CNY", "USD", "EUR", "¥", "￥", "$", "€", "£", "元"]
    )
    thousands: str = ","
    decimal: str = "."
    multiples: dict[str, str] = field(
        default_factory=lambda: {"万元": "10000", "亿元": "100000000", "万": "10000", "亿": "100000000"}
    )


class TableSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a table is found: files whose name matches, and for a workbook the sheet."""

    file: str
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int = 1
    skip_rows: list[int] = field(default_factory=list)
    optional: bool = False


class Lookup(Struct, frozen=True, forbid_unknown_fields=True):
    """A translation of cell values: a table of values written here, or two columns of another table."""

    values: dict[str, str] | None = None
    table: str | None = None
    key: str | None = None
    value: str | None = None
    default: str | None = None
    keep: bool = False


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """How one field of an event is filled: from a column, a constant, a lookup, or the owner at that time."""

    column: str | None = None
    columns: list[str] = field(default_factory=list)
    join: str = " "
    value: str | None = None
    owner: bool = False
    lookup: str | None = None
    values: dict[str, str] | None = None
    default: str | None = None
    keep: bool = False
    extract: str | None = None
    prefix: str = ""
    formats: list[str] = field(default_factory=list)
    timezone: str | None = None
    at: str | None = None
    unit: Literal["seconds", "minutes", "hours"] = "seconds"
    round: Literal["half_up", "half_even"] | None = None
    otherwise: "str | Field | None" = None


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on a row; everything that is said of it must hold."""

    column: str | None = None
    equals: str | None = None
    one_of: list[str] | None = None
    none_of: list[str] | None = None
    starts_with: str | None = None
    matches: str | None = None
    empty: bool | None = None
    all: "list[When]" = field(default_factory=list)
    any: "list[When]" = field(default_factory=list)
    negated: "When | None" = field(default=None, name="not")


class OnChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A change of this column, in the order of time within a customer, is an ownership change."""

    column: str
    ignore: list[str] = field(default_factory=list)
    empty: Literal["skip", "release"] = "skip"


class Pair(Struct, frozen=True, forbid_unknown_fields=True):
    """Two rows, a start and its end, are one activity with a duration."""

    column: str
    start: str
    end: str
    same: list[str]
    longest_seconds: int | None = None


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of this table, where the condition holds, is an event with these fields."""

    event: EventKind
    table: str
    fields: dict[str, str | Field]
    when: When | list[When] | None = None
    on_change: OnChange | None = None
    pair: Pair | None = None
    key: list[str] = field(default_factory=list)


class Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole mapping file."""

    tables: dict[str, TableSpec]
    events: list[Rule]
    name: str = ""
    description: str = ""
    timezone: str | None = None
    source: str | None = None
    cleaning: Cleaning = field(default_factory=Cleaning)
    lookups: dict[str, Lookup] = field(default_factory=dict)


def as_field(spec: str | Field) -> Field:
    """The long form of a field: a bare text names a column.

    >>> as_field("客户").column
    '客户'
    """
    return Field(column=spec) if isinstance(spec, str) else spec


def used_columns(rule: Rule) -> set[str]:
    """Names of all columns of its own table that a rule reads."""
    names = set(rule.key)
    for spec in rule.fields.values():
        names |= _field_columns(as_field(spec))
    for condition in conditions(rule.when):
        names |= _when_columns(condition)
    if rule.on_change:
        names.add(rule.on_change.column)
    if rule.pair:
        names |= {rule.pair.column, *rule.pair.same}
    return names


def conditions(when: When | list[When] | None) -> list[When]:
    """The conditions of a rule as a list that must hold together."""
    if when is None:
        return []
    return when if isinstance(when, list) else [when]


def _field_columns(spec: Field) -> set[str]:
    names = set(spec.columns) | ({spec.column} if spec.column is not None else set())
    return names | (_field_columns(as_field(spec.otherwise)) if spec.otherwise is not None else set())


def _when_columns(when: When) -> set[str]:
    names = {when.column} if when.column is not None else set()
    for part in [*when.all, *when.any, *([when.negated] if when.negated else [])]:
        names |= _when_columns(part)
    return names
