"""A decoded event of a customer to the fact that judging keeps."""

from detector.decode import Decoded
from detector.events import Activity, Decision, Order, OwnershipChange
from detector.facts import CustomerFact, activity_fact, change_fact, decision_fact, statement_fact
from detector.words import TextRules


def customer_fact(decoded: Decoded, rules: TextRules) -> CustomerFact:
    """The fact of an event of one of the customers' topics."""
    event, at, recorded_at = decoded
    if isinstance(event, Activity):
        return activity_fact(event, at, rules, recorded_at)
    if isinstance(event, Order):
        return statement_fact(event, at)
    if isinstance(event, OwnershipChange):
        return change_fact(event, at, rules)
    assert isinstance(event, Decision)
    return decision_fact(event, at, rules)
