"""Every suspicious kind that concerns an order: a tale that must be looked at, and one close to it that must not."""

from collections.abc import Callable
from typing import NamedTuple

from tests.typologies.tale import Tale

WEEKS = (-60, -54, -47, -40, -33, -26, -19, -12)
"""Eight meetings over two months."""


class Suspicious(NamedTuple):
    """`rules`: which must be among the signs of the tale that fires; `silent`: those that must not be in the other."""

    fires: Callable[[Tale], Tale]
    rules: frozenset[str]
    near_miss: Callable[[Tale], Tale]
    silent: frozenset[str]


def _pursued(tale: Tale, *more: float) -> Tale:
    return tale.owner(-70, "lin").pursue("lin", *WEEKS, *more)


def ripe(tale: Tale) -> Tale:
    return _pursued(tale, -6).owner(-4, "mei", "lin").order(0, "mei")


def ripe_miss(tale: Tale) -> Tale:
    """Handed over early and worked by the new owner."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-40, "mei", "lin")
    return tale.pursue("mei", -38, -31, -24, -17, -10, -3).order(0, "mei")


def _touches(tale: Tale) -> Tale:
    for day in (-9, -7, -5, -3):
        tale.work(day, "mei", "call", 8 / 60).work(day + 0.2, "mei", "note", None, text="ok")
    return tale


def token_touches(tale: Tale) -> Tale:
    return _touches(_pursued(tale).owner(-10, "mei", "lin")).order(0, "mei")


def token_touches_miss(tale: Tale) -> Tale:
    """The same trivial entries beside real work."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-30, "mei", "lin").pursue("mei", -28, -22, -16, -12)
    return _touches(tale).order(0, "mei")


def inflated_touches(tale: Tale) -> Tale:
    copied = {"zh": "您好，附件为最新资料，请查收，有问题随时联系。", "en": "Hello, please find the latest documents."}
    _pursued(tale).owner(-10, "mei", "lin")
    for day in (-8, -3):
        for number in range(8):
            tale.work(day + number / 24 / 60, "mei", "email", None, text=copied[tale.lang])
            tale.work(day + number / 24 / 60, "mei", "call", 30, text=copied[tale.lang])
    return tale.order(0, "mei")


def inflated_touches_miss(tale: Tale) -> Tale:
    """As many entries, spread over weeks, each with words of its own, the customer calling in between."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-40, "mei", "lin")
    for day in (-38, -33, -28, -23, -18, -13, -8, -3):
        tale.work(day, "mei", "call", 15).work(day + 0.3, "mei", "email", None).inbound(day + 0.6, "mei")
    return tale.order(0, "mei")


def slow_walk_ghost(tale: Tale) -> Tale:
    tale.owner(-90, "lin").pursue("lin", -85, -78, -71, -64).owner(-50, "mei", "lin")
    return tale.pursue("lin", -40, -33, -26, -19, -12, -5).order(0, "mei")


def slow_walk_ghost_miss(tale: Tale) -> Tale:
    """The old owner helps in the grace days, the new one works."""
    tale.owner(-90, "lin").pursue("lin", -85, -78, -71, -64).owner(-50, "mei", "lin").pursue("lin", -48, -45)
    return tale.pursue("mei", -42, -33, -26, -19, -12, -5).order(0, "mei")


def early_ghost(tale: Tale) -> Tale:
    tale.owner(-62, "lin").owner(-60, "mei", "lin", code="capacity")
    return tale.pursue("lin", -50, -43, -36, -29, -22, -15, -8, -2).order(0, "mei")


def early_ghost_miss(tale: Tale) -> Tale:
    """Really handed over for load balancing."""
    tale.owner(-62, "lin").owner(-60, "mei", "lin", code="capacity").pursue("lin", -58)
    return tale.pursue("mei", -50, -43, -36, -29, -22, -15, -8, -2).order(0, "mei")


def round_trip(tale: Tale) -> Tale:
    return ripe(tale).owner(6, "lin", "mei")


def round_trip_miss(tale: Tale) -> Tale:
    """Back to the seller, whose colleague did the work."""
    return ripe_miss(tale).owner(6, "lin", "mei")


def proxy_order(tale: Tale) -> Tale:
    return _pursued(tale).order(0, "mei")


def proxy_order_miss(tale: Tale) -> Tale:
    """The record still names the seller; the assistant did the work."""
    tale.owner(-70, "lin").pursue("lin", -60)
    return tale.pursue("mei", -54, -47, -40, -33, -26, -19, -12).order(0, "mei")


def chain(tale: Tale) -> Tale:
    return _pursued(tale).owner(-8, "zhou", "lin").owner(-5, "mei", "zhou").order(0, "mei")


def chain_miss(tale: Tale) -> Tale:
    """Two hops, and the last owner works."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-45, "zhou", "lin").pursue("zhou", -43)
    return tale.owner(-40, "mei", "zhou").pursue("mei", -38, -31, -24, -17, -10, -3).order(0, "mei")


