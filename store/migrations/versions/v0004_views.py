"""Views to read from outside, by Grafana and by auditors' own SQL; described in docs/store.md."""

from collections.abc import Mapping

from alembic import op

revision = "0004"
down_revision = "0003"

_VIEWS: Mapping[str, str] = {
    "v_orders": """
        SELECT o.customer_id, o.order_id, o.ordered_at, o.ordered_offset, o.stated_at, o.seller_id, o.amount,
               o.amount_minor, o.currency, o.order_type, o.status, a.outcome, a.score, a.originator_id,
               a.beneficiary_id, a.compared_with, a.reason_result, a.reason_late, a.decided, a.revision, a.assessed_at,
               a.rules_digest
        FROM orders o LEFT JOIN assessments a ON a.customer_id = o.customer_id AND a.order_id = o.order_id""",
    "v_transfers": """
        SELECT a.customer_id, a.assessment_id, a.matter_at AS transferred_at, a.originator_id, a.beneficiary_id,
               a.outcome, a.score, a.reason_result, a.reason_late, a.superseded_by, a.revision, a.rules_digest
        FROM assessments a WHERE a.order_id IS NULL""",
    "v_revisions": """
        SELECT r.customer_id, r.assessment_id, r.revision, r.outcome, r.score, r.assessed_at
        FROM assessment_revisions r""",
    "v_ledger": """
        SELECT c.entry_id, c.customer_id, c.order_id, c.payee_id, c.credit_type, c.share, c.amount, c.amount_minor,
               c.currency, c.status, c.plan_id, c.plan_version, c.effective_at, c.effective_offset, c.accounting_period,
               c.original_period, c.reverses, c.reason, c.assessment_id, c.line
        FROM credits c""",
    "v_ledger_net": """
        SELECT c.customer_id, c.order_id, c.payee_id, c.status, c.currency, SUM(c.amount_minor) AS amount_minor,
               COUNT(*) AS entries
        FROM credits c GROUP BY c.customer_id, c.order_id, c.payee_id, c.status, c.currency""",
    "v_alerts": """
        SELECT l.alert_id, l.case_id, l.revision, l.severity, l.status, l.customer_id, l.order_id, l.originator_id,
               l.beneficiary_id, l.amount, l.currency, l.raised_at, l.headline
        FROM alerts l""",
    "v_decisions": """
        SELECT d.customer_id, d.event_id, d.occurred_at, d.occurred_offset, d.decided_by, d.decision, d.order_id,
               d.transfer_event_id, d.amount, d.reason_code
        FROM decisions d""",
    "v_activities": """
        SELECT t.customer_id, t.event_id, t.occurred_at, t.occurred_offset, t.recorded_at, t.actor_id, t.activity_type,
               t.direction, t.duration_seconds, t.stage, t.source
        FROM activities t""",
    "v_owners": """
        SELECT w.customer_id, w.event_id, w.occurred_at, w.occurred_offset, w.previous_owner_id, w.new_owner_id,
               w.changed_by, w.reason_code
        FROM ownership_changes w""",
    "v_people": """
        SELECT p.person_id, p.event_id, p.effective_at, p.role, p.status, p.team_id, p.manager_id FROM people p""",
    "v_findings": """
        SELECT f.finding_id, f.kind, f.subject, f.period, f.assessment_id, f.level, f.finding ->> 'n' AS n,
               f.finding ->> 'estimate' AS estimate, f.finding ->> 'score' AS score
        FROM findings f""",
    "v_dead_letters": """
        SELECT x."partition", x."offset", x.topic, x.reason_code FROM dead_letters x""",
    "v_reading": """
        SELECT s.topic, s."partition", s.next_offset FROM offsets s""",
}
"""None of them shows a name or a text that a person wrote; money is exact text beside whole minor units."""

_HITS: Mapping[str, str] = {
    "sqlite": """
        SELECT a.customer_id, a.assessment_id, a.order_id, a.matter_at, a.outcome, h.value ->> 'rule_id' AS rule_id,
               h.value ->> 'rule_version' AS rule_version, h.value ->> 'score' AS score
        FROM assessments a JOIN assessment_revisions r ON r.customer_id = a.customer_id
             AND r.assessment_id = a.assessment_id AND r.revision = a.revision
        CROSS JOIN json_each(r.assessment, '$.hits') h""",
    "postgresql": """
        SELECT a.customer_id, a.assessment_id, a.order_id, a.matter_at, a.outcome, h.value ->> 'rule_id' AS rule_id,
               CAST(h.value ->> 'rule_version' AS INTEGER) AS rule_version,
               CAST(h.value ->> 'score' AS INTEGER) AS score
        FROM assessments a JOIN assessment_revisions r ON r.customer_id = a.customer_id
             AND r.assessment_id = a.assessment_id AND r.revision = a.revision
        CROSS JOIN jsonb_array_elements(r.assessment -> 'hits') h(value)""",
}


def upgrade() -> None:
    """Make the views."""
    views = {**_VIEWS, "v_hits": _HITS[op.get_bind().dialect.name]}
    for name, query in views.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Remove the views."""
    for name in (*_VIEWS, "v_hits"):
        op.execute(f"DROP VIEW {name}")
