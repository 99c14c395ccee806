"""The audit chain as it is kept: entries that are never changed, and one row that says where the chain ends."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from store.schema import METADATA, ident
from store.types import Utc

audit_entries = Table(
    "audit_entries",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("entered_at", Utc, nullable=False),
    Column("kind", String(20), nullable=False),
    ident("actor", nullable=False),
    ident("subject", nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("line", Text, nullable=False),
    Index(None, "actor", "seq"),
    Index(None, "subject", "seq"),
    Index(None, "kind", "seq"),
)
"""`line` is the entry itself, its canonical JSON; the other columns repeat parts of it for queries. Triggers refuse
every change and deletion: that keeps accidents away, the chain and its anchors tell of what is done on purpose."""

audit_head = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chain", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One row, whose lock makes its holder the only writer. `chain`: drawn with the first entry."""
