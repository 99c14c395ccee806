"""One worker on the embedded broker says what `replay` says; a worker that is not told of that broker refuses it."""

import time
from collections.abc import Callable, Iterator

import pytest

from streams.embedded import embedded_broker
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.oracle import differences
from tests.kafka.test_refusals import refusal
from tests.kafka.worker_rig import WorkerRig
from tests.streams.brokers import needs_embedded_broker

pytestmark = needs_embedded_broker


@pytest.fixture
def small(namespace: str) -> Iterator[Ground]:
    with embedded_broker() as broker:
        ground = Ground(broker.bootstrap_servers, namespace)
        ground.create_topics()
        yield ground


def test_one_worker_says_what_replay_says(
    small: Ground, worker_rigs: Callable[..., WorkerRig], flows: Callable[[int, int], JudgedFlow]
) -> None:
    flow, result = flows(300, 1)
    worker = worker_rigs(small.bootstrap_servers, small.namespace, embedded=True).start()
    small.publish(flow.folder, "--order", "shuffle")
    small.publish_too_late(flow)
    deadline = time.monotonic() + 60
    while found := differences(small.bootstrap_servers, small.namespace, result, flow):
        # This broker does not tell where a topic ends, so nobody knows what the worker still has before it.
        assert time.monotonic() < deadline, "\n".join(found)
        time.sleep(1)
    assert worker.terminate() == 0


def test_a_broker_without_transactions_is_refused(small: Ground, worker_rigs: Callable[..., WorkerRig]) -> None:
    why = refusal(worker_rigs(small.bootstrap_servers, small.namespace).start())
    assert f"the broker at {small.bootstrap_servers} knows no transactions" in why
    assert "--embedded" in why


def test_several_workers_are_refused(small: Ground, worker_rigs: Callable[..., WorkerRig]) -> None:
    rig = worker_rigs(small.bootstrap_servers, small.namespace, embedded=True)
    worker = rig.start("", "--workers", "2")
    assert worker.wait(20) == 2
    assert "the embedded broker takes one worker" in worker.log
