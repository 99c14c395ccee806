"""Honest handovers in which the new owner works; they look like the fraudulent ones from a distance."""

from simulator.cast import Miscast, aftercare, begin, closing_time, cycle, hand, need, noise, pool_gap
from simulator.journey import Journey
from simulator.people import Person
from simulator.times import DAY, HOUR, friday_evening, working


def duo(j: Journey, first: int, handover: int, order: int, role: str = "assistant") -> tuple[Person, Person]:
    """Return (giver, taker) of an honest handover; the taker is at work when it counts."""
    rng, firm = j.rng, j.firm
    giver = need(firm.steady(rng, "sales", max(first, handover - 20 * DAY), handover))
    team = giver.team if rng.random() < 0.85 else None
    taker = need(firm.pick(rng, role, handover, min(order, handover + 40 * DAY), team=team, avoid=(giver,)))
    if (
        giver.hired > first
        or not giver.keeps_role(first, handover)
        or not taker.keeps_role(handover, order)
        or taker.left <= order
    ):
        raise Miscast
    return giver, taker


def _worked(
    j: Journey,
    kind: str,
    *,
    before: tuple[float, float],
    gap: tuple[float, float],
    cause: str | None,
    role: str = "assistant",
) -> tuple[Person, Person, int, int]:
    """Play a handover at progress `before`, `gap` days before the order, and real work by the taker after it."""
    rng = j.rng
    order = closing_time(j)
    handover = order - j.span(*gap)
    done = rng.uniform(*before)
    j.size = max(j.size, 5)
    first = handover - int(max(1.0, j.days * done) * DAY)
    giver, taker = duo(j, first, handover, order, role)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    noise(j, giver, first, handover)
    hand(j, handover, taker, cause)
    j.pursue(taker, handover + HOUR, order, done, 1.0 + (0.15 if done > 0.5 else 0.0), least=3)
    _help(j, giver, handover, order)
    j.order(order, taker, kind, defence="work", originator=giver)
    aftercare(j, taker if rng.random() < 0.8 else giver, order)
    return giver, taker, handover, order


def _help(j: Journey, giver: Person, handover: int, order: int) -> None:
    """Let the giver help a little: some calls in the first days, at times a joint visit later."""
    rng = j.rng
    if rng.random() < 0.35:
        for _ in range(1 + int(rng.random() * 2)):
            j.step(giver, working(rng, handover, min(order, handover + 6 * DAY)), 0.6)
    if rng.random() < 0.12 and order - handover > 10 * DAY:
        j.step(giver, working(rng, handover + 7 * DAY, order), 0.9)


def handoff_worked(j: Journey) -> None:
    """Handed over midway; the new owner does the rest."""
    _worked(j, "handoff_worked", before=(0.05, 0.6), gap=(8.0, 80.0), cause="policy_assignment")


def capacity(j: Journey) -> None:
    """A seller with too many customers gives one away, mostly early."""
    _worked(j, "capacity", before=(0.05, 0.5), gap=(6.0, 70.0), cause="capacity")


def sales_handover(j: Journey) -> None:
    """From one seller to another, who then works."""
    cause = "capacity" if j.rng.random() < 0.5 else "territory_change"
    _worked(j, "sales_handover", before=(0.05, 0.55), gap=(6.0, 80.0), cause=cause, role="sales")


def short_cycle(j: Journey) -> None:
    """Handed over half done, and the new owner finishes with a few dense days of work."""
    j.size = max(j.size, 8)
    _worked(j, "short_cycle", before=(0.15, 0.5), gap=(1.5, 7.0), cause=None)


def customer_asked(j: Journey) -> None:
    """The customer asks for another contact; the new one then works."""
    giver, _, handover, _ = _worked(j, "customer_asked", before=(0.2, 0.6), gap=(6.0, 60.0), cause="other")
    wish = j.rng.choice(j.texts.another_contact)
    entry = j.write(giver, handover - j.span(0.05, 2.0), "message", wish, real=True)
    entry.direction = "inbound"


def grace_help(j: Journey) -> None:
    """The giver introduces the new owner with several joint appointments in the first days, then leaves it."""
    giver, taker, handover, order = _worked(j, "grace_help", before=(0.25, 0.5), gap=(15.0, 60.0), cause="capacity")
    for _ in range(j.rng.randint(2, 4)):
        time = working(j.rng, handover, min(order, handover + 6 * DAY))
        j.step(giver, time, 0.6)
        j.step(taker, time + 300, 0.6)


