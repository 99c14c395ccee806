"""When each event of a simulated firm reaches the pipeline: late, twice or out of order, as in life."""

from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

from detector.events import CUSTOMER_TOPICS, TOPICS
from detector.instant import DAY_US, HOUR_US, parse_instant
from streams.lines import read_lines

LATE_DAYS = 2
"""Later than this after it happened, an event of a customer counts as late."""

_DISORDER, _FORGOTTEN, _TWICE = 0.05, 0.015, 0.02


class Arrival(NamedTuple):
    """A record and the simulated time at which it arrives, in microseconds since 1970.

    `late`: in the days that are played, more than LATE_DAYS after it happened. `copy`: the same record came before.
    """

    at: int
    topic: str
    key: bytes
    value: bytes
    late: bool = False
    copy: bool = False


def plan_arrivals(world: Path, rng: Random, since: int, until: int) -> list[Arrival]:
    """The records of a world in the order in which they arrive, up to `until`.

    What was recorded late comes late. From `since` on some records come hours later than others that happened after
    them, some activities are typed in days later, some records come twice, and two cannot be used.
    """
    found = [arrival for topic in TOPICS for arrival in _of_topic(world, topic.name, topic.file, topic.key)]
    changed = [_delayed(arrival, rng) if arrival.at > since else arrival for arrival in found]
    copies = [
        arrival._replace(at=arrival.at + round(rng.random() * 2 * DAY_US), copy=True)
        for arrival in changed
        if arrival.at > since and rng.random() < _TWICE
    ]
    bad = _unusable([arrival for arrival in found if since < arrival.at <= until], since, until)
    played = [item._replace(late=item.late and item.at > since) for item in [*changed, *copies, *bad]]
    return sorted((item for item in played if item.at <= until), key=lambda item: item.at)


class _Times(msgspec.Struct):
    occurred_at: str
    recorded_at: str | None = None


def _of_topic(world: Path, topic: str, file: str, key: str) -> list[Arrival]:
    path = world / file
    if not path.exists():
        return []
    of_customers = topic in {known.name for known in CUSTOMER_TOPICS}
    arrivals = []
    for line in read_lines(path):
        times = msgspec.json.decode(line.value, type=_Times)
        happened = parse_instant(times.occurred_at)
        at = max(happened, parse_instant(times.recorded_at)) if times.recorded_at else happened
        late = of_customers and at - happened > LATE_DAYS * DAY_US
        arrivals.append(Arrival(at, topic, msgspec.json.decode(line.value)[key].encode(), line.value, late))
    return arrivals


def _delayed(arrival: Arrival, rng: Random) -> Arrival:
    chance = rng.random()
    if chance < _FORGOTTEN and arrival.topic == "crm.activities.v1":
        return arrival._replace(at=arrival.at + round((3 + 17 * rng.random()) * DAY_US), late=True)
    if chance > 1 - _DISORDER:
        return arrival._replace(at=arrival.at + round(36 * rng.random() * HOUR_US))
    return arrival


def _unusable(played: list[Arrival], since: int, until: int) -> list[Arrival]:
    """What a careless export makes of an order and of an activity: an amount as a number, a time without an offset."""
    bad = []
    for topic, part, spoil in (("crm.orders.v1", 3, _number_amount), ("crm.activities.v1", 2, _no_offset)):
        like = next((arrival for arrival in played if arrival.topic == topic), None)
        if like is not None:
            fields = msgspec.json.decode(like.value)
            spoil(fields)
            value = msgspec.json.encode(fields | {"event_id": f"{fields['event_id']}-bad"})
            bad.append(like._replace(at=since + (until - since) // part, value=value, late=False))
    return bad


def _number_amount(fields: dict[str, Any]) -> None:
    fields["amount"] = float(fields["amount"])


def _no_offset(fields: dict[str, Any]) -> None:
    fields["occurred_at"] = fields["occurred_at"][:19]
