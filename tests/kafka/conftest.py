"""Brokers for the tests of this folder: one node shared by most tests, three nodes for those that kill brokers.

Tests keep apart by a random namespace, so nothing needs to be cleaned up between them.
"""

import uuid
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.cli.running import Shell
from tests.kafka.cluster_tools import House
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow, judged_flow
from tests.kafka.rig import REQUIRED_VARIABLE, KafkaRig, is_required, lacking
from tests.kafka.scene import Scene
from tests.kafka.sharing import THREE_NODES, pytest_xdist_make_scheduler
from tests.kafka.worker_rig import WorkerRig

__all__ = ["pytest_xdist_make_scheduler"]  # a hook, which pytest looks for here
REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know how their test went."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


def failed(request: pytest.FixtureRequest) -> bool:
    report = request.node.stash.get(REPORT, None)
    return report is not None and report.failed


def started(nodes: int) -> Iterator[KafkaRig]:
    lacks = lacking()
    if lacks and is_required():
        pytest.fail(f"{REQUIRED_VARIABLE}=required, but: {lacks}")
    if lacks:
        pytest.skip(lacks)
    with KafkaRig(3 if nodes == 3 else 1) as rig:
        yield rig


@pytest.fixture(scope="session")
def shared_kafka() -> Iterator[KafkaRig]:
    yield from started(1)


@pytest.fixture(scope="session")
def shared_kafka3() -> Iterator[KafkaRig]:
    yield from started(3)


@pytest.fixture
def kafka(shared_kafka: KafkaRig, request: pytest.FixtureRequest) -> Iterator[KafkaRig]:
    """One node, shared by all tests: keep apart by `namespace`, and leave it running."""
    yield from handed_out(shared_kafka, request)


@pytest.fixture
def kafka3(shared_kafka3: KafkaRig, request: pytest.FixtureRequest) -> Iterator[KafkaRig]:
    """Three nodes, shared by all tests that ask for them: whatever a test does to brokers is undone after it."""
    assert request.path.name in THREE_NODES, "name the file there: else several processes start three nodes each"
    yield from handed_out(shared_kafka3, request)


def handed_out(rig: KafkaRig, request: pytest.FixtureRequest) -> Iterator[KafkaRig]:
    yield rig
    if failed(request):
        print(rig.log_tail())
    rig.heal()


@pytest.fixture
def namespace() -> str:
    """A namespace that no other test has."""
    return f"t{uuid.uuid4().hex[:10]}"


@pytest.fixture
def ground(kafka: KafkaRig, namespace: str) -> Ground:
    """This test's namespace on the shared node."""
    return Ground(kafka.bootstrap_servers, namespace)


@pytest.fixture(scope="session")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], JudgedFlow]:
    """Gives the flow of so many customers and this seed, judged; each is made once."""

    @cache
    def make(customers: int, seed: int) -> JudgedFlow:
        return judged_flow(tmp_path_factory.mktemp(f"flow-{customers}-{seed}"), customers=customers, seed=seed)

    return make


@pytest.fixture
def scene(ground: Ground, tmp_path: Path, flows: Callable[[int, int], JudgedFlow]) -> Callable[..., Scene]:
    """Makes the scene of this test on the shared node."""

    def make(seed: int, customers: int = 900, rate: int = 2500) -> Scene:
        return Scene(ground, flows(customers, seed), tmp_path, rate=rate, seed=seed)

    return make


@pytest.fixture
def worker_rigs(request: pytest.FixtureRequest) -> Iterator[Callable[..., WorkerRig]]:
    """Makes WorkerRigs; their processes end with the test, and their logs are shown if it failed."""
    rigs: list[WorkerRig] = []

    def make(*arguments: str, **settings: object) -> WorkerRig:
        rigs.append(WorkerRig(*arguments, **settings))  # type: ignore[arg-type]
        return rigs[-1]

    yield make
    for rig in rigs:
        if failed(request):
            print(rig.log_tails())
        rig.stop()


@pytest.fixture
def workers(kafka: KafkaRig, namespace: str, worker_rigs: Callable[..., WorkerRig]) -> WorkerRig:
    """Workers of this test's namespace on the shared node."""
    return worker_rigs(kafka.bootstrap_servers, namespace)


@pytest.fixture
def bare_house(
    kafka: KafkaRig, namespace: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> House:
    """Commands of this test's namespace, which has no topics yet."""
    monkeypatch.setenv("COLUMNS", "200")
    return House(Shell(capsys, monkeypatch), kafka.bootstrap_servers, namespace)


@pytest.fixture
def house(bare_house: House) -> House:
    """The same with all topics, of three partitions."""
    bare_house.done("topics", "create", "--partitions", 3)
    return bare_house
