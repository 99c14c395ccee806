"""What the store keeps about itself: how far it has read, from where, and what must not come back."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from store.schema import METADATA, key, moment

facts = Table(
    "store_facts",
    METADATA,
    Column("name", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single facts by name, such as what feeds this store."""

offsets = Table(
    "offsets",
    METADATA,
    Column("topic", String(249), primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next_offset", BigInteger, nullable=False),
)
"""The next record to read of each partition; written in the transaction that writes what was read."""

erasures = Table(
    "erasures",
    METADATA,
    Column("subject_type", String(20), primary_key=True),
    key("subject_id"),
    *moment("erased"),
)
"""Whose name and texts were removed; the recorder keeps them out from then on."""
