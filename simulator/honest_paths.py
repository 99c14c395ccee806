"""Honest journeys with longer ways, or with several people on one customer."""

from simulator.cast import Miscast, after, aftercare, ahead_of, begin, closing_time, cycle, hand, need, one_of
from simulator.honest_work import duo
from simulator.journey import Journey
from simulator.times import DAY, HOUR


def stalled_revived(j: Journey) -> None:
    """Worked long ago, then silence; months later the new owner starts over and sells."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 10.0, 60.0)
    silent = handover - j.span(90.0, 240.0)
    first = silent - int(j.days * DAY)
    giver, taker = duo(j, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, silent, 0.0, rng.uniform(0.4, 0.85), least=2)
    hand(j, handover, taker, "policy_assignment" if rng.random() < 0.5 else "pool_recycle")
    j.pursue(taker, handover, order, 0.15, 1.0, least=4)
    j.order(order, taker, "stalled_revived", defence="work", originator=giver)
    aftercare(j, taker, order)


def two_hops_worked(j: Journey) -> None:
    """Seller to manager, who hands out again after some days; the assistant then works."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 10.0, 60.0)
    done = rng.uniform(0.05, 0.5)
    first = handover - int(max(1.0, j.days * done) * DAY)
    giver, taker = duo(j, first, handover, order)
    boss = need(giver.manager)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    hand(j, handover, boss, "capacity")
    second = handover + j.span(0.1, 5.0)
    hand(j, second, taker, "policy_assignment")
    j.pursue(taker, second, order, done, 1.0, least=3)
    j.order(order, taker, "two_hops_worked", defence="work", originator=giver)
    aftercare(j, taker, order)


def handed_back(j: Journey) -> None:
    """Given to an assistant, who cannot manage, and handed back; the seller sells it."""
    order = closing_time(j)
    back = ahead_of(j, order, 2.0, 30.0)
    handover = ahead_of(j, back, 3.0, 30.0)
    first = handover - int(max(2.0, j.days * 0.4) * DAY)
    giver, taker = duo(j, first, handover, order)
    if not giver.employed(first, order) or not giver.keeps_role(first, order):
        raise Miscast
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, 0.4)
    hand(j, handover, taker, "capacity")
    j.pursue(taker, handover, back, 0.3, 0.5)
    hand(j, back, giver, "other")
    j.pursue(giver, back, order, 0.5, 1.0)
    j.order(order, giver, "handed_back", defence="work", originator=taker)
    aftercare(j, giver, order)


def escalated(j: Journey) -> None:
    """An assistant's customer grows too big and goes to a seller, who closes with real work."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 5.0, 50.0)
    done = rng.uniform(0.1, 0.5)
    first = handover - int(max(1.0, j.days * done) * DAY)
    giver = need(j.firm.steady(rng, "assistant", first, handover))
    taker = need(j.firm.pick(rng, "sales", handover, order, team=giver.team))
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    hand(j, handover, taker, "policy_assignment")
    j.pursue(taker, handover, order, done, 1.0, least=3)
    j.order(order, taker, "escalated", defence="work", originator=giver, scale=1.6)
    aftercare(j, taker, order)


def mentored_trainee(j: Journey) -> None:
    """A trainee owns the customer from early on and works; the mentor joins some meetings."""
    rng = j.rng
    order = closing_time(j)
    first = order - int(max(14.0, j.days) * DAY)
    handover = first + j.span(0.5, 5.0)
    giver, taker = duo(j, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, 0.1)
    hand(j, handover, taker, "policy_assignment")
    j.size = max(j.size, 8)
    j.pursue(taker, handover, order, 0.05, 1.0, least=5)
    for _ in range(1 + int(j.size * rng.uniform(0.05, 0.22))):
        j.step(giver, j.working(handover, order), 0.5, kind="meeting")
    j.order(order, taker, "mentored_trainee", defence="work", originator=giver)
    aftercare(j, taker, order)


def team_selling(j: Journey) -> None:
    """Several people work at the same time all along; the order goes to one of them."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    first = order - int(max(15.0, j.days) * DAY)
    lead = need(firm.steady(rng, "sales", first, order))
    second = need(
        firm.steady(rng, "assistant" if rng.random() < 0.75 else "sales", first, order, team=lead.team, avoid=(lead,))
    )
    three = rng.random() < 0.3
    role = "service" if rng.random() < 0.5 else "sales"
    third = need(firm.steady(rng, role, first, order, team=lead.team, avoid=(lead, second)))
    share = rng.uniform(0.33, 0.4) if three else rng.uniform(0.42, 0.65)
    rest = (1.0 - share) * (0.5 if three else 1.0)
    size = max(j.size, 12 if three else 9)
    begin(j, lead, first)
    for who, part in ((lead, rest), (second, share), (third, rest if three else 0.0)):
        j.size = round(size * part)
        j.pursue(who, first, order, 0.0, 1.0, least=4 if part else 0)
    if rng.random() < 0.65:
        hand(j, order - j.span(0.5, 25.0), second, None)
    j.order(order, second, "team_selling", defence="work", originator=lead)
    aftercare(j, lead if rng.random() < 0.5 else second, order)


