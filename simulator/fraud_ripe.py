"""Fraudulent journeys in which a ripe customer changes hands just before the order."""

from simulator.cast import (
    Miscast,
    aftercare,
    ahead_of,
    begin,
    closing_time,
    hand,
    month_end,
    need,
    noise,
    pool_gap,
    word_claim,
)
from simulator.journey import Journey
from simulator.schemes import cash_in, cheat_hand, copy_texts, fit, pad, ripen, short_gap, slight_work
from simulator.times import DAY, HOUR


def ripe(j: Journey) -> None:
    """Weeks of pursuit, a handover, the order within days; some wait weeks for a stamp, and nobody does anything."""
    seller, closer, handover, order = ripen(j, short_gap(j) if j.rng.random() < 0.85 else j.rng.uniform(15.0, 45.0))
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "ripe", seller)


def token_touches(j: Journey) -> None:
    """As ripe, and the closer leaves a few entries without substance, at times copies of one text."""
    seller, closer, handover, order = ripen(j, 1.0 + short_gap(j))
    cheat_hand(j, handover, closer)
    template = j.rng.choice(j.texts.templates if j.rng.random() < 0.6 else j.texts.full["late"])
    copies = j.rng.random() < 0.3
    for _ in range(j.rng.randint(2, 7)):
        if copies:
            kind = ("message", "email", "note")[int(j.rng.random() * 3)]
            j.write(closer, j.working(handover, order), kind, template, real=False)
        elif j.rng.random() < 0.25:
            kind = "note" if j.rng.random() < 0.6 else "message"
            j.write(closer, j.working(handover, order), kind, j.rng.choice(j.texts.terse), real=False)
        else:
            j.trifle(closer, j.working(handover, order))
    if j.rng.random() < 0.3:
        noise(j, closer, handover, order)
    cash_in(j, order, closer, "token_touches", seller)


def inflated_touches(j: Journey) -> None:
    """As ripe, and the closer pads the log."""
    seller, closer, handover, order = ripen(j, 1.5 + short_gap(j))
    cheat_hand(j, handover, closer)
    pad(j, closer, handover, order)
    cash_in(j, order, closer, "inflated_touches", seller)


def round_trip(j: Journey) -> None:
    """Handed over ripe, ordered, handed back soon after."""
    seller, closer, handover, order = ripen(j, short_gap(j), order=closing_time(j, 40.0))
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    j.order(order, closer, "round_trip", "fraud", originator=seller)
    back = order + j.span(0.3, 20.0)
    hand(j, back, seller)
    aftercare(j, seller, back)


def chain(j: Journey) -> None:
    """Seller, go-between (a peer, another assistant, the manager), assistant within days; only the first worked."""
    _chain(j, "chain", j.rng.choice(("sales", "sales", "assistant", "manager")))


def chain_service(j: Journey) -> None:
    """A chain whose go-between is a service person."""
    _chain(j, "chain_service", "service")


def _chain(j: Journey, kind: str, middle: str) -> None:
    seller, closer, handover, order = ripen(j, j.rng.uniform(0.4, 12.0))
    if middle == "manager":
        between = j.firm.teams[seller.team].manager
    else:
        between = need(j.firm.pick(j.rng, middle, handover, order, team=seller.team, avoid=(seller, closer)))
    cheat_hand(j, handover, between)
    if j.rng.random() < 0.15 and middle != "manager":
        cheat_hand(j, handover + int((order - handover) * 0.08), j.firm.teams[seller.team].manager)
    second = handover + int((order - handover) * j.rng.uniform(0.1, 0.9))
    cheat_hand(j, second, closer)
    slight_work(j, closer, second, order)
    cash_in(j, order, closer, kind, seller)


def quota_burst(j: Journey) -> None:
    """Handed over and signed in the last days of a month in which the closer lacks just that much."""
    j.days = max(j.days, 12.0)
    end = month_end(closing_time(j, 60.0))
    order = j.working(end - 3 * DAY, end - HOUR, 0.5)
    seller, closer, handover, order = ripen(j, j.rng.uniform(0.05, 3.0), order=order)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "quota_burst", seller)


