"""A record that a route serves, and whose it is, as a person thinks of it."""

from typing import NamedTuple

from msgspec import Struct


class Shown(NamedTuple):
    """`people`: nobody's own where it is empty."""

    record: Struct
    people: frozenset[str]
