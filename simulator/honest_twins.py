"""Honest journeys that differ from the fraudulent ones in nothing but who did the work.

Same times, same people, same buttons and claims; but the new owner takes over a deal that is far from ripe, and makes
it. Whoever looks at dates and roles alone cannot tell the two.
"""

from simulator.cast import aftercare, ahead_of, begin, bystander, closing_time, hand, month_end, need, noise, pool_gap
from simulator.journey import Journey
from simulator.people import Person
from simulator.records import Deal
from simulator.schemes import accomplices, cheat_hand, short_gap
from simulator.times import DAY, HOUR

LEAST_DAYS = 1.3
"""The better half of a deal does not fit into fewer."""


def _slow_start(
    j: Journey, gap_days: float, *, order: int | None = None, partner: str = "assistant"
) -> tuple[Person, Person, int, int]:
    """Let a seller pursue a deal for weeks without getting far; return (seller, new owner, handover, order)."""
    order = closing_time(j) if order is None else order
    gap_days = max(gap_days, LEAST_DAYS)
    handover = ahead_of(j, order, gap_days, gap_days)
    first = handover - int(max(5.0, j.days) * DAY)
    giver, taker = accomplices(j, first, handover, order, partner=partner)
    j.size = max(j.size, 18)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, j.rng.uniform(0.1, 0.4), least=1)
    noise(j, giver, first, handover)
    bystander(j, giver, first, order)
    return giver, taker, handover, order


def _finish(j: Journey, kind: str, giver: Person, taker: Person, handover: int, order: int) -> Deal:
    """Let the new owner do the better half within the days that are left, and get the order, which is returned."""
    j.pursue(taker, handover + HOUR // 4, order, 0.4, 1.05, least=9)
    deal = j.order(order, taker, kind, defence="work", originator=giver)
    aftercare(j, giver if j.rng.random() < 0.35 else taker, order + HOUR)
    return deal


def quick_finish(j: Journey) -> None:
    """Handed over after weeks that led nowhere; the new owner closes it in a few dense days."""
    partner = j.rng.choice(("assistant",) * 12 + ("sales", "sales", "service"))
    giver, taker, handover, order = _slow_start(j, short_gap(j), partner=partner)
    cheat_hand(j, handover, taker)
    _finish(j, "quick_finish", giver, taker, handover, order)


def quick_month_end(j: Journey) -> None:
    """As quick_finish, in the last days of a month."""
    end = month_end(closing_time(j, 60.0))
    order = j.working(end - 3 * DAY, end - HOUR, 0.5)
    giver, taker, handover, order = _slow_start(j, j.rng.uniform(0.8, 3.0), order=order)
    cheat_hand(j, handover, taker)
    _finish(j, "quick_month_end", giver, taker, handover, order)


def quick_and_back(j: Journey) -> None:
    """As quick_finish; the customer goes back to the old owner for the time after the sale."""
    giver, taker, handover, order = _slow_start(j, short_gap(j), order=closing_time(j, 40.0))
    cheat_hand(j, handover, taker)
    j.pursue(taker, handover + HOUR // 4, order, 0.4, 1.05, least=9)
    j.order(order, taker, "quick_and_back", defence="work", originator=giver)
    back = order + j.span(0.3, 20.0)
    hand(j, back, giver)
    aftercare(j, giver, back)


def quick_chain(j: Journey) -> None:
    """As quick_finish, by way of a colleague or the manager."""
    rng = j.rng
    giver, taker, handover, order = _slow_start(j, rng.uniform(0.4, 12.0))
    middle = rng.choice(("sales", "sales", "assistant", "service", "service", "manager"))
    if middle == "manager":
        between = j.firm.teams[giver.team].manager
    else:
        between = need(j.firm.pick(rng, middle, handover, order, team=giver.team, avoid=(giver, taker)))
    cheat_hand(j, handover, between)
    second = handover + int((order - handover) * rng.uniform(0.05, 0.4))
    cheat_hand(j, second, taker)
    _finish(j, "quick_chain", giver, taker, second, order)


def quick_pool(j: Journey) -> None:
    """As quick_finish, through the pool: within the day, or after some days in it."""
    giver, taker, handover, order = _slow_start(j, j.rng.uniform(0.3, 12.0))
    days = j.span(0.005, 0.9) if j.rng.random() < 0.5 else int((order - handover) * j.rng.uniform(0.3, 0.6))
    taken = min(handover + days, order - HOUR)
    pool_gap(j, handover, taken, taker, None, third=False)
    _finish(j, "quick_pool", giver, taker, taken, order)


def quick_renewal(j: Journey) -> None:
    """An account moves just before its renewal, which the new owner works for."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 0.3, 14.0)
    sale = order - j.span(200.0, 385.0)
    first = sale - int(j.days * DAY)
    giver, taker = accomplices(j, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, sale, 0.0, 1.0, least=3)
    j.order(sale, giver, "plain_sales")
    if rng.random() < 0.5:
        j.step(giver, j.working(sale + DAY, handover - DAY), 1.2)
    cheat_hand(j, handover, taker)
    _finish(j, "quick_renewal", giver, taker, handover, order).order_type = "renewal"


def worked_proxy(j: Journey) -> None:
    """Booked on an assistant who never owned the customer and did most of the work."""
    giver, taker, handover, order = _slow_start(j, j.rng.uniform(0.05, 12.0))
    typist = taker if j.rng.random() < 0.6 else None
    _finish(j, "worked_proxy", giver, taker, handover, order).entered_by = typist
    if j.rng.random() < 0.25:
        hand(j, order + j.span(0.01, 3.0), taker)
