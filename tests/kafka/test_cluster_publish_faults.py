"""`publish` while brokers die: every line arrives once, and in the order of its key."""

import threading
import time
from collections import defaultdict
from pathlib import Path

from tests.kafka.driving import Ground
from tests.kafka.records import read_all
from tests.kafka.rig import KafkaRig

LINES = 6000
RATE = 500
ORDERS = "crm.orders.v1"


def test_a_broker_dies_and_comes_back(kafka3: KafkaRig, namespace: str, tmp_path: Path) -> None:
    ground = Ground(kafka3.bootstrap_servers, namespace)
    ground.create_topics()
    lines = [b'{"customer_id":"c-%d","n":%d}' % (number % 50, number) for number in range(LINES)]
    (tmp_path / "orders.ndjson").write_bytes(b"\n".join(lines))
    told: list[str] = []
    publishing = threading.Thread(target=lambda: told.append(ground.run("publish", str(tmp_path), "--rate", str(RATE))))
    publishing.start()
    deadline = time.monotonic() + 30
    while not read_all(kafka3.bootstrap_servers, f"{namespace}.{ORDERS}") and time.monotonic() < deadline:
        time.sleep(0.1)
    kafka3.kill_broker(2)
    assert publishing.is_alive(), "the broker must die while lines are on their way"
    time.sleep(1)
    kafka3.restart_broker(2)
    publishing.join(120)
    assert told and f"{LINES} events published" in told[0]
    arrived = defaultdict(list)
    for record in read_all(kafka3.bootstrap_servers, f"{namespace}.{ORDERS}"):
        arrived[record.key].append(record.value)
    assert arrived == {b"c-%d" % key: lines[key::50] for key in range(50)}
