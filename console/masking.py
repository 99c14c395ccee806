"""A record as a person may see it: the one way from a record to what leaves the system."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from console.declared import DECLARED, FEATURES, PARAMS, Class
from console.permissions import FIELDS, Field, Scope, visible_fields
from detector.events import ACTIVITY_TYPES, REASON_CODES, Name, Quota, Share
from detector.outputs import Credit
from store.accounts.roles import Role
from store.queries.figures import Attainment

MASKED = "masked"
"""Names the fields that were left out of an object, so that nobody takes a hidden field for a missing one."""


class Sight(NamedTuple):
    """What somebody sees of one row: these fields, and what this person is paid."""

    fields: frozenset[Field]
    person_id: str | None


def sight_of(role: Role, person_id: str | None, near: frozenset[Scope]) -> Sight | None:
    """The sight of a role on a row of this nearness; None where the row is not seen."""
    fields = visible_fields(role, near)
    return None if fields is None else Sight(fields, person_id)


def shown(record: Struct, sight: Sight) -> dict[str, Any]:
    """A record as JSON values without what the sight does not cover, and `masked`, the names of what was left out.

    Missing fields are left out as in the contract. A record of a type that is not declared shows nothing.
    """
    return _object(record, sight)


def shown_name(display_name: str | None, sight: Sight) -> str | None:
    """A customer's name that is put beside a record, for whoever may see it."""
    return display_name if "customer_name" in sight.fields else None


def _object(record: Struct, sight: Sight) -> dict[str, Any]:
    declared = DECLARED.get(type(record), {})
    result: dict[str, Any] = {}
    masked: list[str] = []
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        if value is None:
            continue
        kind = declared.get(field.name)
        if kind == "nested":
            result[field.encode_name] = _nested(value, sight)
        elif kind in ("params", "features"):
            result[field.encode_name] = _values(value, PARAMS if kind == "params" else FEATURES, sight)
        elif kind is not None and _is_shown(kind, value, record, sight):
            result[field.encode_name] = msgspec.to_builtins(value)
        else:
            masked.append(field.encode_name)
    return result | ({MASKED: masked} if masked else {})


def _nested(value: object, sight: Sight) -> object:
    if isinstance(value, list):
        return [_object(item, sight) for item in value if isinstance(item, Struct)]
    return _object(value, sight) if isinstance(value, Struct) else None


def _values(values: Mapping[str, Any], known: Mapping[str, Class], sight: Sight) -> dict[str, Any]:
    """Parameters or features, with the names of those left out."""
    left_out = sorted(name for name in values if not _value_is_shown(name, values[name], known, sight))
    kept = {name: value for name, value in values.items() if name not in left_out}
    return kept | ({MASKED: left_out} if left_out else {})


def _value_is_shown(name: str, value: object, known: Mapping[str, Class], sight: Sight) -> bool:
    kind = known.get(name, "texts" if isinstance(value, str) else "open")
    return _is_shown(kind, value, None, sight)


def _is_shown(kind: Class, value: object, record: Struct | None, sight: Sight) -> bool:
    fields = sight.fields
    if kind == "pay":
        return "others_pay" in fields or (sight.person_id is not None and _payee(record) == sight.person_id)
    if kind in ("code", "kind"):
        return value in (REASON_CODES if kind == "code" else ACTIVITY_TYPES) or "texts" in fields
    if kind == "name":
        of_person = isinstance(record, Name) and record.subject_type == "person"
        return of_person or "customer_name" in fields
    if kind == "sentence":
        params: Mapping[str, Any] = getattr(record, "params", {})
        return all(_value_is_shown(name, param, PARAMS, sight) for name, param in params.items())
    if kind == "raw":
        return fields.issuperset(FIELDS)
    return kind == "open" or kind in fields


def _payee(record: Struct | None) -> str | None:
    """Whose pay a record speaks of."""
    if isinstance(record, Credit | Share):
        return record.payee_id
    return record.person_id if isinstance(record, Quota | Attainment) else None
