"""Bytes per activity of a customer's compact state and of all that is kept, and how long writing and reading takes.

Run `python benchmarks/state_size.py` in the project's environment. Customers are drawn with a fixed seed: times to the
second over a year, three in four activities with a text of its own, recorded minutes to hours later, four people,
six stages, two ownership changes, one order of two statements.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from detector.compact import decode_timeline, encode_timeline  # noqa: E402
from detector.facts import WRITTEN, ActivityFact, ChangeFact, CustomerFact, PersonFact, ReasonFact, StatementFact  # noqa: E402
from detector.instant import DAY_US, SECOND_US, parse_instant  # noqa: E402
from detector.kept.customer import KeptCustomer  # noqa: E402
from detector.kept.tables import mentioned_people  # noqa: E402
from detector.people import People  # noqa: E402
from detector.text import SKETCH_UNITS, hash64  # noqa: E402
from detector.timeline import Timeline  # noqa: E402
from streams.packs import load_pack  # noqa: E402

START_US = parse_instant("2026-03-01T00:00:00Z")
YEAR_S = 365 * 86400
STAGES = ("", "lead", "contacted", "needs", "quoted", "negotiation")
REPEATS = 200


def activity(random: Random, number: int) -> ActivityFact:
    """One follow-up of a year, with a text of its own three times in four."""
    second = START_US // SECOND_US + random.randrange(YEAR_S)
    kind, text = random.randrange(10), random.random() < 0.75
    units = random.randrange(1, 120) if text else 0
    return ActivityFact(
        second * SECOND_US,
        f"E{random.choice((1017, 1042, 1108, 1203))}",
        kind,
        random.randrange(3),
        random.choice((-1, random.randrange(5, 5400))),
        units,
        random.getrandbits(64) if text else 0,
        random.getrandbits(64) if kind in WRITTEN and units >= SKETCH_UNITS else 0,
        random.random() < 0.01,
        second + random.choice((random.randrange(60), random.randrange(60, 20_000))),
        random.choice(STAGES),
        hash64(b"activity %d" % number),
    )


def customer(random: Random, count: int) -> Timeline:
    """A customer with so many activities, handed over once, with one order stated twice."""
    facts: list[CustomerFact] = [activity(random, number) for number in range(count)]
    claim = ReasonFact("capacity", True, "")
    for number, (previous, new) in enumerate((("", "E1017"), ("E1017", "E1042"))):
        at, name = START_US + number * 100 * DAY_US, f"own-{random.randrange(10**8):08}"
        facts.append(ChangeFact(at, name, previous, new, "E1203", claim, hash64(name.encode())))
    for number, status in enumerate(("won", "amended")):
        at, name = START_US + (200 + number) * DAY_US, f"ord-{random.randrange(10**8):08}"
        money = (12_800_00, "CNY", "new", "field", status)
        facts.append(StatementFact(at, name, "O-2026-004711", "E1042", "", *money, hash64(name.encode())))
    timeline = Timeline()
    for fact in facts:
        timeline.apply(fact)
    return timeline


def shortest_us(run: Callable[[], object]) -> float:
    """The shortest of many runs, in microseconds: what else runs on the machine only makes them longer."""
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        run()
        times.append(perf_counter() - began)
    return min(times) * 1e6


def kept(timeline: Timeline) -> KeptCustomer:
    """What a worker keeps of a customer whose order and transfer it has judged."""
    loaded, one = load_pack(), KeptCustomer()
    facts: list[CustomerFact] = [*timeline.changes, *timeline.activities, *timeline.statements]
    for fact in facts:
        one.apply(fact, loaded.pack)
    roles = {"E1017": "sales", "E1042": "assistant", "E1108": "sales", "E1203": "manager"}
    versions = {who: [PersonFact(0, 0, who, role, "north", "", "active", 0)] for who, role in roles.items()}
    one.judge("C-2026-0815", People(versions), loaded.pack, loaded.catalog)
    return one


def is_mentioned(person: str, state: bytes) -> bool:
    """What a worker asks of each state when a person's history changes."""
    return person in mentioned_people(state)


def main() -> None:
    """Print one line per size of customer, and one for all that is kept of the smallest."""
    random = Random(3)
    without = len(encode_timeline(customer(random, 0)))
    print(f"customer without activities: {without} bytes")
    for count in (20, 200, 2000):
        timeline = customer(random, count)
        state = encode_timeline(timeline)
        encode_us, decode_us = (
            shortest_us(partial(encode_timeline, timeline)),
            shortest_us(partial(decode_timeline, state)),
        )
        print(
            f"{count} activities: {len(state)} bytes, {(len(state) - without) / count:.1f} per activity "
            f"({len(state) / count:.1f} with all else); write {encode_us:.0f} us, read {decode_us:.0f} us"
        )
        one = kept(timeline)
        whole = one.encode()
        encode_us, decode_us = shortest_us(one.encode), shortest_us(partial(KeptCustomer.decode, whole))
        look_us = shortest_us(partial(is_mentioned, "E9999", whole))
        print(
            f"    all that is kept: {len(whole)} bytes; write {encode_us:.0f} us, read {decode_us:.0f} us, "
            f"look for a person {look_us:.1f} us"
        )


if __name__ == "__main__":
    main()
