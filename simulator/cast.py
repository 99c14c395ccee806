"""What all kinds share: who takes part and when, first owners, handovers with claims and buttons, aftercare."""

from random import Random
from typing import TypeVar

from simulator import phrases
from simulator.journey import Journey
from simulator.people import Person
from simulator.records import Deal, Move
from simulator.times import DAY, HOUR, date_of, day_of, midnight

T = TypeVar("T")

# How often honest handovers name each cause, measured over all honest kinds; cheats draw from the same.
CLAIMS = (
    "capacity", "other", "leave_cover", "territory_change", "policy_assignment", "leaver", "pool_recycle",
    "post_sale_handover",
)  # fmt: skip
CLAIM_WEIGHTS = (30, 10, 7, 8, 22, 6, 2, 10)


class Miscast(Exception):  # noqa: N818
    """Nobody fits the parts of this journey at these times; the caller draws again."""


def closing_time(j: Journey, room_days: float = 30.0) -> int:
    """Draw an order's time: more in strong months and at month ends, `room_days` before the world ends."""
    rng, firm = j.rng, j.firm
    start, end = firm.begin + 60 * DAY, firm.end - int(room_days * DAY)
    for _ in range(6):
        time = start + int(rng.random() * (end - start))
        if firm.workdays.weak(rng, time):
            continue
        if rng.random() < firm.workdays.month_end:
            time = month_end(time) - int(rng.random() * 4 * DAY)
        time = j.next_working(time)
        if start <= time <= end:
            return time
    return j.working(start, end)


def office(j: Journey, time: int, latest: int) -> int:
    """Move a time into business hours of its day or the next working day, if that is before `latest`."""
    moved = j.next_working(time)
    return moved if moved < latest else time


def ahead_of(j: Journey, time: int, low_days: float, high_days: float) -> int:
    """Draw a moment `low_days` to `high_days` before a time, in business hours unless it is a matter of hours."""
    raw = time - j.span(low_days, high_days)
    return raw if time - raw < DAY // 2 else office(j, raw, time - HOUR)


def after(j: Journey, time: int, low_days: float, high_days: float) -> int:
    """Draw a moment `low_days` to `high_days` after a time, in business hours where that keeps the order of things."""
    raw = time + j.span(low_days, high_days)
    moved = j.next_working(raw)
    return moved if time + HOUR < moved < j.firm.end else raw


def month_end(time: int) -> int:
    """Return the local midnight that ends the month of a time."""
    day = date_of(day_of(time))
    following = (
        day.replace(year=day.year + 1, month=1, day=1) if day.month == 12 else day.replace(month=day.month + 1, day=1)
    )
    return midnight(day_of(time) + (following - day).days)


def need(person: Person | None) -> Person:
    """Return the person, or raise Miscast."""
    if person is None:
        raise Miscast
    return person


def one_of(j: Journey, some: list[T]) -> T:
    """Draw one of them, or raise Miscast where there is none."""
    if not some:
        raise Miscast
    return j.rng.choice(some)


def cycle(j: Journey, who: Person, least: float = 4.0) -> int:
    """Draw the length of a deal from first contact to order, in seconds."""
    return int(max(least, j.days * who.habits.speed) * DAY)


def claim(j: Journey, cause: str | None = None) -> tuple[str | None, str | None]:
    """Draw a stated reason (code, text): often none, mostly the cause, at times another one.

    `cause` None means that there is none worth telling; then one is made up as often as others tell theirs.
    """
    rng = j.rng
    if rng.random() < j.firm.temper.silence:
        return None, None
    if cause is None or rng.random() < 0.25:
        cause = rng.choices(CLAIMS, CLAIM_WEIGHTS)[0]
    return word_claim(rng, j.texts.lang, cause)


def word_claim(rng: Random, lang: str, cause: str) -> tuple[str | None, str | None]:
    """Put a cause into a code, a text, or both."""
    text = rng.choice(phrases.REASONS[cause][lang])
    form = rng.random()
    return (cause, None) if form < 0.45 else (cause, text) if form < 0.8 else (None, text)


def button(j: Journey, giver: Person | None, taker: Person | None, third: bool) -> str | None:
    """Draw who pressed the button of a handover; `third` when neither giver nor taker did."""
    rng = j.rng
    office = rng.choice(j.firm.office).id
    chance = rng.random()
    person = giver or taker
    manager = person.manager if person is not None else None
    above = manager.id if manager is not None else office
    if third:
        return (
            above
            if chance < 0.45
            else office
            if chance < 0.8
            else "system"
            if chance < 0.9
            else rng.choice(j.firm.teams).manager.id
        )
    if chance < 0.36 and giver is not None:
        return giver.id
    if chance < 0.62:
        return above
    if chance < 0.7 and taker is not None:
        return taker.id
    return office if chance < 0.82 else "system" if chance < 0.85 else None


