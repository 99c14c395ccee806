"""Workers crash, sleep and move at random, seeded; what is said in the end is what `replay` says, each entry once.

The workers are the product's own lanes over a Kafka in memory: a few dozen histories of harm in seconds. What only a
real broker can show is in tests/kafka.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from aiokafka.errors import KafkaError

from benchmarks.schemes import add_schemes
from detector import lift_interval, lift_windows, team_lift
from detector.finding_alerts import KINDS
from streams.packs import LoadedPack, load_pack
from streams.replay import replay_folder
from streams.topics import SPECS
from tests.kafka.flow import Flow, build_flow
from tests.live.fake_kafka import FakeKafka, serve
from tests.live.simulated import Group, Pauses, turns
from tests.live.world import Deck, differences

ROUNDS = int(os.environ.get("TRANSFERWATCH_FAULT_ROUNDS", "1"))
"""For a long night: so many times as many seeds."""
STORMS = [(40, seed) for seed in range(16 * ROUNDS)] + [(150, seed) for seed in range(3 * ROUNDS)]
"""Customers and seed."""


class World(NamedTuple):
    """A flow, what replay says of it, and the rules."""

    flow: Flow
    result: Path
    loaded: LoadedPack


@pytest.fixture(scope="module", autouse=True)
def small_teams() -> Iterator[None]:
    """The teams of these worlds are too small to say something of their lift, so less is enough: for live and replay,
    in whichever order the tests of this file run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PASSED_FROM", "MATCHED_FROM", "ORDERS_FROM", "CLEAR_FROM"):
            patch.setattr(lift_windows, name, 1)
        patch.setattr(team_lift, "MATCHED_FROM", 1)
        patch.setattr(lift_windows, "RISE_FROM", Decimal("0.01"))
        patch.setattr(lift_windows, "STEADY", 1000)
        patch.setattr(lift_interval, "BEYOND", 200)
        yield


@pytest.fixture(scope="module")
def world_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], World]:
    """The world of so many customers, made once."""

    @cache
    def make(customers: int) -> World:
        folder = tmp_path_factory.mktemp("flow")
        flow = build_flow(folder / "flow", customers=customers, seed=5, teams=2, fraud_share=0.3, months=9)
        summary = replay_folder(flow.folder, folder / "result")
        assert summary.held_orders > customers / 15
        assert summary.dead_letters["total"] > 50
        return World(flow, folder / "result", load_pack())

    return make


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What ended workers. None may end of anything but what the simulation does to it."""
    errors: list[BaseException] = []
    monkeypatch.setattr("streams.live.host.end_process", errors.append)
    yield errors
    unexpected = [error for error in errors if not isinstance(error, KafkaError)]
    assert unexpected == []


@cache
def other_rules() -> LoadedPack:
    """Rules that judge these events as the shipped ones do, but under another digest."""
    return load_pack(horizon_days=401)


class Storm:
    """One history of harm, the same for the same seed."""

    def __init__(self, kafka: FakeKafka, world: World, seed: int) -> None:
        self.random = Random(seed)
        self.kafka = kafka
        self.group = Group(kafka, world.loaded)
        self.deck = Deck(world.flow.folder, self.random, kafka.partitions["crm.people.v1"], world.flow)
        self.most = self.deck.left // 25

    async def run(self) -> None:
        for _ in range(2):
            self.group.start_worker()
        await self.group.rebalance(self.random)
        while self.deck.left:
            self.deck.publish(self.kafka, self.random.randint(0, self.most))
            for _ in range(self.random.randint(1, 12)):
                self._bring()
                await turns(self.random.choice((0, 0, 1, 3, 30)))
            await self._harm()
        for worker in self.group.workers:
            worker.asleep = False
        await self.group.rebalance(self.random)
        self._no_more_harm()
        await self.group.rebalance(self.random)
        await self.group.run_idle()

    def _bring(self) -> None:
        """A chunk to somebody, awake or not, or some people."""
        worker = self.random.choice(self.group.workers)
        if self.random.random() < 0.15:
            worker.read_people(self.random.choice((1, 5, 50)))
        elif worker.positions:
            place = self.random.choice([*worker.positions])
            if self.random.random() < 0.1:
                worker.read_again(place, self.random.randint(1, 30))
            worker.feed(place, self.random.choice((1, 5, 40, 200)))

    async def _harm(self) -> None:
        random, group = self.random, self.group
        worker = random.choice(group.workers)
        what = random.choice(("nothing", "before", "after", "kill", "sleep", "wake", "join", "rebalance", "compact"))
        group.happened[what] += 1
        if what == "before":
            worker.plan_failure(random, "before")
        elif what == "after":
            worker.plan_failure(random, "after")
        elif what == "kill":
            worker.kill()
        elif what == "sleep":
            worker.sleep()
            await group.rebalance(random)
        elif what == "wake":
            for sleeper in group.workers:
                sleeper.asleep = False
        elif what == "join" and len(group.workers) < 4:
            group.start_worker(random.choice((None, None, other_rules())))
        elif what == "compact":
            self.kafka.compact("transferwatch.worker-state.v1")
        if what == "rebalance" or not all(worker.alive for worker in group.workers):
            await group.rebalance(random)

    def _no_more_harm(self) -> None:
        for worker in self.group.workers:
            for writer in worker.writers:
                writer.fail = None
        self.group.retire_others()


def weather(world: World, seed: int, monkeypatch: pytest.MonkeyPatch) -> Storm:
    """A storm that has come to its end."""
    kafka = FakeKafka(partitions=4, namespace="acme")
    serve(kafka, monkeypatch)
    monkeypatch.setattr("streams.live.flushing.time", Pauses(seed))
    storm = Storm(kafka, world, seed)
    asyncio.run(storm.run())
    return storm


def check(storm: Storm, world: World, seed: int) -> None:
    """Demand what replay says."""
    found = differences(storm.kafka, world.result, storm.deck.spoiled)
    assert not found, f"seed {seed}, {dict(storm.group.happened)}:\n" + "\n".join(found)


@pytest.fixture(scope="module")
def world_of_schemes(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world in which every kind of finding is stated and each raises an alert."""
    folder = tmp_path_factory.mktemp("schemes")
    firm: dict[str, Any] = {"customers": 90, "seed": 42, "teams": 3, "fraud_share": 0.3, "months": 12}
    flow = build_flow(folder / "flow", also=partial(add_schemes, each=2), **firm)
    replay_folder(flow.folder, folder / "result")
    return World(flow, folder / "result", load_pack())


