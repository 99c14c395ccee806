"""Any small history, in any order and batches, with crashes anywhere: what is said is what replay says."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.replay import replay_folder
from streams.topics import TEAM_FACTS_TOPIC
from tests.contract.histories import History, histories
from tests.contract.story import FILES, write
from tests.live.desk import Desk, publish
from tests.live.fake_kafka import FakeKafka, serve
from tests.live.world import differences

TOPIC_OF = {
    "ownership": "crm.ownership-changes.v1", "activities": "crm.activities.v1", "orders": "crm.orders.v1",
    "people": "crm.people.v1", "decisions": "transferwatch.decisions.v1",
}  # fmt: skip


def publish_shuffled(kafka: FakeKafka, history: History, draw: st.DataObject) -> None:
    rows = [(TOPIC_OF[name], row) for name, rows in history.events.items() for row in rows]
    rows += draw.draw(st.lists(st.sampled_from(rows), max_size=5), "repeated")
    for topic, row in draw.draw(st.permutations(rows), "order"):
        publish(kafka, topic, **row)


class Clerk:
    """Reads some, flushes, crashes, and is followed by another: one partition without its task."""

    def __init__(self, kafka: FakeKafka) -> None:
        self.kafka = kafka
        self.desk = Desk(kafka)

    def feed(self, most: int) -> None:
        for topic in (*TOPIC_OF.values(), TEAM_FACTS_TOPIC):
            position = self.desk.state.meta.offsets.get(topic, 0)
            self.desk.stages.take(topic, self.kafka.read(self.kafka.place(topic, 0), position, most))

    def do(self, what: str, most: int) -> None:
        if what == "feed":
            self.feed(most)
        elif what == "read":
            self.desk.see_people()
        elif what == "flush":
            self.desk.flush(most_owed=most)
        elif what == "crash":
            self.desk = Desk(self.kafka)
        else:
            self.desk.writer.fail = "before" if what == "before" else "after"
            with pytest.raises(Exception, match="was written"):
                self.desk.flush()
            self.desk = Desk(self.kafka)

    def finish(self) -> None:
        for what in (
            "read",
            "feed",
            "flush",
            "feed",
            "flush",
            "feed",
            "flush",
        ):  # flushes bring facts of teams, then their totals
            self.do(what, 10_000)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["feed", "feed", "feed", "flush", "flush", "read", "crash", "before", "after"]),
        st.sampled_from([1, 2, 7, 30]),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(history=histories(wild=True), steps=STEPS, data=st.data())
def test_any_way_there_ends_with_what_replay_says(
    history: History, steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    kafka = FakeKafka(partitions=1)
    publish_shuffled(kafka, history, data)
    with pytest.MonkeyPatch.context() as monkeypatch, tempfile.TemporaryDirectory() as scratch:
        serve(kafka, monkeypatch)
        clerk = Clerk(kafka)
        for what, most in steps:
            clerk.do(what, most)
        clerk.finish()
        folder = write({name: [] for name in FILES}, Path(scratch) / "events")
        for name, topic in TOPIC_OF.items():
            lines = [record.value for record in kafka.records(topic)]
            (folder / FILES[name]).write_bytes(b"\n".join(lines) + b"\n")
        replay_folder(folder, Path(scratch) / "result")
        assert differences(kafka, Path(scratch) / "result", {}) == []
        assert json.loads((Path(scratch) / "result" / "summary.json").read_bytes())["read"]["total"] > 0
