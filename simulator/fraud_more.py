"""Fraudulent journeys that need a history, a second order, a ring, or more cunning."""

from simulator.cast import Miscast, aftercare, begin, closing_time, hand, need, noise, word_claim
from simulator.fraud import _deal, _ghost, _ripen, accomplices, cheat_hand, slight_work
from simulator.journey import Journey
from simulator.people import Person
from simulator.times import DAY, HOUR, working


def pair_concentration(j: Journey) -> None:
    """One of many small customers that one seller hands to one assistant, month after month."""
    pairs = j.firm.collusions
    if not pairs:
        raise Miscast
    order = closing_time(j)
    seller, closer = pairs[int(j.rng.random() * max(1, len(pairs) // 3))]
    handover = order - j.span(0.2, 9.0)
    first = handover - int(max(5.0, j.days * 0.7) * DAY)
    _check_pair(seller, closer, first, handover, order)
    j.size = max(4, min(j.size, 9))
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, j.rng.uniform(0.85, 1.0), least=3)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    _deal(j, order, closer, "pair_concentration", seller, scale=0.35)


def _check_pair(giver: Person, taker: Person, first: int, handover: int, order: int) -> None:
    if not giver.at_work(handover - 8 * DAY, order + 25 * DAY) or not giver.employed(first, order):
        raise Miscast
    if not taker.at_work(handover - DAY, order + DAY) or not taker.tenured(handover):
        raise Miscast
    if not giver.keeps_role(first, order) or not taker.keeps_role(first, order):
        raise Miscast


def reciprocal_ring(j: Journey) -> None:
    """Two people hand each other ripe customers, in turns."""
    firm, rng = j.firm, j.rng
    order = closing_time(j)
    handover = order - j.span(0.1, 6.0)
    first = handover - int(max(6.0, j.days) * DAY)
    ring = (
        list(rng.choice(firm.rings)) if firm.rings and rng.random() < 0.7 else list(rng.choice(firm.collusions or [()]))
    )
    if len(ring) != 2:
        raise Miscast
    rng.shuffle(ring)
    giver, taker = ring
    _check_pair(giver, taker, first, handover, order)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, rng.uniform(0.82, 1.0), least=4)
    noise(j, giver, first, handover)
    cheat_hand(j, handover, taker)
    slight_work(j, taker, handover, order)
    _deal(j, order, taker, "reciprocal_ring", giver)


def renewal_grab(j: Journey) -> None:
    """A running account moves just before its renewal, which is booked at once."""
    rng = j.rng
    order = closing_time(j)
    handover = order - j.span(0.3, 14.0)
    sale = order - j.span(200.0, 385.0)
    first = sale - int(j.days * DAY)
    seller, closer = accomplices(j, first, handover, order)
    begin(j, seller, first)
    j.pursue(seller, first, sale, 0.0, 1.0, least=3)
    j.order(sale, seller, "plain_sales")
    for _ in range(rng.randint(3, 9)):
        j.step(seller, working(rng, sale + DAY, handover - DAY), 1.2)
    j.pursue(seller, handover - 35 * DAY, handover, 0.6, rng.uniform(0.9, 1.0), least=3)
    cheat_hand(j, handover, closer)
    slight_work(j, closer, handover, order)
    _deal(j, order, closer, "renewal_grab", seller, order_type="renewal")


def split_order(j: Journey) -> None:
    """One deal as two orders on one day; a part is booked on the assistant, who only typed it in."""
    seller, closer, _, order = _ripen(j, 0.03)
    main = j.order(order, seller, "split_order_own", entered_by=closer)
    part = order + int(j.rng.uniform(0.01, 3.0) * HOUR)
    share = j.rng.uniform(0.15, 0.6)
    main.scale = 1.0 - share
    _deal(j, part, closer, "split_order", seller, entered_by=closer, scale=share)


def copycat(j: Journey) -> None:
    """The closer logs the originator's own texts again as if it were new work."""
    seller, closer, handover, order = _ripen(j, j.rng.uniform(1.5, 14.0))
    cheat_hand(j, handover, closer)
    _copy(j, seller, closer, handover, order)
    _deal(j, order, closer, "copycat", seller)


def copycat_ghost(j: Journey) -> None:
    """The originator goes on working, and the closer logs copies of those entries the same or the next day."""
    seller, closer, handover, order = _ghost(j, "copycat_ghost", j.rng.uniform(0.3, 0.6), j.rng.uniform(8.0, 40.0))
    _copy(j, seller, closer, handover, order)


def _copy(j: Journey, seller: Person, closer: Person, handover: int, order: int) -> None:
    rng = j.rng
    models = [entry for entry in j.entries if entry.actor is seller and entry.content and len(entry.content) > 5]
    for model in rng.sample(models, min(len(models), rng.randint(2, 6))):
        late = model.time + rng.randint(1, 20) * HOUR if model.time > handover else working(rng, handover, order)
        entry = j.write(closer, max(handover + 60, min(late, order - 60)), model.kind, model.content, real=False)
        entry.seconds = model.seconds
        entry.direction = "outbound" if model.direction == "inbound" else model.direction


def partial_share(j: Journey) -> None:
    """The closer does a sixth of the work, the originator the rest, before and after."""
    rng = j.rng
    j.size = max(j.size, 12)
    seller, closer, handover, order = _ripen(j, rng.uniform(3.0, 20.0))
    cheat_hand(j, handover, closer)
    j.pursue(closer, handover, order, 0.7, 0.7 + rng.uniform(0.08, 0.15), least=1)
    j.pursue(seller, handover + HOUR, order, 0.8, 1.0, least=1)
    _deal(j, order, closer, "partial_share", seller)


def working_leave(j: Journey) -> None:
    """The originator is on leave by the records, hands over as cover, and does all the work from there."""
    rng, firm = j.rng, j.firm
    seller, since, until = rng.choice(firm.absences)
    order = working(rng, since + DAY, until)
    handover = since - j.span(-0.2, 3.0)
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


def restated_seller(j: Journey) -> None:
    """Won and booked by the seller, then restated onto the assistant, who did nothing."""
    seller, closer, _, order = _ripen(j, 0.04)
    later = order + j.span(0.5, 20.0)
    _deal(j, order, seller, "restated_seller", seller, restated=(later, closer))
    if j.rng.random() < 0.5:
        hand(j, later - 600, closer)
