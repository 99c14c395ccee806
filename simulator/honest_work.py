"""Honest handovers after which the new owner works; they look like the fraudulent ones from a distance."""

from simulator.cast import Miscast, aftercare, ahead_of, begin, bystander, closing_time, hand, need, noise, pool_gap
from simulator.journey import MINUTES, Journey
from simulator.people import Person
from simulator.records import Entry
from simulator.times import DAY, HOUR, friday_evening


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


def worked(
    j: Journey,
    kind: str,
    *,
    before: tuple[float, float],
    gap: tuple[float, float],
    cause: str | None,
    role: str = "assistant",
    giver_cares: float = 0.2,
) -> tuple[Person, Person, int, int]:
    """Play a handover at progress `before`, `gap` days before the order, and real work by the taker after it."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, *gap)
    done = rng.uniform(*before)
    j.size = max(j.size, 5)
    first = handover - int(max(1.0, j.days * done) * DAY)
    giver, taker = duo(j, first, handover, order, role)
    begin(j, giver, first)
    j.pursue(giver, first, handover, 0.0, done)
    noise(j, giver, first, handover)
    hand(j, handover, taker, cause)
    j.pursue(taker, handover + HOUR, order, done, 1.0 + (0.15 if done > 0.5 else 0.0), least=3)
    help_out(j, giver, handover, order)
    bystander(j, taker, first, order)
    j.order(order, taker, kind, defence="work", originator=giver)
    aftercare(j, giver if rng.random() < giver_cares else taker, order)
    return giver, taker, handover, order


def help_out(j: Journey, giver: Person, handover: int, order: int) -> None:
    """Let the giver help a little: some calls in the first days, at times a joint visit later."""
    rng = j.rng
    if rng.random() < j.firm.temper.help:
        for _ in range(1 + int(rng.random() * 2)):
            j.step(giver, j.working(handover, min(order, handover + 6 * DAY)), 0.6)
    if rng.random() < 0.12 and order - handover > 10 * DAY:
        j.step(giver, j.working(handover + 7 * DAY, order), 0.9)
    if rng.random() < 0.15:
        for _ in range(1 + int(rng.random() * 2)):
            entry = j.write(giver, j.working(handover, order), "message", j.asked(), real=True)
            entry.direction = "inbound"


def handoff_worked(j: Journey) -> None:
    """Handed over midway; the new owner does the rest."""
    worked(j, "handoff_worked", before=(0.05, 0.6), gap=(8.0, 80.0), cause="policy_assignment")


def capacity(j: Journey) -> None:
    """A seller with too many customers gives one away, mostly early."""
    worked(j, "capacity", before=(0.05, 0.5), gap=(6.0, 70.0), cause="capacity")


def sales_handover(j: Journey) -> None:
    """From one seller to another, who then works."""
    cause = "capacity" if j.rng.random() < 0.5 else "territory_change"
    worked(j, "sales_handover", before=(0.05, 0.55), gap=(6.0, 80.0), cause=cause, role="sales")


def short_cycle(j: Journey) -> None:
    """Handed over half done, and the new owner finishes with a few dense days of work."""
    j.size = max(j.size, 8)
    worked(j, "short_cycle", before=(0.15, 0.5), gap=(1.5, 7.0), cause=None)


def customer_asked(j: Journey) -> None:
    """The customer asks for another contact; the new one then works."""
    giver, _, handover, _ = worked(j, "customer_asked", before=(0.2, 0.6), gap=(6.0, 60.0), cause="other")
    wish = j.rng.choice(j.texts.another_contact)
    entry = j.write(giver, handover - j.span(0.05, 2.0), "message", wish, real=True)
    entry.direction = "inbound"


def grace_help(j: Journey) -> None:
    """The giver introduces the new owner with several joint appointments in the first days, then leaves it."""
    giver, taker, handover, order = worked(j, "grace_help", before=(0.25, 0.5), gap=(15.0, 60.0), cause="capacity")
    for _ in range(j.rng.randint(2, 4)):
        time = j.working(handover, min(order, handover + 6 * DAY))
        j.step(giver, time, 0.6)
        j.step(taker, time + 300, 0.6)


def manager_joins(j: Journey) -> None:
    """The manager joins the new owner's meetings and helps to close."""
    _, taker, handover, order = worked(j, "manager_joins", before=(0.1, 0.5), gap=(8.0, 50.0), cause=None)
    boss = taker.manager
    if boss is not None:
        for _ in range(j.rng.randint(1, 3)):
            j.step(boss, j.working(handover, order), 0.85, kind="meeting")


