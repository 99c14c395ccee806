"""A small history of each suspicious kind; days count from Monday, the order comes on day 0."""

from tests.detector.builders import Customer, claim

WEEKS = (-60, -54, -47, -40, -33, -26, -19, -12)
"""Eight meetings over two months."""


def ripe() -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *WEEKS, -6).owner(-4, "mei", "lin").order(0, "mei")


def token_touches() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).owner(-10, "mei", "lin")
    for day in (-9, -7, -5, -3):
        customer.work(day, "mei", "call", 8 / 60)
        customer.work(day + 0.2, "mei", "note", None, text_units=1)
    return customer.order(0, "mei")


def slow_walk_ghost() -> Customer:
    customer = Customer().owner(-90, "lin").pursue("lin", -85, -78, -71, -64).owner(-50, "mei", "lin")
    return customer.pursue("lin", -40, -33, -26, -19, -12, -5).order(0, "mei")


def early_ghost() -> Customer:
    customer = Customer().owner(-62, "lin").owner(-60, "mei", "lin", reason=claim("capacity"))
    return customer.pursue("lin", -50, -43, -36, -29, -22, -15, -8, -2).order(0, "mei")


def round_trip() -> Customer:
    return ripe().owner(6, "lin", "mei")


def proxy_order() -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *WEEKS).order(0, "mei")


def chain() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS)
    return customer.owner(-8, "zhou", "lin").owner(-5, "mei", "zhou").order(0, "mei")


def false_reason() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS)
    return customer.owner(-8, "mei", "lin", by="lin", reason=claim("leave_cover")).pursue("lin", -4).order(0, "mei")


SUSPICIOUS = {
    "ripe": ripe,
    "token_touches": token_touches,
    "slow_walk_ghost": slow_walk_ghost,
    "early_ghost": early_ghost,
    "round_trip": round_trip,
    "proxy_order": proxy_order,
    "chain": chain,
    "false_reason": false_reason,
}
