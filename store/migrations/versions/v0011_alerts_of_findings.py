"""The view of alerts names the finding that an alert speaks of. A new column at its end, so rights to it stay."""

from alembic import op

revision = "0011"
down_revision = "0010"

_BEFORE = """
        SELECT l.alert_id, l.case_id, l.revision, l.severity, l.status, l.customer_id, l.order_id, l.originator_id,
               l.beneficiary_id, l.amount, l.currency, l.raised_at, l.headline{more}
        FROM alerts l"""


def upgrade() -> None:
    """Add the column."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE OR REPLACE VIEW v_alerts AS {_BEFORE.format(more=', l.finding_id')}")
        return
    op.execute("DROP VIEW v_alerts")
    op.execute(f"CREATE VIEW v_alerts AS {_BEFORE.format(more=', l.finding_id')}")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP VIEW v_alerts")
    op.execute(f"CREATE VIEW v_alerts AS {_BEFORE.format(more='')}")