def test_every_kind_of_finding_is_looked_at(world_of_schemes: World) -> None:
    rows = [json.loads(line) for line in (world_of_schemes.result / "findings.ndjson").read_bytes().splitlines()]
    levels = Counter((row["message_id"].removeprefix("finding."), row.get("level")) for row in rows)
    assert {f"{name} {level}" for name, level in levels if level} >= {
        "pair_rate.normal normal",
        "pair_rate.normal.all_teams normal",
        "pair_rate.not_evaluated not_evaluated",
        "pair_rate.unusual unusual",
        "quota_burst normal",
        "quota_burst unusual",
        "reciprocal_ring unusual",
        "team_lift.short not_evaluated",
        "team_lift.unusual unusual",
    }
    kinds = {row["kind"] for row in rows}
    assert kinds >= {"needless_transfers", "pair_count", "process_time", "transfer_rate"}
    alerts = [json.loads(line) for line in (world_of_schemes.result / "alerts.ndjson").read_bytes().splitlines()]
    assert {row["case_id"].partition(":")[0] for row in alerts if "finding_id" in row} == set(KINDS)


@pytest.mark.parametrize("seed", range(6 * ROUNDS))
def test_what_compares_people_and_teams_too(
    world_of_schemes: World, ended: list[BaseException], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("streams.live.lane.MOST_CHANGED", 10)
    check(weather(world_of_schemes, seed, monkeypatch), world_of_schemes, seed)


@pytest.mark.parametrize(("customers", "seed"), STORMS)
def test_any_harm_ends_with_what_replay_says(
    world_of: Callable[[int], World],
    ended: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
    customers: int,
    seed: int,
) -> None:
    world = world_of(customers)
    make_small(monkeypatch)
    check(weather(world, seed, monkeypatch), world, seed)


def make_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small figures, so that a flush often leaves something open, queued or owed."""
    monkeypatch.setattr("streams.live.lane.MOST_CHANGED", 10)
    monkeypatch.setattr("streams.live.lane.OWED_AT_ONCE", 3)


def test_a_seed_is_one_history(
    world_of: Callable[[int], World], ended: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seed that fails fails again, on any machine, however busy: no clock and no order of a set has a say."""
    make_small(monkeypatch)
    monkeypatch.setattr("streams.live.shared.timestamp", lambda: "2027-01-15T00:00:00.000Z")
    first, again = (weather(world_of(40), 4, monkeypatch).kafka for _ in range(2))
    topics = [spec.name for spec in SPECS]
    assert [first.records(topic) for topic in topics] == [again.records(topic) for topic in topics]
