"""One alert per case: a transfer may raise it provisionally, its order confirms or withdraws it."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from detector.judgement import JudgedOrder, JudgedTransfer, Judgement
from detector.messages import Catalog
from detector.money import format_minor
from detector.outputs import Alert, AlertStatus, Assessment, Param, Severity

HIGH_FROM, MEDIUM_FROM = 85, 70


def _case_id(customer_id: str, judgement: Judgement, otherwise: str) -> str:
    hop = judgement.case_hop
    return f"{customer_id}/{hop.event_id if hop else otherwise}"


def _severity(score: int) -> Severity:
    if score >= HIGH_FROM:
        return "high"
    return "medium" if score >= MEDIUM_FROM else "low"


def case_alerts(
    customer_id: str, orders: Sequence[JudgedOrder], transfers: Sequence[JudgedTransfer], catalog: Catalog
) -> list[Alert]:
    """The final alert of each case of a customer, in the order of case ids."""
    alerts: dict[str, Alert] = {}
    reviewed = {judged.assessment.assessment_id for judged in orders if judged.judgement.combined.outcome == "review"}
    for transfer in transfers:
        if transfer.judgement.combined.outcome == "clear":
            continue
        case_id = _case_id(customer_id, transfer.judgement, transfer.change.event_id)
        order = transfer.assessment.superseded_by
        status: AlertStatus = "provisional" if order is None else "confirmed" if order in reviewed else "withdrawn"
        alerts[case_id] = _transfer_alert(case_id, transfer, status, catalog)
    best: dict[str, JudgedOrder] = {}
    for judged in orders:
        if judged.judgement.combined.outcome != "review":
            continue
        case_id = _case_id(customer_id, judged.judgement, judged.assessment.assessment_id)
        if case_id not in best or judged.assessment.score > best[case_id].assessment.score:
            best[case_id] = judged
    for case_id, judged in best.items():
        alerts[case_id] = _order_alert(case_id, judged, catalog)
    return [alerts[case_id] for case_id in sorted(alerts)]


def _order_alert(case_id: str, judged: JudgedOrder, catalog: Catalog) -> Alert:
    assessment, last = judged.assessment, judged.order.last
    originator = judged.judgement.other.person or assessment.originator_id or ""
    params: dict[str, Param] = {
        "order_id": judged.order.order_id,
        "customer": assessment.customer_id,
        "originator": originator,
        "beneficiary": last.seller,
    }
    alert = _alert(case_id, assessment, "alert.order", params, catalog)
    return msgspec.structs.replace(
        alert,
        severity=_severity(assessment.score),
        order_id=judged.order.order_id,
        amount=format_minor(last.amount_minor, last.currency),
        currency=last.currency,
        status="confirmed",
    )


def _transfer_alert(case_id: str, transfer: JudgedTransfer, status: AlertStatus, catalog: Catalog) -> Alert:
    params: dict[str, Param] = {
        "customer": transfer.assessment.customer_id,
        "originator": transfer.judgement.other.person,
        "beneficiary": transfer.change.new,
    }
    return msgspec.structs.replace(
        _alert(case_id, transfer.assessment, "alert.transfer", params, catalog), status=status
    )


def _alert(case_id: str, assessment: Assessment, message_id: str, params: dict[str, Param], catalog: Catalog) -> Alert:
    """What the alerts of orders and transfers have in common: provisional and of low severity."""
    return Alert(
        alert_id=sha256(case_id.encode()).hexdigest()[:24],
        case_id=case_id,
        assessment_id=assessment.assessment_id,
        revision=1,
        severity="low",
        message_id=message_id,
        params=params,
        headline=catalog.render(message_id, params, "en"),
        originator_id=str(params["originator"]) or None,
        beneficiary_id=str(params["beneficiary"]),
        customer_id=assessment.customer_id,
        raised_at=assessment.assessed_at,
        status="provisional",
        hits=assessment.hits,
    )
