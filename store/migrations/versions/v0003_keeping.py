"""What the store keeps about itself."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

from store.migrations.columns import NAMES, key, moment

revision = "0003"
down_revision = "0002"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "store_facts",
    _METADATA,
    Column("name", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

Table(
    "offsets",
    _METADATA,
    Column("topic", String(249), primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next_offset", BigInteger, nullable=False),
)

Table(
    "erasures",
    _METADATA,
    Column("subject_type", String(20), primary_key=True),
    key("subject_id"),
    *moment("erased"),
)


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
