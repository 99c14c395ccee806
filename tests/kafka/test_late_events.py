"""What arrives later than it should: held money is freed, and freed money held, as in replay, step by step."""

from pathlib import Path

import pytest

from streams.cluster.keys import partition_of
from tests.contract.ledger import sums
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.records import wait_without_lag
from tests.kafka.told import Telling, split
from tests.kafka.worker_rig import WorkerRig

# Mei works for a month after the hop, so that nothing but the path and the missing reason decides: held.
WORKED = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-02-03 10:00 | owner lin → mei by gao
2026-02-09 10:00 | work mei 4 meetings
2026-02-23 10:00 | work mei 4 meetings
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""
CREDITS = "transferwatch.credits.v1"
CUSTOMERS = [f"c-{number}" for number in range(1, 20)]
HELD = split("held", lin=800, mei=200)
POSTED = split("posted", lin=800, mei=200)
HERS = split("posted", mei=1000)


@pytest.fixture
def ready(ground: Ground, workers: WorkerRig) -> Ground:
    """A namespace with a worker at work."""
    ground.create_topics()
    workers.start("a").wait_for("partitions assigned")
    return ground


def test_decisions_before_their_order(ready: Ground, tmp_path: Path) -> None:
    """A release, a second one that covers a higher amount, and what they are about: last of all."""
    telling = Telling(
        ready,
        tmp_path,
        WORKED
        + """
        2026-03-16 10:00 | release A by gao amount 1000.00 shares lin 0.80, mei 0.20
        2026-03-20 10:00 | amended A seller mei 1500.00 CNY new
        2026-03-21 10:00 | release A by gao amount 1500.00 shares lin 0.80, mei 0.20
        """,
    )
    telling.publish("people", "dec-1")
    assert telling.net() == {}
    telling.publish("ord-1")
    assert telling.net() == HERS, "no change of owner is known yet"
    telling.publish("ownership")
    assert telling.net() == HERS, "no work of lin's is known yet: the path is not counted"
    telling.publish("activities")
    assert telling.net() == POSTED
    telling.publish("ord-2")
    assert telling.net() == split("held", lin=1200, mei=300), "the release covers 1000 only"
    telling.publish()
    assert telling.net() == split("posted", lin=1200, mei=300)


def test_reasons_given_later(ready: Ground, tmp_path: Path) -> None:
    """The latest holds, in whatever order they come, and one that says nothing is none."""
    telling = Telling(
        ready,
        tmp_path,
        WORKED
        + """
        2026-03-12 10:00 | explain A by mei "ok"
        2026-03-20 10:00 | explain change 2 by lin reason capacity
        2026-03-25 10:00 | explain change 2 by gao reason other
        2026-03-26 10:00 | explain A by gao "The customer asked for somebody nearby"
        """,
    )
    telling.publish("people", "ownership", "activities", "orders")
    assert telling.net() == HELD
    telling.publish("dec-2")
    assert telling.net() == POSTED
    telling.publish("dec-1")
    assert telling.net() == POSTED, "it is an older one"
    telling.publish("dec-3")
    assert telling.net() == HELD
    telling.publish("dec-4")
    assert telling.net() == POSTED


# Lin left two days before the order, which frees it for Mei; then it turns out that Lin was back in time.
LEFT = (
    WORKED
    + """
    2026-03-08 08:00 | person lin left
    2026-03-09 08:00 | person lin active
    """
)


def test_people_events_a_day_late(ready: Ground, tmp_path: Path) -> None:
    telling = Telling(ready, tmp_path, LEFT)
    telling.publish("person-1", "person-3", "person-6", "ownership", "activities", "orders")
    assert telling.net() == HELD, "wrong roles would give all to Mei"
    telling.publish("person-7")
    assert telling.net() == HERS
    telling.publish("person-8")
    assert telling.net() == HELD
    telling.publish()
    assert telling.net() == HELD


def test_people_events_while_nobody_works(ready: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """One comes between two lives of the only worker."""
    telling = Telling(ready, tmp_path, LEFT)
    telling.publish("person-1", "person-3", "person-6", "ownership", "activities", "orders")
    assert telling.net() == HELD
    (worker,) = workers.workers
    assert worker.terminate() == 0
    telling.publish("person-7")
    worker.start()
    assert telling.net() == HERS


def test_people_events_that_another_worker_has_read(ground: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """The worker that owns the customer is dead while another one reads and commits the event about Lin.

    The group knows the event as read then; that nobody has judged by it yet stands in the customer's partition only.
    """
    ground.create_topics()
    for name in ("a", "b"):
        workers.start(name, session_timeout_s=60).wait_for("partitions assigned")
    owners = ground.wait_for_owners("a", "b")
    of_lin = partition_of(b"lin", PARTITIONS)
    customer = next(name for name in CUSTOMERS if owners[partition_of(name.encode(), PARTITIONS)] != owners[of_lin])
    telling = Telling(ground, tmp_path, LEFT, customer)
    telling.publish("person-1", "person-3", "person-6", "ownership", "activities", "orders")
    assert telling.net() == HELD

    dead = next(worker for worker in workers.workers if worker.name != owners[of_lin])
    dead.kill()
    telling.publish("person-7")
    wait_without_lag(ground.bootstrap_servers, ground.group, [ground.topic("crm.people.v1")], limit_s=30)
    assert sums(ground.rows(CREDITS), "amount") == HELD
    assert ground.owners() == owners, "others took over, and have read the event anew"
    dead.start()
    assert telling.net() == HERS