def manager_joins(j: Journey) -> None:
    """The manager joins the new owner's meetings and helps to close."""
    _, taker, handover, order = _worked(j, "manager_joins", before=(0.1, 0.5), gap=(8.0, 50.0), cause=None)
    boss = taker.manager
    if boss is not None:
        for _ in range(j.rng.randint(1, 3)):
            time = working(j.rng, handover, order)
            entry = j.write(boss, time, "meeting", j.rng.choice(j.texts.full["late"]), real=True)
            entry.seconds = j.rng.randint(25, 80) * 60


def pool_hour(j: Journey) -> None:
    """Handed over through the pool, which the CRM demands, within the hour; then worked."""
    rng = j.rng
    order = closing_time(j)
    handover = order - j.span(7.0, 60.0)
    done = rng.uniform(0.05, 0.55)
    first = handover - int(max(1.0, j.days * done) * DAY)
    giver, taker = duo(j, first, handover, order)
    j.size = max(j.size, 5)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    pool_gap(j, handover, handover + j.span(0.003, 0.9), taker, "capacity", third=rng.random() < 0.4)
    j.pursue(taker, j.moves[-1].time, order, done, 1.0, least=3)
    j.order(order, taker, "pool_hour", defence="work", originator=giver)
    aftercare(j, taker, order)


def bulk_logger(j: Journey) -> None:
    """The new owner works all week and types everything in on Friday evening, some of it after the order."""
    _, taker, handover, order = _worked(j, "bulk_logger", before=(0.05, 0.5), gap=(6.0, 50.0), cause="capacity")
    for entry in j.entries:
        if entry.actor is taker and handover < entry.time <= order:
            entry.recorded = friday_evening(entry.time) + int(j.rng.random() * 1500)


def sloppy_logger(j: Journey) -> None:
    """Real work by both of which little is logged: a meeting and a quote, say."""
    j.quiet = j.rng.uniform(0.3, 0.6)
    giver, taker, handover, order = _worked(j, "sloppy_logger", before=(0.05, 0.45), gap=(6.0, 60.0), cause=None)
    if not any(entry.real and entry.actor is taker for entry in j.entries) and j.rng.random() < 0.8:
        for kind in ("meeting", "quote"):
            entry = j.write(taker, working(j.rng, handover, order), kind, j.rng.choice(j.texts.full["late"]), real=True)
            entry.seconds = j.rng.randint(30, 80) * 60 if kind == "meeting" else None


def stalled_revived(j: Journey) -> None:
    """Worked long ago, then silence; months later the new owner starts over and sells."""
    rng = j.rng
    order = closing_time(j)
    handover = order - j.span(10.0, 60.0)
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
    handover = order - j.span(10.0, 60.0)
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
    back = order - j.span(2.0, 30.0)
    handover = back - j.span(3.0, 30.0)
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
    j.order(order, giver, "handed_back")
    aftercare(j, giver, order)


def escalated(j: Journey) -> None:
    """An assistant's customer grows too big and goes to a seller, who closes with real work."""
    rng = j.rng
    order = closing_time(j)
    handover = order - j.span(5.0, 50.0)
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
    first = order - cycle_of(j, 14.0)
    handover = first + j.span(0.5, 5.0)
    giver, taker = duo(j, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, 0.1)
    hand(j, handover, taker, "policy_assignment")
    j.size = max(j.size, 8)
    j.pursue(taker, handover, order, 0.05, 1.0, least=5)
    for _ in range(1 + int(j.size * rng.uniform(0.05, 0.22))):
        time = working(rng, handover, order)
        entry = j.write(giver, time, "meeting", rng.choice(j.texts.full["middle"]), real=True)
        entry.seconds = rng.randint(20, 60) * 60
    j.order(order, taker, "mentored_trainee", defence="work", originator=giver)
    aftercare(j, taker, order)


def cycle_of(j: Journey, least: float) -> int:
    """Return this customer's usual length of a deal in seconds, at least `least` days."""
    return int(max(least, j.days) * DAY)


def team_selling(j: Journey) -> None:
    """Several people work at the same time all along; the order goes to one of them."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    first = order - cycle_of(j, 15.0)
    lead = need(firm.steady(rng, "sales", first, order))
    second = need(
        firm.steady(rng, "assistant" if rng.random() < 0.75 else "sales", first, order, team=lead.team, avoid=(lead,))
    )
    share = rng.uniform(0.42, 0.65)
    j.size = max(j.size, 9)
    begin(j, lead, first)
    size = j.size
    for who, part in ((lead, 1.0 - share), (second, share)):
        j.size = max(4, round(size * part))
        j.pursue(who, first, order, 0.0, 1.0, least=4)
    if rng.random() < 0.3:
        third = need(firm.steady(rng, "service", first, order, team=lead.team))
        j.size = max(1, size // 5)
        j.pursue(third, first, order, 0.3, 1.0)
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
