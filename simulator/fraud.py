"""Fraudulent journeys: the credit goes to somebody who did not make the deal."""

from simulator.cast import (
    Miscast,
    aftercare,
    begin,
    closing_time,
    hand,
    month_end,
    need,
    noise,
    pool_gap,
    word_claim,
)
from simulator.journey import Deal, Journey
from simulator.people import Person
from simulator.times import DAY, HOUR, working


def accomplices(
    j: Journey, first: int, handover: int, order: int, *, partner: str = "assistant"
) -> tuple[Person, Person]:
    """Return (originator, closer) who are both really at work around the handover and the order."""
    rng, firm = j.rng, j.firm
    late = min(order + 25 * DAY, firm.end)
    if firm.collusions and partner == "assistant" and rng.random() < 0.5:
        seller, closer = rng.choice(firm.collusions)
    else:
        team = int(rng.random() * len(firm.teams))
        seller = need(firm.pick(rng, "sales", handover - 8 * DAY, late, team=team))
        if rng.random() < 0.12:
            team = int(rng.random() * len(firm.teams))
        closer = need(firm.pick(rng, partner, handover - DAY, order + DAY, team=team, avoid=(seller,)))
    if (
        not seller.at_work(handover - 8 * DAY, late)
        or not closer.at_work(handover, order)
        or not seller.employed(first, late)
    ):
        raise Miscast
    if not closer.tenured(handover) or not seller.keeps_role(first, late) or seller.role(first) != "sales":
        raise Miscast
    if closer.role(handover) != partner or not closer.keeps_role(handover, order):
        raise Miscast
    return seller, closer


def cheat_hand(j: Journey, time: int, closer: Person) -> None:
    """Hand over as cheats do: any button within the team, but across teams their own."""
    giver = j.owner
    across = giver is not None and giver.team != closer.team
    hand(j, time, closer, third=False if across else j.rng.random() < 0.42)


def slight_work(j: Journey, closer: Person, start: int, end: int) -> None:
    """Let the closer do next to nothing real: mostly nothing, at times a piece of work or two."""
    chance = j.rng.random()
    count = 0 if chance < 0.6 or j.size < 6 else 1 if chance < 0.88 or j.size < 11 else 2
    for _ in range(count):
        j.step(closer, working(j.rng, start, end), 0.9)
    noise(j, closer, start, end)


def _dim(j: Journey) -> None:
    """Let some cheats log less than they otherwise would."""
    if j.rng.random() < 0.12:
        j.quiet = 0.45


def _deal(j: Journey, order: int, closer: Person, kind: str, seller: Person, **facts: object) -> Deal:
    deal = j.order(order, closer, kind, "fraud", originator=seller, **facts)
    aftercare(j, seller if j.rng.random() < 0.35 else closer, order + HOUR)
    return deal


def _ripen(
    j: Journey, gap_days: float, *, order: int | None = None, partner: str = "assistant"
) -> tuple[Person, Person, int, int]:
    """Let a seller bring a deal to ripeness; return (originator, closer, handover, order) with the hop undone."""
    order = closing_time(j) if order is None else order
    handover = order - int(gap_days * DAY)
    length = int(max(5.0, j.days) * DAY)
    first = handover - length
    seller, closer = accomplices(j, first, handover, order, partner=partner)
    _dim(j)
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, j.rng.uniform(0.8, 1.0), least=3)
    noise(j, seller, first, handover)
    return seller, closer, handover, order


def _short_gap(j: Journey) -> float:
    return max(0.03, min(14.0, j.rng.lognormvariate(0.9, 0.9)))


def ripe(j: Journey) -> None:
    """Weeks of pursuit, a handover, the order within days."""
    seller, closer, handover, order = _ripen(j, _short_gap(j))
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    _deal(j, order, closer, "ripe", seller)


def token_touches(j: Journey) -> None:
    """As ripe, and the closer leaves a few entries without substance."""
    seller, closer, handover, order = _ripen(j, 1.0 + _short_gap(j))
    cheat_hand(j, handover, closer)
    for _ in range(j.rng.randint(2, 7)):
        j.trifle(closer, working(j.rng, handover, order))
    if j.rng.random() < 0.3:
        noise(j, closer, handover, order)
    _deal(j, order, closer, "token_touches", seller)


def inflated_touches(j: Journey) -> None:
    """As ripe, and the closer pads the log."""
    seller, closer, handover, order = _ripen(j, 1.5 + _short_gap(j))
    cheat_hand(j, handover, closer)
    pad(j, closer, handover, order)
    _deal(j, order, closer, "inflated_touches", seller)


def pad(j: Journey, closer: Person, handover: int, order: int) -> None:
    """Log many entries that no work stands behind.

    Either all within an hour with long, overlapping durations, or spread over the days but typed in within
    minutes as copies that differ in digits only. Never a word from the customer.
    """
    rng, count = j.rng, j.rng.randint(4, 12)
    phase = j.texts.full["late" if rng.random() < 0.6 else "middle"]
    models = [phase[int(rng.random() * len(phase))] for _ in range(rng.randint(1, 3))]
    burst = closer.habits.recording == "none" or rng.random() < 0.5
    base = working(rng, handover, max(handover + 1, order - HOUR))
    for index in range(count):
        time = base + int(rng.random() * 50 * 60) if burst else working(rng, handover, order)
        kind = ("call", "call", "meeting", "visit", "message", "email")[int(rng.random() * 6)]
        text = models[index % len(models)] if not burst or rng.random() < 0.6 else phase[int(rng.random() * len(phase))]
        if rng.random() < 0.4:
            text += f" {rng.randint(1, 30)}"
        entry = j.write(closer, min(time, order - 1), kind, text, real=False)
        if kind in ("call", "meeting", "visit"):
            entry.seconds = rng.randint(15, 70) * 60
        if rng.random() < 0.7:
            entry.direction = "outbound"
        if entry.recorded is not None:
            entry.recorded = (base + HOUR if burst else order) + rng.randint(30, 700)


