"""Room for encrypted secrets, and how often an address tried to sign in.

The secrets themselves are encrypted by `store.sealing`, which has the key: the schema's history must not need it.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, MetaData, String, Table

from store.migrations.columns import NAMES

revision = "0009"
down_revision = "0008"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "sign_in_rates",
    _METADATA,
    Column("sender", String(64), primary_key=True),
    Column("due_us", BigInteger, nullable=False),
)


def upgrade() -> None:
    """Widen the columns of secrets, and make the table."""
    with op.batch_alter_table("accounts") as accounts:
        for name in ("totp_secret", "totp_pending"):
            accounts.alter_column(name, type_=String(255), existing_type=String(64), existing_nullable=True)
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the table; the columns stay wide, since what is in them would not fit."""
    _METADATA.drop_all(op.get_bind())
