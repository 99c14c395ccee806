"""Honest orders after a first sale, of small customers, and with more people on them than the payee."""

from simulator.cast import Miscast, aftercare, ahead_of, begin, closing_time, cycle, hand, lose_interest, need, noise
from simulator.honest_work import duo
from simulator.journey import Journey
from simulator.people import Person
from simulator.times import DAY, HOUR


def _sold(j: Journey, sale: int) -> tuple[Person, Person, int]:
    """Play a seller's first order and the handover to an assistant after it; return both and its time."""
    first = sale - int(j.days * DAY)
    handover = sale + j.span(0.5, 30.0)
    seller, helper = duo(j, first, handover, handover)
    if not seller.employed(first, sale):
        raise Miscast
    begin(j, seller, first)
    j.pursue(seller, first, sale, 0.0, 1.0, least=2)
    noise(j, seller, first, sale)
    j.order(sale, seller, "post_sale_first")
    hand(j, handover, helper, "post_sale_handover")
    return seller, helper, handover


def post_sale_repeat(j: Journey) -> None:
    """Sold by the seller and credited; later orders come to the assistant who looks after the account."""
    rng, firm = j.rng, j.firm
    sale = closing_time(j, 60.0)
    seller, helper, handover = _sold(j, sale)
    time = handover
    for _ in range(1 + int(rng.random() * 3)):
        earlier, time = time, time + j.span(8.0, 120.0)
        if time > firm.end - 2 * DAY or not helper.employed(earlier, time) or not helper.keeps_role(earlier, time):
            break
        web = rng.random() < 0.3
        for _ in range(0 if web else rng.randint(1, 5)):
            j.step(helper, j.working(earlier, time), 1.2)
        kind = "web_repeat" if web else "post_sale_repeat"
        deal = j.order(
            time, helper, kind, order_type="repeat", scale=rng.uniform(0.1, 0.8), defence="fact", originator=seller
        )
        if web:
            lose_interest(j, deal)


def renewal_worked(j: Journey) -> None:
    """An old account goes to the assistant well before its renewal, who looks after it."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    sale = order - j.span(260.0, 385.0)
    handover = ahead_of(j, order, 50.0, 200.0)
    first = sale - int(j.days * DAY)
    seller, helper = duo(j, first, handover, order)
    begin(j, seller, first)
    j.pursue(seller, first, sale, 0.0, 1.0, least=2)
    j.order(sale, seller, "post_sale_first")
    for _ in range(rng.randint(0, 4)):
        j.step(seller, j.working(sale, handover), 1.2)
    hand(j, handover, helper, "post_sale_handover")
    for _ in range(rng.randint(2, 6)):
        j.step(helper, j.working(handover, order), 1.2)
    j.pursue(helper, order - 30 * DAY, order, 0.65, 1.0, least=1)
    j.order(order, helper, "renewal_worked", order_type="renewal", defence="work", originator=seller)
    if order < firm.end - 20 * DAY:
        aftercare(j, helper, order, days=15.0)


def role_entry(j: Journey) -> None:
    """An assistant types the order in; the seller stays the seller."""
    _entered(j, "role_entry", "assistant")


def deal_desk(j: Journey) -> None:
    """The back office enters all orders."""
    _entered(j, "deal_desk", "office")


def _entered(j: Journey, kind: str, by: str) -> None:
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    seller = need(firm.steady(rng, "sales", order - 30 * DAY, order))
    first = order - cycle(j, seller)
    typist = (
        rng.choice(firm.office)
        if by == "office"
        else need(firm.pick(rng, "assistant", order, order + HOUR, team=seller.team))
    )
    if seller.hired > first or not seller.keeps_role(first, order):
        raise Miscast
    begin(j, seller, first)
    j.pursue(seller, first, order, 0.0, 1.0, least=1)
    if by != "office" and rng.random() < 0.4:
        j.step(typist, j.working(first, order), 0.9)
    j.order(order, seller, kind, entered_by=typist)
    aftercare(j, seller, order)


def assistant_inbound(j: Journey) -> None:
    """A customer who came to the assistant by itself."""
    rng = j.rng
    order = closing_time(j)
    who = need(j.firm.pick(rng, "assistant", order - 8 * DAY, order))
    first = order - j.span(0.2, 8.0)
    begin(j, who, first)
    _inbound(j, who, first, order)
    j.order(order, who, "assistant_inbound", scale=0.25, origin="phone" if rng.random() < 0.4 else None)


def _inbound(j: Journey, who: Person, start: int, end: int) -> None:
    """Let the customer write or call by itself, one to three times."""
    rng = j.rng
    for _ in range(rng.randint(1, 3)):
        time = j.working(start, end)
        if rng.random() < who.habits.miss:
            j.missed.append((who, time))
            continue
        kind = "message" if rng.random() < 0.6 else "call"
        entry = j.write(who, time, kind, rng.choice(j.texts.inbound), real=True)
        entry.direction = "inbound"
        entry.seconds = rng.randint(60, 600) if kind == "call" else None


def quick_inbound_handoff(j: Journey) -> None:
    """A small customer, hardly touched by the seller, goes to the assistant and orders at once."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 0.05, 5.0)
    first = handover - j.span(0.02, 4.0)
    giver, taker = duo(j, first, handover, order)
    begin(j, giver, first, fresh=True)
    if rng.random() < 0.6:
        if rng.random() < 0.5:
            j.trifle(giver, first + int((handover - first) * 0.5))
        else:
            j.write(giver, first + int((handover - first) * 0.6), "message", rng.choice(j.texts.terse), real=True)
    hand(j, handover, taker, "policy_assignment")
    _inbound(j, taker, handover, order)
    j.order(order, taker, "quick_inbound_handoff", scale=0.2, defence="fact", originator=giver)


def two_orders(j: Journey) -> None:
    """Two orders on one day: the seller's, and accessories that the assistant really sold beside it."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    seller = need(firm.steady(rng, "sales", order - 40 * DAY, order))
    first = order - cycle(j, seller, 8.0)
    helper = need(firm.pick(rng, "assistant", order - 10 * DAY, order, team=seller.team))
    if seller.hired > first or not seller.keeps_role(first, order):
        raise Miscast
    begin(j, seller, first)
    j.pursue(seller, first, order, 0.0, 1.0, least=4)
    main = j.order(order, seller, "two_orders_own")
    part = order + int(rng.uniform(0.02, 4.0) * HOUR)
    if rng.random() < 0.5:
        main.scale = 0.7
        j.order(part, seller, "two_orders_own", entered_by=helper if rng.random() < 0.5 else None, scale=0.3)
    else:
        j.pursue(helper, order - 9 * DAY, order, 0.3, 1.0, least=4)
        j.order(part, helper, "two_orders", scale=0.15, defence="work", originator=seller, entered_by=helper)
    aftercare(j, seller, part)


def booking_corrected(j: Journey) -> None:
    """Booked on the wrong person by mistake and corrected onto the one who did the work."""
    rng, firm = j.rng, j.firm
    order = closing_time(j)
    first = order - int(max(4.0, j.days) * DAY)
    worker = need(firm.steady(rng, "assistant" if rng.random() < 0.5 else "sales", first, order))
    wrong = need(firm.steady(rng, "sales", first, order, team=worker.team, avoid=(worker,)))
    begin(j, worker, first)
    j.pursue(worker, first, order, 0.0, 1.0, least=3)
    j.order(order, wrong, "booking_corrected", restated=(order + j.span(0.3, 12.0), worker))
    aftercare(j, worker, order)
