"""A judgement as the contract's assessment record."""

from collections.abc import Iterable, Mapping

from detector.facts import ChangeFact
from detector.instant import format_instant
from detector.judgement import Judgement, RuleOutcome
from detector.messages import Catalog
from detector.orders import OrderHistory
from detector.outputs import Assessment, Hit, Note, Param, PathOwner, ReasonTest
from detector.path import Ownership


class Writer:
    """Writes the assessments of one customer, in the words of a catalog, under the digest of a pack."""

    def __init__(self, customer_id: str, catalog: Catalog, digest: str) -> None:
        self._customer_id = customer_id
        self._catalog = catalog
        self._digest = digest
        self._path: tuple[Ownership, list[PathOwner]] = Ownership((), ()), []

    def order(self, order: OrderHistory, judgement: Judgement) -> Assessment:
        """The assessment of an order; its decisions are added when it is settled."""
        return self._write(
            judgement,
            assessment_id=f"order:{order.order_id}",
            order_id=order.order_id,
            beneficiary=order.last.seller,
            latest=max(judgement.latest, order.last.at),
            superseded_by=None,
        )

    def transfer(self, change: ChangeFact, judgement: Judgement, order_id: str | None) -> Assessment:
        """The assessment of a path from a salesperson to an assistant."""
        return self._write(
            judgement,
            assessment_id=f"transfer:{change.event_id}",
            order_id=None,
            beneficiary=change.new,
            latest=judgement.latest,
            superseded_by=None if order_id is None else f"order:{order_id}",
        )

    def _write(
        self,
        judgement: Judgement,
        *,
        assessment_id: str,
        order_id: str | None,
        beneficiary: str,
        latest: int,
        superseded_by: str | None,
    ) -> Assessment:
        return Assessment(
            assessment_id=assessment_id,
            revision=1,
            customer_id=self._customer_id,
            order_id=order_id,
            originator_id=judgement.path.originator or None,
            beneficiary_id=beneficiary,
            compared_with=judgement.other.person or None,
            path=self._path_of(judgement.window.ownership),
            outcome=judgement.combined.outcome,
            score=judgement.combined.score,
            hits=write_hits(judgement.results, self._catalog),
            reason_test=_reason_test(judgement, self._catalog),
            features=judgement.features.as_dict(),
            notes=_notes(judgement, self._catalog),
            superseded_by=superseded_by,
            assessed_at=format_instant(latest),
            rule_versions={
                "pack": judgement.base_version,
                **{item.rule.id: item.version for item in judgement.results},
            },
            rules_digest=self._digest,
        )

    def _path_of(self, ownership: Ownership) -> list[PathOwner]:
        """A path as written; matters that follow each other mostly see the same one."""
        if self._path[0] is not ownership:
            self._path = ownership, _write_path(ownership)
        return self._path[1]


def _write_path(ownership: Ownership) -> list[PathOwner]:
    """The owners up to the matter's time; later ones (a way back) follow, since they may have changed the judgement."""
    return [
        PathOwner(
            owner=segment.owner or None,
            since=None if segment.start is None else format_instant(segment.start),
            to=None if segment.end is None else format_instant(segment.end),
            change=None if segment.change is None else segment.change.event_id,
            changed_by=None if segment.change is None else segment.change.changed_by or None,
        )
        for segment in ownership.segments
    ]


def weight_order(points: int, rule_id: str) -> tuple[bool, int, str]:
    """Sorts signs, the heaviest first, and after them what speaks against suspicion, the heaviest first too."""
    return points < 0, -abs(points), rule_id


def write_hits(results: Iterable[RuleOutcome], catalog: Catalog) -> list[Hit]:
    """The signs that were seen, in the order of `weight_order`."""
    hits = []
    for item in results:
        rule, result = item.rule, item.result
        if result.kind == "hit":
            message_id = f"{rule.id}.{result.message}"
            params = dict(result.params)
            hits.append(
                Hit(
                    rule_id=rule.id,
                    rule_version=item.version,
                    score=result.points,
                    message_id=message_id,
                    params=params,
                    reason=catalog.render(message_id, params, "en"),
                )
            )
    return sorted(hits, key=lambda hit: weight_order(hit.score, hit.rule_id)) if len(hits) > 1 else hits


def _reason_test(judgement: Judgement, catalog: Catalog) -> ReasonTest | None:
    tested = judgement.reason
    if tested is None:
        return None
    verdict = tested.verdict
    params = dict(verdict.params)
    return ReasonTest(
        result=verdict.result,
        code=tested.code or None,
        message_id=verdict.message_id,
        params=params,
        why=catalog.render(verdict.message_id, params, "en"),
        late=tested.claim.late,
        original=tested.original,
    )


def _notes(judgement: Judgement, catalog: Catalog) -> list[Note]:
    notes: list[tuple[str, Mapping[str, Param]]] = [(fact.message_id, fact.params) for fact in judgement.combined.facts]
    if judgement.combined.little_evidence and judgement.other.person:
        notes.append(("note.little_logged", {}))
    if judgement.combined.told_late:
        f = judgement.features
        notes.append(("note.typed_in_after", {"payee": f.payee_work, "late": f.payee_work_typed_in}))
    if judgement.other.link == "helper":
        notes.append(("note.work_outside_path", {"person": judgement.other.person}))
    notes.extend(("note.owner_contradicted", {"event_id": event}) for event in judgement.window.ownership.contradicted)
    notes.extend(
        (f"note.rule_{item.result.kind}", {"rule_id": item.rule.id, **item.result.params})
        for item in judgement.results
        if item.result.kind in ("error", "not_evaluated")
    )
    return [
        Note(message_id=message_id, params=dict(params), text=catalog.render(message_id, params, "en"))
        for message_id, params in notes
    ]