def slow_walk_ghost(j: Journey) -> None:
    """Handed over weeks before the order; the originator goes on doing the work."""
    _ghost(j, "slow_walk_ghost", j.rng.uniform(0.25, 0.7), j.rng.uniform(12.0, 70.0))


def _ghost(j: Journey, kind: str, before: float, gap_days: float) -> tuple[Person, Person, int, int]:
    order = closing_time(j)
    handover = order - int(gap_days * DAY)
    first = handover - int(max(4.0, j.days * before) * DAY)
    seller, closer = accomplices(j, first, handover, order)
    _dim(j)
    j.size = max(j.size, 6)
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, before, least=2)
    cheat_hand(j, handover, closer)
    j.pursue(seller, handover + HOUR, order, before, 1.0, least=3)
    slight_work(j, closer, handover, order)
    if j.rng.random() < 0.35:
        for _ in range(j.rng.randint(1, 4)):
            j.trifle(closer, working(j.rng, handover, order))
    _deal(j, order, closer, kind, seller)
    return seller, closer, handover, order


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
    _deal(j, order, closer, "early_ghost", seller)


def internal_notes(j: Journey) -> None:
    """A ghost whose closer writes internal notes only, never to the customer."""
    seller, closer, handover, order = _ghost(j, "internal_notes", j.rng.uniform(0.3, 0.8), j.rng.uniform(5.0, 40.0))
    for _ in range(j.rng.randint(2, 6)):
        text = j.texts.internal[int(j.rng.random() * len(j.texts.internal))]
        j.write(closer, working(j.rng, handover, order), "note", text, real=False)


def round_trip(j: Journey) -> None:
    """Handed over ripe, ordered, handed back soon after."""
    seller, closer, handover, order = _ripen(j, _short_gap(j), order=closing_time(j, 40.0))
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    j.order(order, closer, "round_trip", "fraud", originator=seller)
    back = order + j.span(0.3, 20.0)
    hand(j, back, seller)
    aftercare(j, seller, back)


def proxy_order(j: Journey) -> None:
    """Booked on an assistant who neither owned the customer nor worked it."""
    seller, closer, _, order = _ripen(j, 0.05)
    typist = closer if j.rng.random() < 0.6 else None
    _deal(j, order, closer, "proxy_order", seller, entered_by=typist)
    if j.rng.random() < 0.25:
        hand(j, order + j.span(0.01, 3.0), closer)


def chain(j: Journey) -> None:
    """Seller, go-between, assistant within days; only the first one worked."""
    _chain(j, "chain", "sales")


def chain_service(j: Journey) -> None:
    """A chain whose go-between is a service person."""
    _chain(j, "chain_service", "service")


def _chain(j: Journey, kind: str, middle: str) -> None:
    seller, closer, handover, order = _ripen(j, j.rng.uniform(0.4, 12.0))
    between = need(j.firm.pick(j.rng, middle, handover, order, team=seller.team, avoid=(seller, closer)))
    cheat_hand(j, handover, between)
    second = handover + int((order - handover) * j.rng.uniform(0.1, 0.9))
    cheat_hand(j, second, closer)
    slight_work(j, closer, second, order)
    _deal(j, order, closer, kind, seller)


def quota_burst(j: Journey) -> None:
    """Handed over and signed in the last days of a month in which the closer lacks just that much."""
    j.days = max(j.days, 12.0)
    end = month_end(closing_time(j, 60.0))
    order = working(j.rng, end - 3 * DAY, end - HOUR, 0.5)
    seller, closer, handover, order = _ripen(j, j.rng.uniform(0.05, 3.0), order=order)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    _deal(j, order, closer, "quota_burst", seller)


def false_reason(j: Journey) -> None:
    """Handed over with a reason that the facts deny."""
    seller, closer, handover, order = _ripen(j, j.rng.uniform(0.2, 12.0))
    cheat_hand(j, handover, closer)
    cause = j.rng.choice(
        ("leave_cover", "leave_cover", "territory_change", "leaver", "post_sale_handover", "pool_recycle", "capacity")
    )
    if cause == "territory_change" and seller.team != closer.team:
        cause = "leave_cover"
    j.moves[-1].claim = word_claim(j.rng, j.texts.lang, cause)
    if j.rng.random() < 0.6:
        j.pursue(seller, handover + HOUR, order, 0.9, 1.0, least=2)
    slight_work(j, closer, handover, order)
    _deal(j, order, closer, "false_reason", seller)


def pool_wash(j: Journey) -> None:
    """Released to the pool and taken from it by the accomplice within the day."""
    seller, closer, handover, order = _ripen(j, j.rng.uniform(0.3, 10.0))
    pool_gap(j, handover, min(handover + j.span(0.005, 0.9), order - HOUR), closer, None, third=False)
    slight_work(j, closer, j.moves[-1].time, order)
    _deal(j, order, closer, "pool_wash", seller)
