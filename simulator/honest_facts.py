"""Honest handovers that a fact of the organisation explains, whether the new owner worked or just had luck."""

from simulator.cast import Miscast, after, aftercare, ahead_of, begin, closing_time, hand, need, noise, one_of, pool_gap
from simulator.journey import Journey
from simulator.people import Person
from simulator.times import DAY, HOUR


def _ripe_or_not(j: Journey, who: Person, first: int, handover: int) -> float:
    """Let the old owner work up to a random progress, ripe at times; return it."""
    done = j.rng.uniform(0.1, 0.98)
    begin(j, who, first)
    j.pursue(who, first, handover, 0.0, done)
    noise(j, who, first, handover)
    return done


def _finish(j: Journey, who: Person, handover: int, order: int, done: float) -> None:
    """Let the new owner do what was left, rarely less than one piece of work."""
    j.pursue(who, handover + HOUR, order, min(done, 0.95), 1.0, least=1 if j.rng.random() < 0.7 else 0)
    noise(j, who, handover, order)


def _taker(j: Journey, giver: Person, handover: int, order: int) -> Person:
    role = "assistant" if j.rng.random() < 0.75 else "sales"
    return need(j.firm.pick(j.rng, role, handover, order, team=giver.team, avoid=(giver,)))


def leaver(j: Journey) -> None:
    """The old owner leaves the firm; somebody signs what was ripe, or works what was not."""
    rng, firm = j.rng, j.firm
    giver = one_of(j, firm.leavers)
    handover = giver.left + j.span(-9.0, 2.0)
    order = after(j, max(handover, giver.left), 0.5, 30.0)
    first = handover - int(max(4.0, j.days * 0.8) * DAY)
    if order > firm.end - 10 * DAY or giver.role(first) != "sales" or not giver.keeps_role(first, handover):
        raise Miscast
    taker = _taker(j, giver, handover, order)
    done = _ripe_or_not(j, giver, first, min(handover, giver.left - HOUR))
    hand(j, handover, taker, "leaver", third=True if rng.random() < 0.6 else None)
    _finish(j, taker, handover, order, done)
    j.order(order, taker, "leaver", defence="fact", originator=giver)
    aftercare(j, taker, order)


