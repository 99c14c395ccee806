"""A flush: judge what changed, write states, outputs and offsets in one transaction, then let the new state hold."""

import asyncio
import time
from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from aiokafka.structs import TopicPartition

from detector.judge import VoidDecision
from detector.kept.said import Said
from detector.outputs import Alert, Assessment, Credit, DeadLetter
from detector.people import People
from streams.judging import void_sentence
from streams.live.decisions import DECISIONS
from streams.live.letters import letter_of
from streams.live.outputs import Outbox
from streams.live.shared import Shared
from streams.live.stages import Stages
from streams.live.state import StateChange
from streams.live.writer import Record, Writer
from streams.partition_meta import META_KEY, PartitionMeta, encode_meta
from streams.topics import STATE_TOPIC

SLICE_S = 0.005
"""Judging lets other tasks run after this long."""

OUTPUT_OF = {
    "assessment": "transferwatch.assessments.v1",
    "alert": "transferwatch.alerts.v1",
    "credit": "transferwatch.credits.v1",
}


class Flush(NamedTuple):
    """What a flush wrote, for metrics. `oldest_ms`: timestamp of the oldest record in it; 0 or None for none."""

    said: list[Said]
    judged: int
    judging_s: float
    oldest_ms: int | None
    newest_event_us: int


async def flush_lane(shared: Shared, stages: Stages, writer: Writer, number: int) -> Flush:
    """Judge, write, and only then keep. Raises whatever the write raises; the process must end then."""
    box = Outbox(shared.settings.names, shared.partitions)
    changes = [*stages.subjects.changes(), *stages.decisions.changes()]
    started = time.perf_counter()
    said, judged = await _judge(shared.history.people, stages, box, changes)
    judging_s = time.perf_counter() - started
    changes += stages.teams.changes(box)
    changes += stages.persons.changes(box)
    changes += stages.firm.changes(box)
    changes += stages.findings.changes(box)
    for customer_id, void in ((said_of, item.record) for said_of, item in said if item.kind == "void"):
        assert isinstance(void, VoidDecision)
        await _notice(shared, stages, box, number, customer_id, void)
    for key, letter in stages.taker.letters:
        box.letter(key, letter)
    stages.taker.letters.clear()
    stages.note_judged()
    oldest_ms = stages.take_oldest_ms()
    await writer.write([*box.records, *_kept(shared, stages, changes, number)], _offsets(shared, stages, number))
    stages.decisions.flushed()
    for change in changes:
        stages.state.take(change.key, change.value)
    return Flush([item for _, item in said], judged, judging_s, oldest_ms, stages.taker.newest_us)


async def _judge(
    people: People, stages: Stages, box: Outbox, changes: list[StateChange]
) -> tuple[list[tuple[str, Said]], int]:
    """What is said of which customer, and how many customers were judged."""
    all_said: list[tuple[str, Said]] = []
    meta = stages.state.meta
    count, pause_at = 0, time.perf_counter() + SLICE_S
    for judged in stages.customers.judge(people):
        count += 1
        changes.append(judged.change)
        meta.held_orders += judged.held_more
        for said in judged.said:
            all_said.append((judged.customer_id, said))
            _count(meta, said)
            _say(said, box)
        if time.perf_counter() > pause_at:
            await asyncio.sleep(0)
            pause_at = time.perf_counter() + SLICE_S
    return all_said, count


def _count(meta: PartitionMeta, said: Said) -> None:
    """Orders by the outcome last said of them."""
    record = said.record
    now = record.outcome if isinstance(record, Assessment) and record.order_id is not None else ""
    for outcome, step in ((said.was, -1), (now, 1)):
        if outcome:
            meta.outcomes[outcome] = meta.outcomes.get(outcome, 0) + step
            meta.orders += step


def _say(said: Said, box: Outbox) -> None:
    if said.kind == "fact":
        box.team_fact(said.key, said.record)
    elif said.kind != "void":
        assert said.record is None or isinstance(said.record, Assessment | Alert | Credit)
        box.say(OUTPUT_OF[said.kind], said.key, said.record)


async def _notice(
    shared: Shared, stages: Stages, box: Outbox, number: int, customer_id: str, void: VoidDecision
) -> None:
    """The notice of a void decision, whole as long as its topic has it."""
    record = await stages.decisions.find(shared.settings, number, customer_id, void.decision.id_hash)
    key, sentence = customer_id.encode("utf-8", "surrogatepass"), void_sentence(void)
    if record is not None:
        box.letter(key, letter_of(DECISIONS, record, "void_decision", sentence))
        return
    gone = DeadLetter(
        topic=DECISIONS,
        partition=number,
        key_b64=b64encode(key).decode(),
        reason_code="void_decision",
        message=f"{sentence} (its record is not on the topic any more)",
    )
    box.letter(key, gone)


def _kept(shared: Shared, stages: Stages, changes: Sequence[StateChange], number: int) -> list[Record]:
    """The changed states; the partition's own record comes last."""
    topic, meta = shared.settings.names.topic(STATE_TOPIC), stages.state.meta
    meta.rules_digest = shared.loaded.pack.digest
    meta.customers, meta.state_bytes = stages.state.sizes_after(changes)
    shared.identity.sign(meta)
    records = [Record(topic, number, change.key, change.value) for change in changes]
    return [*records, Record(topic, number, META_KEY, encode_meta(meta))]


def _offsets(shared: Shared, stages: Stages, number: int) -> dict[TopicPartition, int]:
    names = shared.settings.names
    return {TopicPartition(names.topic(topic), number): offset for topic, offset in stages.state.meta.offsets.items()}