def begin(j: Journey, who: Person, time: int, *, fresh: bool = False) -> None:
    """Give the customer its first owner; at times the export starts later and nothing is known of it.

    Some customers, `fresh` ones apart, have bought from this owner before; then the story begins with that deal.
    """
    rng = j.rng
    sale = time - j.span(12.0, 220.0)
    first = sale - int(j.days * rng.uniform(0.3, 1.0) * DAY)
    bought = (
        not fresh and rng.random() < j.firm.temper.bought and who.employed(first, time) and who.keeps_role(first, time)
    )
    _first_owner(j, who, first if bought else time)
    if bought:
        j.pursue(who, first, sale, 0.0, 1.0, least=1)
        j.order(sale, who, "earlier_sale")


def _first_owner(j: Journey, who: Person, time: int) -> None:
    rng = j.rng
    if rng.random() < j.firm.temper.late_export:
        j.owner = who
        return
    time = office(j, time - j.span(0.1, 1.2), time)
    if rng.random() < j.firm.temper.queue:
        j.own(time - j.span(0.05, 3.0), j.firm.queue, button="system", claim=(None, None))
    chance = rng.random()
    by = who.id if chance < 0.5 else "system" if chance < 0.7 else button(j, None, who, True) if chance < 0.9 else None
    j.own(time, who, button=by, claim=(None, None))


def hand(j: Journey, time: int, new: Person, cause: str | None = None, *, third: bool | None = None) -> Move:
    """Hand the customer over at a time; `third` None draws whether somebody else pressed the button."""
    third = j.rng.random() < j.firm.temper.third if third is None else third
    known = bool(j.moves)
    move = j.own(time, new, button=button(j, j.owner, new, third), claim=claim(j, cause))
    move.hidden = known and j.rng.random() < j.firm.temper.hidden
    if j.rng.random() < j.firm.temper.note:
        _handover_note(j, new, time)
    return move


def _handover_note(j: Journey, new: Person, time: int) -> None:
    """Let the new owner note the handover, at times by pasting what the old owner wrote last."""
    last = [entry.content for entry in j.entries if entry.content and entry.actor is not new]
    text = last[-1] if last and j.rng.random() < 0.4 else j.texts.internal[int(j.rng.random() * len(j.texts.internal))]
    j.write(new, time + j.span(0.02, 1.5), "note", text, real=False)


def misclick(j: Journey, time: int) -> None:
    """Let somebody hand the customer to a colleague by mistake and take it back within minutes."""
    owner = j.owner
    if owner is None or owner.team < 0:
        return
    team = j.firm.teams[owner.team]
    wrong = j.rng.choice(team.assistants + team.sales)
    if wrong is not owner and not wrong.absent(time) and not owner.absent(time):
        by = button(j, owner, wrong, False)
        j.own(time, wrong, button=by, claim=claim(j))
        j.own(time + 60 + int(j.rng.random() * 900), owner, button=by, claim=(None, None))


def pool_gap(j: Journey, start: int, end: int, new: Person, cause: str | None, *, third: bool = True) -> None:
    """Release the customer at `start` and let `new` take it from the pool at `end`."""
    j.own(start, None, button=button(j, j.owner, None, j.rng.random() < 0.4), claim=claim(j, cause))
    j.own(end, new, button=button(j, None, new, third), claim=claim(j, cause))


def aftercare(j: Journey, who: Person, start: int, most: int = 4, days: float = 28.0) -> None:
    """Let somebody look after the customer for some weeks; often nobody writes anything."""
    rng = j.rng
    if rng.random() < 0.45:
        return
    for _ in range(1 + int(rng.random() * most)):
        j.step(who, j.working(start, start + int(days * DAY), who.habits.weekend), 1.2)


def bystander(j: Journey, owner: Person, start: int, end: int) -> None:
    """Let a colleague (manager, service, assistant, peer) do a thing or two for the customer, now and then."""
    rng, team = j.rng, j.firm.teams[owner.team]
    if rng.random() > j.firm.temper.bystander:
        return
    groups = (team.service, [team.manager], team.assistants, team.sales, [j.firm.outsider])
    group = groups[int(rng.random() * 4.3)]
    helper = group[int(rng.random() * len(group))]
    if helper is not owner:
        for _ in range(1 + int(rng.random() * 2)):
            j.step(helper, j.working(start, end), rng.random())


def noise(j: Journey, who: Person, start: int, end: int) -> None:
    """Let an owner leave the habitual traces: a greeting, now and then a row of mailings, an unanswered call."""
    rng = j.rng
    if rng.random() < j.firm.temper.greeting and end > start:
        mail(j, who, start, end, 1 if rng.random() < 0.75 else rng.randint(2, 5))
    if rng.random() < who.habits.trivial and end > start:
        j.trifle(who, j.working(start, end))


def mail(j: Journey, who: Person, start: int, end: int, count: int) -> None:
    """Let somebody send one and the same template to the customer `count` times."""
    rng = j.rng
    text = j.texts.templates[who.habits.template % len(j.texts.templates)]
    kind = "email" if rng.random() < 0.5 else "message"
    for _ in range(count):
        j.write(who, j.working(start, end), kind, text, real=False).direction = "outbound"


def lose_interest(j: Journey, deal: Deal) -> None:
    """Mark an order as one that the customer made online or by phone, without a visit."""
    deal.origin = "web" if j.rng.random() < 0.7 else "phone"
