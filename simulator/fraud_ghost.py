"""Fraudulent journeys in which the originator goes on working after the handover."""

from simulator.cast import (
    Miscast,
    after,
    aftercare,
    ahead_of,
    begin,
    closing_time,
    hand,
    mail,
    need,
    one_of,
    pool_gap,
    word_claim,
)
from simulator.journey import MINUTES, Journey
from simulator.schemes import accomplices, cash_in, cheat_hand, copy_texts, ghost, ripen, slight_work
from simulator.times import DAY, HOUR


def slow_walk_ghost(j: Journey) -> None:
    """Handed over weeks before the order; the originator goes on doing the work."""
    ghost(j, "slow_walk_ghost", j.rng.uniform(0.25, 0.7), j.rng.uniform(12.0, 70.0))


def early_ghost(j: Journey) -> None:
    """Handed over at the very start; the originator does all the pursuit."""
    order = closing_time(j)
    first = order - int(max(12.0, j.days) * DAY)
    handover = first + j.span(0.02, 3.0)
    seller, closer = accomplices(j, first, handover, order)
    j.size = max(j.size, 6)
    begin(j, seller, first)
    if j.rng.random() < 0.5:
        j.step(seller, first + int(0.6 * (handover - first)), 0.05)
    cheat_hand(j, handover, closer)
    j.pursue(seller, handover + HOUR, order, 0.05, 1.0, least=4)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "early_ghost", seller)


def internal_notes(j: Journey) -> None:
    """A ghost whose closer writes internal notes only, never to the customer."""
    seller, closer, handover, order = ghost(j, "internal_notes", j.rng.uniform(0.3, 0.8), j.rng.uniform(5.0, 40.0))
    for _ in range(j.rng.randint(2, 6)):
        text = j.texts.internal[int(j.rng.random() * len(j.texts.internal))]
        j.write(closer, j.working(handover, order), "note", text, real=False)


def copycat_ghost(j: Journey) -> None:
    """The originator goes on working, and the closer logs copies of those entries the same or the next day."""
    seller, closer, handover, order = ghost(j, "copycat_ghost", j.rng.uniform(0.3, 0.6), j.rng.uniform(8.0, 40.0))
    copy_texts(j, seller, closer, handover, order)


def partial_share(j: Journey) -> None:
    """The closer does a sixth of the work, the originator the rest, before and after."""
    rng = j.rng
    j.size = max(j.size, 12)
    seller, closer, handover, order = ripen(j, rng.uniform(3.0, 20.0))
    cheat_hand(j, handover, closer)
    j.pursue(closer, handover, order, 0.7, 0.7 + rng.uniform(0.08, 0.15), least=1)
    j.pursue(seller, handover + HOUR, order, 0.8, 1.0, least=1)
    cash_in(j, order, closer, "partial_share", seller)


def working_leave(j: Journey) -> None:
    """The originator is on leave by the records, hands over as cover, and does all the work from there."""
    rng, firm = j.rng, j.firm
    seller, since, until = one_of(j, firm.absences)
    order = j.working(since + DAY, until)
    handover = ahead_of(j, since, -0.2, 3.0)
    first = handover - int(max(6.0, j.days * 0.6) * DAY)
    if (
        order <= handover + DAY
        or order > firm.end - 30 * DAY
        or not seller.employed(first, order)
        or seller.role(first) != "sales"
    ):
        raise Miscast
    closer = need(firm.pick(rng, "assistant", handover - 90 * DAY, order, team=seller.team))
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, 0.75, least=3)
    cheat_hand(j, handover, closer)
    j.moves[-1].claim = word_claim(rng, j.texts.lang, "leave_cover") if rng.random() < 0.7 else (None, None)
    kept, seller.absences = seller.absences, []
    j.pursue(seller, max(handover, since) + HOUR, order, 0.6, 1.0, least=4)
    seller.absences = kept
    slight_work(j, closer, handover, order)
    deal = j.order(order, closer, "working_leave", "fraud", originator=seller)
    if until < firm.end and rng.random() < 0.5:
        hand(j, until + j.span(0.3, 4.0), seller, "leave_cover")
    aftercare(j, closer, deal.time)


