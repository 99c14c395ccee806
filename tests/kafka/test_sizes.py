"""Records of 10 MB and more, and outputs that their topic refuses for their size: nothing is lost or stands twice."""

import json
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from detector.unusable import MAX_BYTES
from streams.lines import KEEP_BYTES
from streams.topics import MIB
from tests.cli.running import add_activity, judged, ripe_folder
from tests.contract.story import own_text
from tests.kafka.driving import Ground
from tests.kafka.records import produce
from tests.kafka.test_refusals import refusal
from tests.kafka.topic_tools import alter_topic
from tests.kafka.worker_rig import WorkerRig

ACTIVITIES, LETTERS = "crm.activities.v1", "transferwatch.dead-letters.v1"
TEN_MB = 10_000_000


def test_records_of_ten_megabytes_and_more(ground: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """Of an activity with that much text the work counts; what cannot be used leaves its head, length and SHA-256."""
    events = ripe_folder(tmp_path / "events")
    text = " ".join(own_text(number % 500) for number in range(TEN_MB // 70))
    add_activity(events, 1, "2026-03-07T10:00:00Z", actor_id="lin", content=text)
    bad = b'{"customer_id": "c-1", "event_id": "big", "content": "' + b"x" * TEN_MB
    too_big = b'{"customer_id": "c-1", "event_id": "bigger", "content": "' + b"y" * MAX_BYTES + b'"}'
    ground.create_topics()
    for topic, size in ((ACTIVITIES, 20 * MIB), (LETTERS, 32 * MIB)):
        alter_topic(ground.bootstrap_servers, ground.topic(topic), max_message_bytes=str(size))
    workers.start()
    ground.publish(events)
    produce(ground.bootstrap_servers, ground.topic(ACTIVITIES), [(b"c-1", bad), (b"c-1", too_big)])
    with (events / "activities.ndjson").open("ab") as target:
        target.writelines([bad + b"\n", too_big + b"\n"])
    ground.check_equal(judged(events, tmp_path / "result"))

    letters = {row["reason_code"]: row for row in ground.rows(LETTERS)}
    assert letters.keys() == {"not_json", "too_big"}
    for code, record in (("not_json", bad), ("too_big", too_big)):
        letter = letters[code]
        assert b64decode(letter["value_b64"]) == record[:KEEP_BYTES]
        assert (letter["value_length"], letter["value_sha256"]) == (len(record), sha256(record).hexdigest())
        assert (letter["topic"], b64decode(letter["key_b64"])) == (ACTIVITIES, b"c-1")
        assert (letter["partition"], letter["offset"]) != (None, None)


def test_an_output_is_refused_for_its_size(ground: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """The worker ends with one clear line, again and again, until somebody raises the limit; then it goes on."""
    events = ripe_folder(tmp_path / "events")
    name = ground.topic("transferwatch.assessments.v1")
    ground.create_topics()
    alter_topic(ground.bootstrap_servers, name, max_message_bytes="200")
    worker = workers.start(session_timeout_s=2, heartbeat_s=0.5)
    ground.publish(events)
    refused = rf"Kafka refused \d+ bytes for {re.escape(name)}: more than its max\.message\.bytes"
    assert re.search(refused, refusal(worker))
    assert re.search(refused, refusal(worker.start()))
    alter_topic(ground.bootstrap_servers, name, max_message_bytes=str(MIB))
    worker.start()
    ground.check_equal(judged(events, tmp_path / "result"))
    assert json.loads(ground.run("status", "--json"))["adds_up"]
    assert worker.terminate() == 0
