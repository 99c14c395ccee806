"""Columns as the migrations of the first version make them. Never changed: later migrations bring their own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, SmallInteger, String, Text

from store.types import MAX_ID_BYTES, Utc

NAMES: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# In the order of the code points everywhere: pages sort the same on both databases, whatever the server's locale.
_ID = String(MAX_ID_BYTES).with_variant(String(MAX_ID_BYTES, collation="C"), "postgresql")


def key(name: str) -> Column[str]:
    """An id that is part of the primary key; `store.types.fit_id` makes it fit."""
    return Column(name, _ID, primary_key=True)


def ident(name: str, *, nullable: bool = True) -> Column[str]:
    """An id; `store.types.fit_id` makes it fit."""
    return Column(name, _ID, nullable=nullable)


def free_text(name: str, *, nullable: bool = True) -> Column[str]:
    """A text of any length, such as what was said; `store.types.clean_text` makes it fit."""
    return Column(name, Text, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> list[Column[Any]]:
    """A time `NAME_at` and, in `NAME_offset`, the offset from UTC in minutes that was stated with it."""
    return [
        Column(f"{name}_at", Utc, nullable=nullable),
        Column(f"{name}_offset", SmallInteger, nullable=nullable),
    ]


def stated() -> list[Column[Any]]:
    """What every event has beside its id: when it happened, when it was recorded, and where it comes from."""
    return [*moment("occurred"), *moment("recorded", nullable=True), free_text("source")]
