"""Until when a case is snoozed, in the table and at the end of its view, so that rights to the view stay."""

from alembic import op
from sqlalchemy import Column

from store.types import Utc

revision = "0012"
down_revision = "0011"

_BEFORE = """
        SELECT c.case_id, c.customer_id, c.state, c.disposition, c.version, c.assignee_id, c.due_at, c.opened_at,
               c.opened_offset, c.changed_at{more}
        FROM cases c"""


def upgrade() -> None:
    """Add the column."""
    op.add_column("cases", Column("snoozed_until", Utc))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE OR REPLACE VIEW v_cases AS {_BEFORE.format(more=', c.snoozed_until')}")
        return
    op.execute("DROP VIEW v_cases")
    op.execute(f"CREATE VIEW v_cases AS {_BEFORE.format(more=', c.snoozed_until')}")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP VIEW v_cases")
    op.drop_column("cases", "snoozed_until")
    op.execute(f"CREATE VIEW v_cases AS {_BEFORE.format(more='')}")
