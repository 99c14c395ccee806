"""Fraudulent journeys that lie in how an order is booked, or in when an account moves."""

from simulator.cast import ahead_of, begin, closing_time, hand
from simulator.journey import Journey
from simulator.schemes import accomplices, cash_in, cheat_hand, ripen, slight_work
from simulator.times import DAY, HOUR


def proxy_order(j: Journey) -> None:
    """Booked on an assistant who neither owned the customer nor worked it."""
    seller, closer, _, order = ripen(j, 0.05, partner=j.rng.choice(("assistant",) * 6 + ("sales", "service")))
    typist = closer if j.rng.random() < 0.6 else None
    cash_in(j, order, closer, "proxy_order", seller, entered_by=typist)
    if j.rng.random() < 0.25:
        hand(j, order + j.span(0.01, 3.0), closer)


def split_order(j: Journey) -> None:
    """One deal as two orders on one day; a part is booked on the assistant, who only typed it in."""
    seller, closer, _, order = ripen(j, 0.03)
    main = j.order(order, seller, "split_order_own", entered_by=closer)
    part = order + int(j.rng.uniform(0.01, 3.0) * HOUR)
    share = j.rng.uniform(0.15, 0.6)
    main.scale = 1.0 - share
    cash_in(j, part, closer, "split_order", seller, entered_by=closer, scale=share)


def restated_seller(j: Journey) -> None:
    """Won and booked by the seller, then restated onto the assistant, who did nothing."""
    seller, closer, _, order = ripen(j, 0.04)
    later = order + j.span(0.5, 20.0)
    cash_in(j, order, seller, "restated_seller", seller, restated=(later, closer))
    if j.rng.random() < 0.5:
        hand(j, later - 600, closer)


def renewal_grab(j: Journey) -> None:
    """A running account moves just before its renewal, which is booked at once."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 0.3, 14.0)
    sale = order - j.span(200.0, 385.0)
    first = sale - int(j.days * DAY)
    seller, closer = accomplices(j, first, handover, order)
    begin(j, seller, first)
    j.pursue(seller, first, sale, 0.0, 1.0, least=3)
    j.order(sale, seller, "plain_sales")
    for _ in range(rng.randint(3, 9)):
        j.step(seller, j.working(sale + DAY, handover - DAY), 1.2)
    j.pursue(seller, handover - 35 * DAY, handover, 0.6, rng.uniform(0.9, 1.0), least=3)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    cash_in(j, order, closer, "renewal_grab", seller, order_type="renewal")


def proxy_token(j: Journey) -> None:
    """A proxy order whose payee has left a few empty entries and internal notes at the customer."""
    rng = j.rng
    seller, closer, _, order = ripen(j, 0.05)
    for _ in range(rng.randint(1, 4)):
        j.trifle(closer, j.working(order - 15 * DAY, order))
    if rng.random() < 0.6:
        j.write(closer, j.working(order - 10 * DAY, order), "note", rng.choice(j.texts.internal), real=False)
    cash_in(j, order, closer, "proxy_token", seller, entered_by=closer if rng.random() < 0.5 else None)