def bulk_logger(j: Journey) -> None:
    """The new owner works all week and types everything in on Friday evening, some of it after the order."""
    _, taker, handover, order = worked(j, "bulk_logger", before=(0.05, 0.5), gap=(6.0, 50.0), cause="capacity")
    for entry in j.entries:
        if entry.actor is taker and handover < entry.time <= order:
            entry.recorded = friday_evening(entry.time) + int(j.rng.random() * 1500)


def sloppy_logger(j: Journey) -> None:
    """Real work by both of which little is logged: a meeting and a quote, say."""
    j.quiet = j.rng.uniform(0.3, 0.6)
    giver, taker, handover, order = worked(j, "sloppy_logger", before=(0.05, 0.45), gap=(6.0, 60.0), cause=None)
    if not any(entry.real and entry.actor is taker for entry in j.entries) and j.rng.random() < 0.8:
        for kind in ("meeting", "quote"):
            entry = j.write(taker, j.working(handover, order), kind, j.rng.choice(j.texts.full["late"]), real=True)
            entry.seconds = j.rng.randint(30, 80) * 60 if kind == "meeting" else None


def pool_hour(j: Journey) -> None:
    """Handed over through the pool, which the CRM demands, within the hour; then worked."""
    rng = j.rng
    order = closing_time(j)
    handover = ahead_of(j, order, 7.0, 60.0)
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


def odd_logger(j: Journey) -> None:
    """The new owner works as much as others and logs in one odd manner: templates, no words, two letters, no times."""
    rng = j.rng
    _, taker, handover, order = worked(j, "odd_logger", before=(0.05, 0.5), gap=(6.0, 60.0), cause=None)
    manner = rng.choice(("templates", "wordless", "terse", "untimed"))
    for entry in j.entries:
        if entry.actor is taker and handover <= entry.time <= order and entry.real:
            _bend(j, entry, manner)


def _bend(j: Journey, entry: Entry, manner: str) -> None:
    rng, texts = j.rng, j.texts
    if manner == "untimed":
        entry.seconds = None
        return
    if entry.kind in ("message", "email", "note") and rng.random() < 0.6:
        entry.kind = "call" if rng.random() < 0.7 else "visit"
    if entry.kind in MINUTES:
        entry.seconds = max(90, int(60 * MINUTES[entry.kind] * rng.lognormvariate(0.1, 0.4)))
    if manner == "wordless":
        entry.content = None
    else:
        pool = texts.templates if manner == "templates" else texts.short
        entry.content = pool[int(rng.random() * len(pool))]


def cold_caller(j: Journey) -> None:
    """The old owner's dialler rang again and again for nothing; the new owner sells with a few solid appointments."""
    rng = j.rng
    j.size = max(4, min(j.size, 7))
    giver, taker, handover, order = worked(j, "cold_caller", before=(0.05, 0.3), gap=(4.0, 40.0), cause="capacity")
    for _ in range(rng.randint(6, 20)):
        time = j.working(handover - int(max(8.0, j.days * 0.5) * DAY), handover)
        entry = j.write(giver, time, "call", rng.choice(j.texts.short) if rng.random() < 0.5 else None, real=False)
        entry.seconds = rng.randint(0, 40)
        entry.direction = "outbound"


def keeps_buying(j: Journey) -> None:
    """Handed over and worked; later orders come in with the new owner, with some care or none."""
    rng, firm = j.rng, j.firm
    _, taker, _, time = worked(
        j, "handoff_worked", before=(0.05, 0.55), gap=(8.0, 70.0), cause="capacity", giver_cares=0.0
    )
    for _ in range(rng.randint(1, 3)):
        earlier, time = time, time + j.span(12.0, 130.0)
        if time > firm.end - 2 * DAY or not taker.employed(earlier, time) or not taker.keeps_role(earlier, time):
            return
        for _ in range(rng.randint(0, 4)):
            j.step(taker, j.working(earlier, time), 1.2)
        order_type = "repeat" if rng.random() < 0.75 else "new"
        j.order(time, taker, "keeps_buying", order_type=order_type, scale=rng.uniform(0.1, 0.9))
