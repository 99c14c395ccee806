"""The worker on a real Kafka says what `replay` says of the same events: field by field, and the same net credit."""

from pathlib import Path

from streams.replay import replay_folder
from tests.kafka.driving import Ground
from tests.kafka.flow import build_flow
from tests.kafka.worker_rig import WorkerRig


def test_fifty_thousand_events_in_reverse_order_with_two_workers(
    ground: Ground, workers: WorkerRig, tmp_path: Path
) -> None:
    flow = build_flow(tmp_path / "flow", customers=3000, seed=11)
    summary = replay_folder(flow.folder, tmp_path / "result")
    assert summary.read["total"] >= 50_000
    assert summary.dead_letters["total"] > 50
    assert summary.held_orders > 20
    ground.create_topics()
    for name in ("a", "b"):
        workers.start(name)
    ground.publish(flow.folder, "--order", "reverse")
    ground.publish_too_late(flow)
    ground.check_equal(tmp_path / "result", flow)
    for worker in workers.workers:
        assert worker.terminate() == 0
