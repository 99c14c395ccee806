"""What the store keeps of a case for judging it again."""

import msgspec
from sqlalchemy import Connection, select

from detector.outputs import Assessment
from store.tables.judgements import alerts, assessment_revisions


def case_revisions(connection: Connection, case_id: str) -> list[Assessment]:
    """Every revision that was seen of the assessments that alerts of a case speak of, by id and revision."""
    named = select(alerts.c.customer_id, alerts.c.assessment_id).where(alerts.c.case_id == case_id).distinct()
    spoken_of = named.subquery()
    kept = assessment_revisions
    query = (
        select(kept.c.assessment)
        .join(
            spoken_of,
            (kept.c.customer_id == spoken_of.c.customer_id) & (kept.c.assessment_id == spoken_of.c.assessment_id),
        )
        .order_by(kept.c.assessment_id, kept.c.revision)
    )
    return [msgspec.convert(found, Assessment) for found in connection.execute(query).scalars()]