def worker_not_owner(j: Journey) -> None:
    """The record still names the seller; the assistant did the work and is booked."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    first = order - cycle(j, firm.office[0], 6.0)
    seller = need(firm.steady(rng, "sales", first, order))
    worker = need(firm.steady(rng, "assistant", first, order, team=seller.team))
    start = first + int((order - first) * rng.uniform(0.0, 0.25))
    j.size = max(j.size, 5)
    begin(j, seller, first)
    j.pursue(seller, first, start + HOUR, 0.0, rng.uniform(0.0, 0.2))
    j.pursue(worker, start, order, 0.1, 1.0, least=4)
    j.order(
        order,
        worker,
        "worker_not_owner",
        defence="work",
        originator=seller,
        entered_by=worker if rng.random() < 0.5 else None,
    )
    aftercare(j, worker, order)


def assistant_before(j: Journey) -> None:
    """The customer turned to the assistant by itself long before the record followed; the seller hardly worked."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    first = order - int(max(8.0, j.days) * DAY)
    seller = need(firm.steady(rng, "sales", first, order))
    worker = need(firm.steady(rng, "assistant", first, order, team=seller.team))
    j.size = max(j.size, 5)
    begin(j, seller, first)
    start = first + int((order - first) * rng.uniform(0.02, 0.3))
    j.pursue(seller, first, start, 0.0, rng.uniform(0.05, 0.22))
    j.pursue(worker, start, order, 0.1, 1.0, least=4)
    hand(j, ahead_of(j, order, 0.05, 6.0), worker, "other")
    j.order(order, worker, "assistant_before", defence="work", originator=seller)
    aftercare(j, worker, order)


def lent_and_returned(j: Journey) -> None:
    """An assistant's customer, lent to a seller while the assistant is away, comes back and is sold by its owner."""
    rng, firm = j.rng, j.firm
    owner, since, until = one_of(j, firm.helper_absences)
    order = after(j, until, 1.5, 12.0)
    first = since - int(max(8.0, j.days * 0.7) * DAY)
    if order > firm.end - 10 * DAY or not owner.employed(first, order) or owner.role(first) != "assistant":
        raise Miscast
    if not owner.keeps_role(first, order) or not owner.at_work(until, order):
        raise Miscast
    cover = need(firm.pick(rng, "sales", since, until, team=owner.team))
    j.size = max(j.size, 6)
    begin(j, owner, first)
    j.pursue(owner, first, since, 0.0, 0.65, least=4)
    hand(j, since + j.span(0.0, 0.6), cover, "leave_cover")
    j.pursue(cover, since + DAY, until, 0.65, 0.65 + rng.uniform(0.0, 0.15))
    hand(j, until + j.span(0.1, 1.2), owner, "leave_cover")
    j.pursue(owner, until + DAY, order, 0.75, 1.0, least=1)
    j.order(order, owner, "lent_and_returned", defence="work", originator=cover)
    aftercare(j, owner, order)