def _cover(j: Journey, kind: str, absences: list[tuple[Person, int, int]], *, quick: bool) -> None:
    rng, firm = j.rng, j.firm
    if not absences:
        raise Miscast
    giver, since, until = rng.choice(absences)
    handover = since + j.span(-2.0, 1.0)
    order = j.working(max(handover, since) + DAY // 2, until)
    first = handover - int(max(4.0, j.days * 0.8) * DAY)
    if order <= max(handover, since) or order > firm.end - 10 * DAY or not giver.employed(first, order):
        raise Miscast
    if giver.role(first) != "sales" or not giver.keeps_role(first, order):
        raise Miscast
    taker = _taker(j, giver, handover, order)
    begin(j, giver, first)
    done = rng.uniform(0.8, 1.0) if quick else rng.uniform(0.15, 0.7)
    j.pursue(giver, first, min(handover, since), 0.0, done)
    hand(j, handover, taker, "leave_cover", third=True if rng.random() < 0.4 else None)
    if quick:
        noise(j, taker, handover, order)
        if rng.random() < 0.4:
            j.step(taker, j.working(handover, order), 0.95)
    else:
        _finish(j, taker, handover, order, done)
    j.order(order, taker, kind, defence="fact", originator=giver)
    back = until + j.span(0.3, 5.0)
    if back < firm.end and rng.random() < 0.65:
        hand(j, back, giver, "leave_cover")
        aftercare(j, giver, back)
    else:
        aftercare(j, taker, order, days=max(1.0, (min(until, firm.end) - order) / DAY))


def leave_cover(j: Journey) -> None:
    """The old owner is on leave and silent; the cover works and signs, and often hands back afterwards."""
    _cover(j, "leave_cover", j.firm.absences, quick=False)


def cover_quick(j: Journey) -> None:
    """As leave_cover, and the customer happens to sign with the cover."""
    _cover(j, "cover_quick", j.firm.absences, quick=True)


def long_leave(j: Journey) -> None:
    """Handed over some days before a long leave begins; some sign quickly, even before it begins."""
    rng, firm = j.rng, j.firm
    long = [absence for absence in firm.absences if absence[2] - absence[1] >= 20 * DAY]
    if not long:
        raise Miscast
    giver, since, until = rng.choice(long)
    handover = ahead_of(j, since, 1.0, 10.0)
    order = after(j, handover, 0.7, 25.0)
    first = handover - int(max(4.0, j.days * 0.8) * DAY)
    if order > min(until, firm.end - 12 * DAY) or not giver.employed(first, order):
        raise Miscast
    if giver.role(first) != "sales" or not giver.keeps_role(first, order):
        raise Miscast
    taker = _taker(j, giver, handover, order)
    done = _ripe_or_not(j, giver, first, handover)
    hand(j, handover, taker, "leave_cover", third=True if rng.random() < 0.4 else None)
    _finish(j, taker, handover, order, done)
    j.order(order, taker, "long_leave", defence="fact", originator=giver)
    aftercare(j, taker, order)


def _territory(j: Journey, kind: str, *, quick: bool) -> None:
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    handover = order - (j.span(0.5, 10.0) if quick else j.span(8.0, 70.0))
    done = rng.uniform(0.75, 1.0) if quick else rng.uniform(0.05, 0.6)
    first = handover - int(max(3.0, j.days * done) * DAY)
    giver = need(firm.steady(rng, "sales", max(first, handover - 30 * DAY), handover))
    if giver.hired > first or len(firm.teams) < 2:
        raise Miscast
    other = (giver.team + 1 + int(rng.random() * (len(firm.teams) - 1))) % len(firm.teams)
    taker = need(firm.pick(rng, "assistant" if rng.random() < 0.7 else "sales", handover, order, team=other))
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    move = hand(j, handover, taker, "territory_change", third=True)
    if rng.random() < 0.5:
        move.button = firm.teams[other].manager.id
    if quick:
        noise(j, taker, handover, order)
    else:
        j.pursue(taker, handover, order, done, 1.0, least=2)
    j.order(order, taker, kind, defence="fact", originator=giver)
    aftercare(j, taker, order)


def territory(j: Journey) -> None:
    """Moved to another team by somebody else than the two, and worked there."""
    _territory(j, "territory", quick=False)


def territory_quick(j: Journey) -> None:
    """Moved to another team by somebody else, and signed there soon."""
    _territory(j, "territory_quick", quick=True)


def pool_recycle(j: Journey) -> None:
    """Released to the pool, lay there, assigned again, then worked."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    taken = ahead_of(j, order, 6.0, 60.0)
    released = ahead_of(j, taken, 4.0, 90.0)
    first = released - j.span(10.0, 90.0)
    giver = need(firm.steady(rng, "sales", max(first, released - 30 * DAY), released))
    taker = need(firm.pick(rng, "assistant" if rng.random() < 0.7 else "sales", taken, order, avoid=(giver,)))
    if giver.hired > first:
        raise Miscast
    begin(j, giver, first)
    j.pursue(giver, first, released - DAY, 0.0, rng.uniform(0.1, 0.7))
    pool_gap(j, released, taken, taker, "pool_recycle")
    j.pursue(taker, taken, order, 0.15, 1.0, least=3)
    j.order(order, taker, "pool_recycle", defence="fact", originator=giver)
    aftercare(j, taker, order)


def role_change(j: Journey) -> None:
    """A seller becomes an assistant, keeps the customer and sells it in the new role."""
    firm = j.firm
    who = one_of(j, firm.turned)
    turn = who.roles[1][0]
    order = after(j, turn, 1.0, 90.0)
    first = turn - int(max(5.0, j.days * 0.7) * DAY)
    if order > firm.end - 5 * DAY or not who.employed(first, order):
        raise Miscast
    begin(j, who, first)
    j.pursue(who, first, order, 0.0, 1.0, least=2)
    j.order(order, who, "role_change")
    aftercare(j, who, order)


def ramp_up(j: Journey) -> None:
    """The manager fills a new hire's portfolio in one go; some of it happens to be ripe."""
    rng, firm = j.rng, j.firm
    team = rng.choice(firm.teams)
    if not team.hires:
        raise Miscast
    hire = rng.choice(team.hires)
    handover = hire.hired + j.span(0.3, 12.0)
    quick = rng.random() < 0.4
    order = handover + (j.span(0.5, 9.0) if quick else j.span(10.0, 70.0))
    done = rng.uniform(0.6, 1.0) if quick else rng.uniform(0.05, 0.6)
    first = handover - int(max(3.0, j.days * done) * DAY)
    giver = need(firm.steady(rng, "sales", first, order, team=hire.team, avoid=(hire,)))
    if order > firm.end - 5 * DAY or not hire.at_work(handover, order):
        raise Miscast
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    move = hand(j, handover, hire, "policy_assignment", third=True)
    move.button = team.manager.id
    j.pursue(hire, handover, order, done, 1.0, least=1 if quick else 3)
    j.order(order, hire, "ramp_up", defence="fact", originator=giver)
    aftercare(j, hire, order)


def sick_cover(j: Journey) -> None:
    """Away for a few days only; the cover does what is due, signs, and hands back."""
    _cover(j, "sick_cover", j.firm.short_absences, quick=j.rng.random() < 0.6)


def cover_kept(j: Journey) -> None:
    """The cover works during the leave and keeps the customer after it, works on and sells."""
    rng, firm = j.rng, j.firm
    giver, since, until = one_of(j, firm.absences)
    handover = ahead_of(j, since, -0.2, 2.0)
    order = after(j, until, 3.0, 40.0)
    first = handover - int(max(4.0, j.days * 0.6) * DAY)
    if order > firm.end - 10 * DAY or not giver.employed(first, order) or giver.role(first) != "sales":
        raise Miscast
    if not giver.keeps_role(first, order):
        raise Miscast
    taker = _taker(j, giver, handover, order)
    done = rng.uniform(0.1, 0.5)
    j.size = max(j.size, 6)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    hand(j, handover, taker, "leave_cover")
    j.pursue(taker, handover, order, done, 1.0, least=4)
    j.order(order, taker, "cover_kept", defence="work", originator=giver)
    aftercare(j, taker, order)


def leaver_soon(j: Journey) -> None:
    """Handed over in the last days before the old owner leaves; the customer signs before or just after that day."""
    rng, firm = j.rng, j.firm
    giver = one_of(j, firm.leavers)
    handover = ahead_of(j, giver.left, 1.0, 9.0)
    order = after(j, handover, 0.7, 12.0)
    first = handover - int(max(4.0, j.days * 0.8) * DAY)
    if order > firm.end - 10 * DAY or giver.role(first) != "sales" or not giver.keeps_role(first, handover):
        raise Miscast
    taker = _taker(j, giver, handover, order)
    done = _ripe_or_not(j, giver, first, handover)
    hand(j, handover, taker, "leaver", third=True if rng.random() < 0.6 else None)
    _finish(j, taker, handover, order, done)
    j.order(order, taker, "leaver_soon", defence="fact", originator=giver)
    aftercare(j, taker, order)
