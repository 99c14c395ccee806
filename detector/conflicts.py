"""What no single customer shows: an order id that stands under two of them."""

from collections.abc import Iterable
from hashlib import sha256

from detector.outputs import Finding

CONFLICT = "order_customer_conflict"
"""The kind of these findings."""


def order_conflicts(order_ids: Iterable[tuple[str, str]]) -> list[Finding]:
    """An alarm for each order id with several customers, out of (order, customer) pairs; sums hold per pair."""
    first: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    for order, customer in order_ids:
        if first.setdefault(order, customer) != customer:
            found.setdefault(order, {first[order]}).add(customer)
    return [_conflict(order, sorted(customers)) for order, customers in sorted(found.items())]


def _conflict(order: str, customers: list[str]) -> Finding:
    return Finding(
        finding_id=f"{CONFLICT}:{sha256(order.encode()).hexdigest()[:16]}",
        kind=CONFLICT,
        subject=order,
        n=len(customers),
        order_ids=[order],
        message_id="finding.order_customer_conflict",
        params={"order_id": order, "customers": ", ".join(customers)},
    )
