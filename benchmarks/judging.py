"""How long `judge_customer` takes, beside a bare decode of the same events.

Run `uv run python -m benchmarks.judging` (`--customers 4000` by default). Two kinds of customers are measured one after
the other: those of a simulated world, a dozen activities and an order or two each; and one walk-in customer on whom
thousands of orders are booked, within the horizon and over three years, with own texts and with stock phrases. Figures
are processor time, the shortest of some rounds: what else runs on the machine makes them longer. The peer, in the same
run, decodes each of the same lines into its struct with msgspec and does nothing else.
"""

import argparse
import gc
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

import msgspec

from detector.events import TOPICS
from detector.judge import judge_customer
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.intake import Intake, Source
from streams.packs import LoadedPack, load_pack

Lines = Mapping[str, Sequence[bytes]]
Event = dict[str, object]
START = datetime(2025, 1, 1, tzinfo=UTC)
SELLERS = {"E1": "sales", "E2": "sales", "E3": "assistant", "E4": "assistant"}
KINDS = ("call", "visit", "meeting", "email", "message", "note", "quote")
LETTERS = str.maketrans("0123456789", "abcdefghij")  # digits do not tell texts apart
WALK_INS = (  # orders, activities, days, stock phrases
    (2000, 2000, 380, 0),
    (4000, 4000, 380, 0),
    (2000, 2000, 1100, 0),
    (2000, 2000, 380, 5),
    (4000, 0, 380, 0),
    (2000, 2000, 10, 0),
)


def shortest(run: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time that a run takes at its best."""
    best = float("inf")
    for _ in range(rounds):
        began = process_time()
        run()
        best = min(best, process_time() - began)
    return best


def decode_all(lines: Lines) -> None:
    """The peer: every line into its struct."""
    for topic in TOPICS:
        decode = msgspec.json.Decoder(topic.event).decode
        for line in lines.get(topic.file, ()):
            decode(line)


def take_in(lines: Lines, loaded: LoadedPack) -> Intake:
    """The facts of all lines."""
    intake = Intake(loaded.pack.text_rules)
    for topic in TOPICS:
        for number, line in enumerate(lines.get(topic.file, ()), 1):
            intake.take(Source(topic.name, topic.file, number), line)
    return intake


def judge_seconds(lines: Lines, loaded: LoadedPack, rounds: int) -> float:
    """Seconds to judge every customer, without reading and writing."""
    intake = take_in(lines, loaded)
    people = intake.people()

    def run() -> None:
        for customer, timeline in intake.timelines.items():
            judge_customer(customer, timeline, people, loaded.pack, loaded.catalog)

    return shortest(run, rounds)


def world_lines(customers: int) -> Lines:
    """The lines of a simulated world."""
    with tempfile.TemporaryDirectory(prefix="transferwatch-judging-") as folder:
        simulate(Path(folder) / "world", WorldSettings(customers=customers))
        paths = [Path(folder) / "world" / topic.file for topic in TOPICS]
        return {path.name: path.read_bytes().splitlines() for path in paths if path.exists()}


def walk_in_lines(orders: int, activities: int, days: int, phrases: int) -> Lines:
    """One customer's lines over some days; `phrases`: so many stock phrases are all that is logged, 0 for own texts."""
    random = Random(4)

    def event(name: str, day: float | None = None, **fields: object) -> Event:
        moment = START + timedelta(seconds=random.randrange(days * 86400) if day is None else day * 86400)
        return {"event_id": name, "occurred_at": moment.isoformat(), "customer_id": "C1", **fields}

    def text(number: int) -> str:
        phrase = random.randrange(phrases) if phrases else number
        return f"{str(phrase).translate(LETTERS)} spoke about the next delivery"

    people = [
        event(f"p-{who}", 0, person_id=who, effective_from=START.isoformat(), role=role, status="active")
        for who, role in SELLERS.items()
    ]
    owners = [event(f"c-{day}", day, new_owner_id=who) for day, who in ((0, "E1"), (5, "E3"))]
    work = [
        event(
            f"a-{number}",
            actor_id=random.choice([*SELLERS]),
            activity_type=random.choice(KINDS),
            duration_seconds=random.randrange(5, 5400),
            content=text(number),
        )
        for number in range(activities)
    ]
    sales = [
        event(
            f"o-{number}",
            order_id=f"O-{number}",
            seller_id=random.choice([*SELLERS]),
            amount="100.00",
            currency="CNY",
            status="won",
        )
        for number in range(orders)
    ]
    names = ("people", "ownership-changes", "activities", "orders")
    kinds = zip(names, (people, owners, work, sales), strict=True)
    return {f"{name}.ndjson": [msgspec.json.encode(row) for row in rows] for name, rows in kinds}


def main() -> None:
    """Print one line per kind of customer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--customers", type=int, default=4000, help="customers of the simulated world")
    asked = parser.parse_args()
    loaded = load_pack()
    lines = world_lines(asked.customers)
    gc.disable()  # as in a replay
    orders = len({msgspec.json.decode(line)["order_id"] for line in lines["orders.ndjson"]})
    events = sum(map(len, lines.values()))
    judging, decoding = judge_seconds(lines, loaded, 5), shortest(lambda: decode_all(lines), 5)
    world = f"simulated world of {asked.customers} customers, {events} events, {orders} orders"
    per_order = f"{judging / orders * 1e6:.0f} us per order; bare decode of its lines {decoding / orders * 1e6:.1f} us"
    print(f"{world}: {per_order}", flush=True)
    for walk_in in WALK_INS:
        lines = walk_in_lines(*walk_in)
        judging, decoding = judge_seconds(lines, loaded, 1), shortest(lambda: decode_all(lines), 5)  # noqa: B023
        texts = f"{walk_in[3]} stock phrases" if walk_in[3] else "own texts"
        print(
            f"walk-in customer, {walk_in[0]} orders and {walk_in[1]} activities in {walk_in[2]} days, {texts}: "
            f"{judging:.2f} s; bare decode of its lines {decoding * 1000:.1f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
