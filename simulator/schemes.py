"""What the fraudulent journeys share: accomplices, a ripe deal, a ghost, a padded log."""

from simulator.cast import Miscast, aftercare, ahead_of, begin, bystander, closing_time, hand, need, noise
from simulator.journey import Journey
from simulator.people import Person
from simulator.records import Deal
from simulator.times import DAY, HOUR


def accomplices(
    j: Journey, first: int, handover: int, order: int, *, partner: str = "assistant"
) -> tuple[Person, Person]:
    """Return (originator, closer) who are both really at work around the handover and the order."""
    rng, firm = j.rng, j.firm
    late = min(order + 25 * DAY, firm.end)
    team = firm.focused(rng, order)
    if team is None and firm.collusions and partner == "assistant" and rng.random() < 0.5:
        seller, closer = rng.choice(firm.collusions)
    else:
        team = int(rng.random() * len(firm.teams)) if team is None else team
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


def fit(giver: Person, taker: Person, first: int, handover: int, order: int) -> None:
    """Raise Miscast unless both are at work around the handover and keep their roles."""
    if not giver.at_work(handover - 8 * DAY, order + 25 * DAY) or not giver.employed(first, order):
        raise Miscast
    if not taker.at_work(handover - DAY, order + DAY) or not taker.tenured(handover):
        raise Miscast
    if not giver.keeps_role(first, order) or not taker.keeps_role(first, order):
        raise Miscast


def cheat_hand(j: Journey, time: int, closer: Person) -> None:
    """Hand over as cheats do: any button within the team, but across teams their own or an unknown one.

    Across teams somebody else's button would make it a territory change, which is honest by the typologies.
    """
    giver = j.owner
    move = hand(j, time, closer, third=j.rng.random() < j.firm.temper.third + 0.17)
    if giver is not None and giver.team != closer.team:
        move.button = j.rng.choice((giver.id, giver.id, closer.id, None))


def slight_work(j: Journey, closer: Person, start: int, end: int) -> None:
    """Let the closer do next to nothing real: mostly nothing, at times a piece of work or two."""
    chance = j.rng.random()
    slight = j.firm.temper.slight
    count = 0 if chance > slight or j.size < 6 else 1 if chance > 0.3 * slight or j.size < 11 else 2
    for _ in range(count):
        j.step(closer, j.working(start, end), 0.9)
    if j.rng.random() < 0.1:
        answer = j.write(closer, j.working(start, end), "message", j.rng.choice(j.texts.short), real=False)
        answer.direction = "inbound"
    noise(j, closer, start, end)


def dim(j: Journey) -> None:
    """Let some cheats log less than they otherwise would."""
    if j.rng.random() < 0.12:
        j.quiet = 0.6


def cash_in(j: Journey, order: int, closer: Person, kind: str, seller: Person, **facts: object) -> Deal:
    """Book the fraudulent order on the closer; some weeks of aftercare by either of the two."""
    deal = j.order(order, closer, kind, "fraud", originator=seller, **facts)
    aftercare(j, seller if j.rng.random() < 0.35 else closer, order + HOUR)
    return deal


def ripen(
    j: Journey, gap_days: float, *, order: int | None = None, partner: str = "assistant"
) -> tuple[Person, Person, int, int]:
    """Let a seller bring a deal to ripeness; return (originator, closer, handover, order) with the hop undone."""
    order = closing_time(j) if order is None else order
    handover = ahead_of(j, order, gap_days, gap_days)
    length = int(max(5.0, j.days) * DAY)
    first = handover - length
    seller, closer = accomplices(j, first, handover, order, partner=partner)
    dim(j)
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, j.rng.uniform(0.8, 1.0), least=3)
    noise(j, seller, first, handover)
    bystander(j, seller, first, order)
    return seller, closer, handover, order


def short_gap(j: Journey) -> float:
    """Draw the days between handover and order: two or three mostly, minutes or two weeks at times."""
    if j.rng.random() < 0.08:
        return j.rng.uniform(0.004, 0.1)
    return max(0.03, min(14.0, j.rng.lognormvariate(0.9, 0.9)))


def ghost(j: Journey, kind: str, done: float, gap_days: float) -> tuple[Person, Person, int, int]:
    """Play a handover at progress `done`, after which the originator does the rest; return the four facts."""
    order = closing_time(j)
    handover = ahead_of(j, order, gap_days, gap_days)
    first = handover - int(max(4.0, j.days * done) * DAY)
    seller, closer = accomplices(j, first, handover, order)
    dim(j)
    j.size = max(j.size, 6)
    begin(j, seller, first)
    j.pursue(seller, first, handover, 0.0, done, least=2)
    cheat_hand(j, handover, closer)
    j.pursue(seller, handover + HOUR, order, done, 1.0, least=3)
    slight_work(j, closer, handover, order)
    bystander(j, seller, first, order)
    if j.rng.random() < 0.35:
        for _ in range(j.rng.randint(1, 4)):
            j.trifle(closer, j.working(handover, order))
    cash_in(j, order, closer, kind, seller)
    return seller, closer, handover, order


def pad(j: Journey, closer: Person, handover: int, order: int) -> None:
    """Log many entries that no work stands behind.

    Either all within an hour with long, overlapping durations, or spread over the days but typed in within
    minutes as copies that differ in digits only. Never a word from the customer.
    """
    rng, count = j.rng, j.rng.randint(4, 12)
    phase = j.texts.full["late" if rng.random() < 0.6 else "middle"]
    models = [phase[int(rng.random() * len(phase))] for _ in range(rng.randint(1, 3))]
    burst = closer.habits.recording == "none" or rng.random() < 0.5
    base = j.working(handover, max(handover + 1, order - HOUR))
    for index in range(count):
        time = base + int(rng.random() * 50 * 60) if burst else j.working(handover, order)
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


def copy_texts(j: Journey, seller: Person, closer: Person, handover: int, order: int) -> None:
    """Let the closer log some of the originator's entries again, word for word."""
    rng = j.rng
    models = [entry for entry in j.entries if entry.actor is seller and entry.content and len(entry.content) > 5]
    for model in rng.sample(models, min(len(models), rng.randint(2, 6))):
        late = model.time + rng.randint(1, 20) * HOUR if model.time > handover else j.working(handover, order)
        entry = j.write(closer, max(handover + 60, min(late, order - 60)), model.kind, model.content, real=False)
        entry.seconds = model.seconds
        entry.direction = "outbound" if model.direction == "inbound" else model.direction