def backdated(j: Journey) -> None:
    """A ghost whose closer types in weeks of work after the order, all in one sitting."""
    rng = j.rng
    _, closer, handover, order = ghost(j, "backdated", rng.uniform(0.3, 0.6), rng.uniform(8.0, 45.0))
    sitting = order + j.span(0.02, 4.0)
    for _ in range(rng.randint(4, 10)):
        phase = j.texts.full["middle" if rng.random() < 0.5 else "late"]
        kind = ("call", "call", "visit", "meeting", "message", "quote")[int(rng.random() * 6)]
        entry = j.write(closer, j.working(handover, order), kind, phase[int(rng.random() * len(phase))], real=False)
        if kind in MINUTES:
            entry.seconds = int(60 * MINUTES[kind] * rng.uniform(0.6, 1.6))
        sitting += rng.randint(20, 90)
        entry.recorded = sitting


def leave_pretext(j: Journey) -> None:
    """Handed over for a real leave; the originator comes back, does the rest, and the cover gets the order."""
    rng, firm = j.rng, j.firm
    seller, since, until = one_of(j, firm.absences)
    handover = ahead_of(j, since, -0.1, 2.0)
    order = after(j, until, 5.0, 30.0)
    first = handover - int(max(5.0, j.days * 0.6) * DAY)
    if order > firm.end - 28 * DAY or until - since > 20 * DAY or seller.role(first) != "sales":
        raise Miscast
    if not seller.at_work(until, order + 25 * DAY) or not seller.employed(first, order):
        raise Miscast
    if not seller.keeps_role(first, order + 25 * DAY):
        raise Miscast
    closer = need(firm.pick(rng, "assistant", handover, order, team=seller.team))
    if not closer.tenured(handover):
        raise Miscast
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, 0.6, least=3)
    hand(j, handover, closer, "leave_cover")
    j.pursue(seller, until + HOUR, order, 0.5, 1.0, least=4)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "leave_pretext", seller)


def pool_park(j: Journey) -> None:
    """Parked in the pool for some days while the originator works on, then taken by the accomplice to sign."""
    rng = j.rng
    order = closing_time(j)
    released = ahead_of(j, order, 4.5, 12.0)
    first = released - int(max(6.0, j.days * 0.7) * DAY)
    seller, closer = accomplices(j, first, released, order)
    begin(j, seller, first)
    j.pursue(seller, first, released, 0.0, 0.75, least=3)
    taken = released + int((order - released) * rng.uniform(0.72, 0.97))
    pool_gap(j, released, taken, closer, None, third=False)
    j.pursue(seller, released + HOUR, order, 0.6, 1.0, least=3)
    slight_work(j, closer, taken, order)
    cash_in(j, order, closer, "pool_park", seller)


def serial_ghost(j: Journey) -> None:
    """The originator goes on serving and selling for a year; order after order is booked on the owner by record."""
    rng, firm = j.rng, j.firm
    j.size = min(max(j.size, 6), 14)
    seller, closer, _, order = ghost(j, "serial_ghost", rng.uniform(0.3, 0.8), rng.uniform(3.0, 40.0))
    for _ in range(rng.randint(1, 2)):
        earlier, order = order, order + j.span(18.0, 70.0)
        if (
            order > firm.end - 2 * DAY
            or not seller.at_work(order - 15 * DAY, order)
            or not closer.employed(earlier, order)
        ):
            return
        j.pursue(seller, order - 15 * DAY, order, 0.4, 1.0, least=4)
        kind = "repeat" if rng.random() < 0.5 else "new"
        j.order(order, closer, "serial_ghost", "fraud", originator=seller, order_type=kind, scale=rng.uniform(0.3, 1.0))


def helper_ghost(j: Journey) -> None:
    """After the handover a peer or a service person finishes the deal in the originator's stead; the owner does not."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    handover = ahead_of(j, order, 3.0, 30.0)
    done = rng.uniform(0.45, 0.75)
    first = handover - int(max(5.0, j.days * done) * DAY)
    seller, closer = accomplices(j, first, handover, order)
    role = "service" if rng.random() < 0.5 else "sales"
    helper = need(firm.pick(rng, role, handover, order, team=seller.team, avoid=(seller, closer)))
    j.size = max(j.size, 7)
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, done, least=3)
    cheat_hand(j, handover, closer)
    j.pursue(helper, handover + HOUR, order, done, 1.0, least=2)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "helper_ghost", seller)


def mailing(j: Journey) -> None:
    """A ghost whose closer sends one and the same mailing again and again."""
    _, closer, handover, order = ghost(j, "mailing", j.rng.uniform(0.1, 0.5), j.rng.uniform(15.0, 60.0))
    mail(j, closer, handover, order, j.rng.randint(4, 9))
