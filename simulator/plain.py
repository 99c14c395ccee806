"""Plain journeys: one person makes the deal; nothing to explain. They are most of every world."""

from simulator.cast import (
    Miscast,
    aftercare,
    begin,
    bystander,
    closing_time,
    cycle,
    hand,
    lose_interest,
    misclick,
    need,
    noise,
)
from simulator.journey import Journey
from simulator.people import Person
from simulator.times import DAY, HOUR


def _alone(j: Journey, role: str, kind: str, *, size: int | None = None) -> tuple[Person, int]:
    order = closing_time(j)
    who = need(j.firm.steady(j.rng, role, order - 5 * DAY, order))
    first = order - cycle(j, who, 1.0)
    if who.hired > first or not who.keeps_role(first, order):
        raise Miscast
    j.size = j.size if size is None else min(j.size, size)
    begin(j, who, first)
    j.pursue(who, first, order, 0.0, 1.0)
    noise(j, who, first, order)
    bystander(j, who, first, order)
    if j.rng.random() < j.firm.temper.misclick:
        misclick(j, j.working(first, order - HOUR))
    j.order(order, who, kind)
    return who, order


def plain_sales(j: Journey) -> None:
    """A seller's own deal from first contact to order."""
    who, order = _alone(j, "sales", "plain_sales")
    aftercare(j, who, order)
    again(j, who, order)


def again(j: Journey, who: Person, order: int) -> None:
    """Let the customer order again from the same person, with some work or none."""
    rng, time = j.rng, order
    while rng.random() < 0.3:
        earlier, time = time, time + j.span(20.0, 200.0)
        if time > j.firm.end - 3 * DAY or not who.employed(earlier, time):
            return
        if rng.random() < 0.6:
            j.pursue(who, max(earlier, time - 20 * DAY), time, 0.5, 0.9)
        deal = j.order(time, who, "plain_repeat", order_type="repeat", scale=rng.uniform(0.2, 1.0))
        if rng.random() < 0.3:
            lose_interest(j, deal)


def plain_assistant(j: Journey) -> None:
    """An assistant's own, mostly small customer."""
    who, order = _alone(j, "assistant", "plain_assistant", size=9)
    j.deals[-1].scale = 0.4
    again(j, who, order)


def plain_service(j: Journey) -> None:
    """A spare part or a service contract sold by a service person."""
    _alone(j, "service", "plain_service", size=4)
    j.deals[-1].scale = 0.15


def plain_old(j: Journey) -> None:
    """A customer whose owner was set before anything was recorded; no ownership event at all."""
    who, _ = _alone(j, "sales" if j.rng.random() < 0.8 else "assistant", "plain_old")
    j.moves.clear()
    j.owner = who


def renewal_own(j: Journey) -> None:
    """A seller's account that renews with the seller."""
    rng = j.rng
    order = closing_time(j)
    sale = order - j.span(300.0, 380.0)
    who = need(j.firm.steady(rng, "sales", sale - 60 * DAY, order))
    begin(j, who, sale - 50 * DAY)
    j.pursue(who, sale - 50 * DAY, sale, 0.0, 1.0)
    j.order(sale, who, "plain_sales")
    for _ in range(rng.randint(0, 6)):
        j.step(who, j.working(sale, order), 1.2)
    j.pursue(who, order - 25 * DAY, order, 0.6, 1.0)
    j.order(order, who, "renewal_own", order_type="renewal")


def open_lead(j: Journey) -> None:
    """A customer that has not ordered; at times handed over without success."""
    rng, firm = j.rng, j.firm
    last = j.working(firm.begin + 60 * DAY, firm.end)
    who = need(firm.steady(rng, "sales" if rng.random() < 0.8 else "assistant", last - 5 * DAY, last))
    first = last - cycle(j, who)
    if who.hired > first:
        raise Miscast
    begin(j, who, first)
    middle = first + int((last - first) * rng.uniform(0.3, 0.9))
    reached = rng.uniform(0.1, 0.9)
    j.pursue(who, first, middle, 0.0, reached)
    if rng.random() < 0.4:
        taker = need(
            firm.pick(rng, "assistant" if rng.random() < 0.7 else "sales", middle, last, team=who.team, avoid=(who,))
        )
        hand(j, middle, taker, "capacity" if rng.random() < 0.5 else None)
        j.pursue(taker, middle, last, reached, min(1.0, reached + 0.3))
    elif rng.random() < 0.3:
        j.own(last, None, button=None, claim=(None, None))
