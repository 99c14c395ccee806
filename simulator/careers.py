"""The firm's own lines: people with all their versions, names, quotas."""

from collections.abc import Iterator
from random import Random

from simulator.booking import STAMPS, money
from simulator.firm import Firm
from simulator.people import FOREVER, Person
from simulator.sections import Quotas
from simulator.times import DAY, HOUR, date_of, day_number, day_of, midnight
from simulator.wire import NameLine, PersonLine, QuotaLine

_STAMP = STAMPS["+08:00"].text


def versions(firm: Firm, rng: Random) -> Iterator[PersonLine]:
    """Yield each person's versions in time order; HR enters most of them a little before or after they begin."""
    for person in firm.people:
        renamed = firm.reorganised.get(person.team, FOREVER)
        for since, role, status in _states(person, renamed):
            early = rng.uniform(-2, 5) if rng.random() < 0.92 else rng.uniform(-40, -2)
            entered = since - int(early * DAY) if since > person.hired else since
            yield PersonLine(
                event_id=f"{person.id}-{since // HOUR}",
                occurred_at=_STAMP(min(entered, firm.end)),
                person_id=person.id,
                role=role,
                status=status,
                effective_from=_STAMP(since),
                team_id=_team_id(person.team, since >= renamed),
                manager_id=person.manager.id if person.manager is not None else None,
                source="hr",
            )


def _team_id(number: int, renamed: bool) -> str | None:
    if number < 0:
        return None
    return f"T{number + 1:03d}{'-N' if renamed else ''}"


def _states(person: Person, renamed: int) -> list[tuple[int, str, str]]:
    """Return (from, role, status) of a person, each time of change once; `renamed` is one for the team id only."""
    marks = {person.hired, *(since for since, _ in person.roles[1:]), person.left}
    if person.hired < renamed < person.left:
        marks.add(renamed)
    marks.update(time for absence in person.absences for time in absence)
    states = []
    for since in sorted(mark for mark in marks if mark < FOREVER):
        status = "left" if since >= person.left else "on_leave" if person.away(since) else "active"
        states.append((since, person.role(since), status))
    return states


def people_names(firm: Firm) -> Iterator[NameLine]:
    """Yield the display name of each person."""
    for person in firm.people:
        yield NameLine(
            event_id=f"n-{person.id}",
            occurred_at=_STAMP(person.hired),
            subject_id=person.id,
            subject_type="person",
            display_name=person.name,
        )


def month_starts(firm: Firm) -> list[int]:
    """Return the local midnights that begin the months of the observed time."""
    starts, day = [], date_of(day_of(firm.begin)).replace(day=1)
    while (start := midnight(day_number(day.year, day.month, 1))) < firm.end:
        starts.append(start)
        day = day.replace(year=day.year + 1, month=1) if day.month == 12 else day.replace(month=day.month + 1)
    return starts


def quotas(
    firm: Firm,
    rng: Random,
    plan: Quotas,
    booked: dict[tuple[str, str], int],
    bursts: dict[tuple[str, str], int],
) -> Iterator[QuotaLine]:
    """Yield the monthly targets of sellers and assistants.

    `booked` is what each sold per month in minor units of CNY, `bursts` the part that came in a burst at the
    end of it. A target stands near a person's usual month; where there was a burst, between what was reached
    without and with it.
    """
    usual: dict[str, list[int]] = {}
    for (person_id, _), minor in booked.items():
        usual.setdefault(person_id, []).append(minor)
    for person in firm.people:
        if person.roles[0][1] not in ("sales", "assistant"):
            continue
        months = usual.get(person.id, [2_000_000])
        for start in month_starts(firm):
            if person.hired <= start < person.left:
                period = date_of(day_of(start)).isoformat()[:7]
                yield from _month(person, rng, plan, start, period, sum(months) // len(months), booked, bursts)


def _month(
    person: Person,
    rng: Random,
    plan: Quotas,
    start: int,
    period: str,
    usual: int,
    booked: dict[tuple[str, str], int],
    bursts: dict[tuple[str, str], int],
) -> Iterator[QuotaLine]:
    key = (person.id, period)
    if key in bursts:
        target = booked[key] - int(bursts[key] * rng.uniform(0.05, 0.9))
    else:
        target = int(usual * rng.uniform(*plan.factor))
    target = max(10_000, target // 10_000 * 10_000)
    stamp = _STAMP(start - int(rng.uniform(0, 6) * DAY))
    yield QuotaLine(
        event_id=f"q-{period}-r",
        occurred_at=stamp,
        person_id=person.id,
        period=period,
        metric="revenue",
        target=money(target, "CNY"),
        currency="CNY",
    )
    if rng.random() < plan.new_customers:
        yield QuotaLine(
            event_id=f"q-{period}-n",
            occurred_at=stamp,
            person_id=person.id,
            period=period,
            metric="new_customers",
            target=rng.randint(1, 8),
        )