def quota_burst(tale: Tale) -> Tale:
    """Signed on the last day of February."""
    return _pursued(tale).owner(-4, "mei", "lin").order(-2, "mei")


def quota_burst_miss(tale: Tale) -> Tale:
    """Handed over in the quarter and signed on that day too, after work by the new owner."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-30, "mei", "lin")
    return tale.pursue("mei", -28, -22, -16, -10, -4).order(-2, "mei")


def false_reason(tale: Tale) -> Tale:
    _pursued(tale).owner(-8, "mei", "lin", by="lin", code="other", zh="林丽请假，代跟", en="cover for Lin, on leave")
    return tale.pursue("lin", -4).order(0, "mei")


def false_reason_miss(tale: Tale) -> Tale:
    """The same words, and it is so."""
    _pursued(tale).person(-9, "lin", "sales", status="on_leave").person(9, "lin", "sales")
    tale.owner(-8, "mei", "lin", by="lin", code="other", zh="林丽请假，代跟", en="cover for Lin, on leave")
    return tale.pursue("mei", -4).order(0, "mei")


def reciprocal_ring(tale: Tale) -> Tale:
    """Two sellers: one hands a ripe customer to the other."""
    return _pursued(tale).owner(-4, "wang", "lin", by="lin").order(0, "wang")


def reciprocal_ring_miss(tale: Tale) -> Tale:
    """The other seller finishes the pursuit over weeks."""
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-40, "wang", "lin", by="lin")
    return tale.pursue("wang", -38, -31, -24, -17, -10, -3).order(0, "wang")


def renewal_grab(tale: Tale) -> Tale:
    tale.owner(-390, "lin").pursue("lin", -385, -378).order(-365, "wang", "O0")
    tale.pursue("lin", -200, -160, -120, -80, -45, -30, -14).owner(-5, "mei", "lin")
    return tale.order(0, "mei", order_type="renewal")


def renewal_grab_miss(tale: Tale) -> Tale:
    """The account moved months before, and was served by the new owner."""
    tale.owner(-390, "lin").pursue("lin", -385, -378).order(-365, "lin", "O0").owner(-240, "mei", "lin")
    return tale.pursue("mei", -200, -160, -120, -80, -45, -30, -14).order(0, "mei", order_type="renewal")


def split_order(tale: Tale) -> Tale:
    return _pursued(tale).order(0, "lin", "O2", "4000.00").order(0.05, "mei", "O1")


def split_order_miss(tale: Tale) -> Tale:
    """Two orders on one day, both the seller's; the assistant types one in."""
    return _pursued(tale).order(0, "lin", "O2", "4000.00").order(0.05, "lin", "O1", entered_by="mei")


def _kind(fires: Callable[[Tale], Tale], near_miss: Callable[[Tale], Tale], *rules: str) -> Suspicious:
    return Suspicious(fires, frozenset(rules), near_miss, frozenset(rules))


SUSPICIOUS = {
    "ripe": _kind(ripe, ripe_miss, "ripe"),
    "token_touches": _kind(token_touches, token_touches_miss, "ripe", "token_touches"),
    "inflated_touches": _kind(inflated_touches, inflated_touches_miss, "ripe", "token_touches"),
    "slow_walk_ghost": _kind(slow_walk_ghost, slow_walk_ghost_miss, "slow_walk_ghost"),
    "early_ghost": _kind(early_ghost, early_ghost_miss, "early_ghost", "false_reason"),
    "round_trip": _kind(round_trip, round_trip_miss, "ripe", "round_trip"),
    "proxy_order": _kind(proxy_order, proxy_order_miss, "proxy_order"),
    "chain": _kind(chain, chain_miss, "ripe", "chain"),
    "quota_burst": _kind(quota_burst, quota_burst_miss, "ripe"),
    "false_reason": _kind(false_reason, false_reason_miss, "ripe", "false_reason")._replace(
        silent=frozenset({"false_reason"})
    ),
    "reciprocal_ring": _kind(reciprocal_ring, reciprocal_ring_miss, "ripe"),
    "renewal_grab": _kind(renewal_grab, renewal_grab_miss, "ripe"),
    "split_order": _kind(split_order, split_order_miss, "proxy_order"),
}