def false_reason(j: Journey) -> None:
    """Handed over with a reason that the facts deny."""
    seller, closer, handover, order = ripen(j, j.rng.uniform(0.2, 12.0))
    cheat_hand(j, handover, closer)
    cause = j.rng.choice(("leave_cover", "leave_cover", "territory_change", "leaver", "post_sale_handover", "capacity"))
    if cause == "territory_change" and seller.team != closer.team:
        cause = "leave_cover"
    j.moves[-1].claim = word_claim(j.rng, j.texts.lang, cause)
    if j.rng.random() < 0.6:
        j.pursue(seller, handover + HOUR, order, 0.9, 1.0, least=2)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "false_reason", seller)


def pool_wash(j: Journey) -> None:
    """Released to the pool and taken from it by the accomplice within the day."""
    seller, closer, handover, order = ripen(j, j.rng.uniform(0.3, 10.0))
    pool_gap(j, handover, min(handover + j.span(0.005, 0.9), order - HOUR), closer, None, third=False)
    slight_work(j, closer, j.moves[-1].time, order)
    cash_in(j, order, closer, "pool_wash", seller)


def pair_concentration(j: Journey) -> None:
    """One of many small customers that one seller hands to one assistant, month after month."""
    pairs = j.firm.collusions
    if not pairs:
        raise Miscast
    order = closing_time(j)
    seller, closer = pairs[int(j.rng.random() * max(1, len(pairs) // 3))]
    handover = ahead_of(j, order, 0.2, 9.0)
    first = handover - int(max(5.0, j.days * 0.7) * DAY)
    fit(seller, closer, first, handover, order)
    j.size = max(7, min(j.size, 12))
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, j.rng.uniform(0.85, 1.0), least=3)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "pair_concentration", seller, scale=0.35)


def reciprocal_ring(j: Journey) -> None:
    """Two people hand each other ripe customers, in turns."""
    firm, rng = j.firm, j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 0.1, 6.0)
    first = handover - int(max(6.0, j.days) * DAY)
    ring = (
        list(rng.choice(firm.rings)) if firm.rings and rng.random() < 0.7 else list(rng.choice(firm.collusions or [()]))
    )
    if len(ring) != 2:
        raise Miscast
    rng.shuffle(ring)
    giver, taker = ring
    fit(giver, taker, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, rng.uniform(0.82, 1.0), least=4)
    noise(j, giver, first, handover)
    cheat_hand(j, handover, taker)
    slight_work(j, taker, handover, order)
    cash_in(j, order, taker, "reciprocal_ring", giver)


def copycat(j: Journey) -> None:
    """The closer logs the originator's own texts again as if it were new work."""
    seller, closer, handover, order = ripen(j, j.rng.uniform(1.5, 14.0))
    cheat_hand(j, handover, closer)
    copy_texts(j, seller, closer, handover, order)
    cash_in(j, order, closer, "copycat", seller)


def ripe_sales(j: Journey) -> None:
    """A ripe customer goes to another seller, who has done nothing for it."""
    _ripe_for(j, "ripe_sales", "sales")


def ripe_service(j: Journey) -> None:
    """A ripe customer is signed by a service person."""
    _ripe_for(j, "ripe_service", "service")


def _ripe_for(j: Journey, kind: str, partner: str) -> None:
    seller, closer, handover, order = ripen(j, short_gap(j), partner=partner)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, kind, seller)


def dialer(j: Journey) -> None:
    """As ripe, and the closer's dialler rings the customer again and again for seconds."""
    rng = j.rng
    seller, closer, handover, order = ripen(j, 1.0 + short_gap(j))
    cheat_hand(j, handover, closer)
    for _ in range(rng.randint(6, 16)):
        text = rng.choice(j.texts.short) if rng.random() < 0.5 else None
        entry = j.write(closer, j.working(handover, order), "call", text, real=False)
        entry.seconds = rng.randint(3, 40)
        entry.direction = "outbound"
    cash_in(j, order, closer, "dialer", seller)
