"""Alerts: one for each matter; a transfer raises it, its order confirms or withdraws it."""

import pytest

from detector.alerts import _severity
from detector.outputs import Alert
from tests.detector.builders import Customer, claim

LONG = (-60, -50, -40, -30, -20, -10)


def handed(*, telling: bool = True) -> Customer:
    reason = claim("leave_cover" if telling else "policy_assignment")
    return Customer().owner(-70, "lin").pursue("lin", *LONG).owner(-4, "mei", "lin", reason=reason)


def alerts(customer: Customer) -> dict[str, Alert]:
    found = customer.judge().alerts
    assert [item.case_id for item in found] == sorted({item.case_id for item in found})
    return {item.case_id: item for item in found}


def test_a_telling_transfer_raises_a_provisional_alert() -> None:
    (alert,) = alerts(handed()).values()
    assert (alert.status, alert.case_id, alert.severity) == ("provisional", "C1/own-2", "low")
    assert (alert.assessment_id, alert.order_id, alert.amount) == ("transfer:own-2", None, None)
    assert (alert.originator_id, alert.beneficiary_id, alert.customer_id) == ("lin", "mei", "C1")
    assert alert.raised_at == "2026-02-26T09:00:00Z"
    assert alerts(handed(telling=False)) == {}


def test_its_order_under_review_confirms_the_same_case() -> None:
    (alert,) = alerts(handed().order(0, "mei")).values()
    assert (alert.status, alert.case_id) == ("confirmed", "C1/own-2")
    assert (alert.assessment_id, alert.order_id) == ("order:O1", "O1")
    assert (alert.amount, alert.currency) == ("1000.00", "CNY")
    assert "O1" in alert.headline
    assert "ripe" in {hit.rule_id for hit in alert.hits}
    assert [hit.score for hit in alert.hits] == sorted((hit.score for hit in alert.hits), reverse=True)
    assert alert.alert_id == next(iter(alerts(handed()).values())).alert_id


def test_its_honest_order_withdraws_it() -> None:
    customer = handed().pursue("mei", -3.5, -3, -2.5, -2, -1.5, -1, -0.5).pursue("mei", 3, 6, 9, 12, 15, 18, 21, 24)
    (alert,) = alerts(customer.order(30, "mei")).values()
    assert (alert.status, alert.assessment_id) == ("withdrawn", "transfer:own-2")


@pytest.mark.parametrize("worst", ["O1", "O2"])
def test_the_worst_order_of_a_case_tells_it(worst: str) -> None:
    customer = handed(telling=False).order(0, "mei", "O1").order(0.1, "mei", "O2", amount=5)
    customer.explain(3, claim("leaver"), order_id=worst)
    scores = {item.order_id: item.score for item in customer.judge().assessments if item.order_id}
    assert scores[worst] == max(scores.values()) > min(scores.values())
    (alert,) = alerts(customer).values()
    assert (alert.order_id, alert.status) == (worst, "confirmed")


def test_matters_of_different_hops_are_different_cases() -> None:
    customer = handed().order(0, "mei").owner(1, "lin", "mei").pursue("lin", *(20 + day for day in range(0, 60, 6)))
    customer.owner(90, "qiu", "lin", by="lin").order(92, "qiu", "O2")
    found = alerts(customer)
    assert {case: item.order_id for case, item in found.items()} == {"C1/own-2": "O1", "C1/own-4": "O2"}


def test_a_proxy_order_is_a_case_of_its_own() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", *LONG).order(0, "mei")
    (alert,) = alerts(customer).values()
    assert (alert.case_id, alert.status, alert.originator_id) == ("C1/order:O1", "confirmed", "lin")


def test_an_honest_order_raises_none() -> None:
    assert alerts(Customer().owner(-70, "lin").pursue("lin", *LONG).order(0, "lin")) == {}


@pytest.mark.parametrize(
    ("score", "severity"), [(60, "low"), (69, "low"), (70, "medium"), (84, "medium"), (85, "high")]
)
def test_severity_by_score(score: int, severity: str) -> None:
    assert _severity(score) == severity
