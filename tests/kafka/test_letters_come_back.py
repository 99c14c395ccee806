"""Dead letters go back to their topics once their cause is mended, and then count as if they had come right at once."""

import json
from pathlib import Path

from streams.cluster.keys import partition_of
from tests.cli.running import RIPE, judged, ripe_folder
from tests.contract.ledger import Net, sums
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.oracle import differences, wait_until_judged
from tests.kafka.records import produce
from tests.kafka.worker_rig import WorkerRig

ACTIVITIES, CREDITS = "crm.activities.v1", "transferwatch.credits.v1"
CUSTOMER = b"c-1"


def net(ground: Ground) -> Net:
    """What live says once everything is judged."""
    wait_until_judged(ground.bootstrap_servers, ground.namespace)
    return sums(ground.rows(CREDITS), "amount")


def listed(ground: Ground) -> list[tuple[str, str]]:
    """Reason and topic of each letter, as `dead-letters list` shows them."""
    rows = [json.loads(line) for line in ground.run("dead-letters", "list", "--json").splitlines()]
    return sorted((row["reason_code"], row["topic"]) for row in rows)


def test_records_in_a_wrong_partition(ground: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """A producer hashed keys otherwise: Lin's work is not seen, and all goes to Mei, until the letters come back."""
    events = ripe_folder(tmp_path / "events", RIPE)
    result = judged(events, tmp_path / "result")
    work = (events / "activities.ndjson").read_bytes().splitlines()
    (events / "activities.ndjson").unlink()
    wrong = (partition_of(CUSTOMER, PARTITIONS) + 1) % PARTITIONS
    topic = ground.topic(ACTIVITIES)

    ground.create_topics()
    worker = workers.start("a")
    ground.publish_here(events)
    produce(ground.bootstrap_servers, topic, [(CUSTOMER, line) for line in work], partition=wrong)
    produce(ground.bootstrap_servers, topic, [(CUSTOMER, b"{")])
    assert {payee for _, payee, _ in net(ground)} == {"mei"}
    assert listed(ground) == [("not_json", ACTIVITIES), *[("wrong_partition", ACTIVITIES)] * len(work)]

    told = ground.run("dead-letters", "replay", "--reason", "wrong_partition", "--dry-run")
    assert "nothing was sent" in told
    told = ground.run("dead-letters", "replay", "--yes")
    assert f"Sent back: {ACTIVITIES} {len(work) + 1}." in told
    assert {payee for _, payee, _ in net(ground)} == {"lin", "mei"}
    assert worker.running
    assert listed(ground).count(("not_json", ACTIVITIES)) == 2, "what nothing can mend comes again"

    # Once more: what is used already is a duplicate, and what came again goes back by its last letter only.
    before = ground.status()["topics"][ACTIVITIES]
    assert f"Sent back: {ACTIVITIES} {len(work) + 1}." in ground.run("dead-letters", "replay", "--yes")
    wait_until_judged(ground.bootstrap_servers, ground.namespace)
    after = ground.status()
    assert after["adds_up"]
    assert after["topics"][ACTIVITIES]["duplicates"] == before["duplicates"] + len(work)
    assert after["topics"][ACTIVITIES]["applied"] == before["applied"] == len(work)
    found = differences(ground.bootstrap_servers, ground.namespace, result)
    assert [line for line in found if not line.startswith(("dead letter of", "count "))] == []
