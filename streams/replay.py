"""`replay`: the same judgement as the worker's over a folder of NDJSON, streaming, with several processes."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import msgspec

from detector.events import CUSTOMER_TOPICS, TOPICS
from detector.facts import PersonFact
from detector.judge import CustomerResult
from detector.outputs import OUTPUT_TOPICS, DeadLetter, Finding
from detector.people import People
from streams.buckets import Chunk, SplitChunk, bucket_count, plan_chunks, read_bucket, split_chunk
from streams.folder import find_files, written_whole
from streams.intake import Counts, Intake, Source
from streams.judging import BucketResult, judge_intake, void_letter, write_bucket
from streams.lines import read_lines
from streams.packs import LoadedPack, load_pack

Progress = Callable[[str, int, int], None]
"""Called with the stage, how many steps are done, and how many there are."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What `summary.json` says; counts have `total` and one entry per topic."""

    read: dict[str, int]
    applied: dict[str, int]
    duplicates: dict[str, int]
    dead_letters: dict[str, int]
    orders: int
    outcomes: dict[str, int]
    held_orders: int
    order_customer_conflicts: int
    seconds: float
    events_per_second: int
    rules_digest: str
    input: str


class ReplayResult(NamedTuple):
    """Everything that judging a few events in this process gave."""

    customers: list[CustomerResult]
    counts: Counts
    dead_letters: list[DeadLetter]


def judge_events(lines: Mapping[str, Iterable[bytes]], loaded: LoadedPack | None = None) -> ReplayResult:
    """Judge records held in memory: file name (`orders.ndjson`) → lines. For tests and small tools."""
    loaded = loaded or load_pack()
    intake = Intake(loaded.pack.text_rules)
    for topic in TOPICS:
        for number, value in enumerate(lines.get(topic.file, ()), 1):
            intake.take(Source(topic.name, topic.file, number), value)
    customers = judge_intake(intake, intake.people(), loaded)
    letters = list(intake.dead_letters)
    for customer, result in zip(sorted(intake.timelines), customers, strict=True):
        letters.extend(void_letter(intake, customer, void) for void in result.voids)
    return ReplayResult(customers, intake.counts, letters)


class _Setup(NamedTuple):
    """What every process needs."""

    rules_dir: Path | None
    horizon_days: int | None
    people: dict[str, list[PersonFact]]
    spool: Path
    output: Path
    offsets: dict[int, int]
    chunks: list[Chunk]


_process: dict[str, object] = {}


def _start_process(setup: _Setup) -> None:
    _process["setup"] = setup
    _process["people"] = People(setup.people)
    _process["pack"] = load_pack(setup.rules_dir, horizon_days=setup.horizon_days)


def _judge_bucket(bucket: int) -> BucketResult:
    setup, people, loaded = _process["setup"], _process["people"], _process["pack"]
    assert isinstance(setup, _Setup) and isinstance(people, People) and isinstance(loaded, LoadedPack)
    intake = Intake(loaded.pack.text_rules)
    for chunk in setup.chunks:
        topic = CUSTOMER_TOPICS[chunk.topic_index]
        offset = setup.offsets[chunk.number]
        for entry in read_bucket(setup.spool, bucket, chunk.number):
            intake.take(Source(topic.name, topic.file, offset + entry.line), entry.value)
    return write_bucket(intake, people, loaded, setup.output, f"{bucket:05d}")


def _line_offsets(split: Iterable[SplitChunk]) -> dict[int, int]:
    """Chunk number → lines of the same file before it."""
    offsets: dict[int, int] = {}
    seen: Counter[int] = Counter()
    for chunk, lines in split:
        offsets[chunk.number] = seen[chunk.topic_index]
        seen[chunk.topic_index] += lines
    return offsets


def _take_people(files: Mapping[str, Path], loaded: LoadedPack) -> Intake:
    """Read what is read whole: people, names and quotas."""
    intake = Intake(loaded.pack.text_rules)
    for topic in TOPICS:
        if topic not in CUSTOMER_TOPICS and topic.name in files:
            for line in read_lines(files[topic.name]):
                intake.take(Source(topic.name, topic.file, line.number), line.value)
    return intake


def _no_progress(stage: str, done: int, of: int) -> None:
    """Say nothing."""


def replay_folder(
    input_dir: Path,
    output_dir: Path,
    *,
    rules_dir: Path | None = None,
    horizon_days: int | None = None,
    processes: int = 1,
    progress: Progress = _no_progress,
) -> Summary:
    """Judge a folder of events and write the outputs and `summary.json`, all or nothing.

    Raises InputError where the folder has none of the files, PackError for unusable rules, UsageError where the output
    folder holds something else.
    """
    started = time.perf_counter()
    files = find_files(input_dir)
    loaded = load_pack(rules_dir, horizon_days=horizon_days)
    with written_whole(output_dir, "summary.json", reading=input_dir) as output:
        spool = output / "spool"
        spool.mkdir()
        shared = _take_people(files, loaded)
        chunks = plan_chunks(files)
        buckets = bucket_count(files)
        setup = _Setup(rules_dir, horizon_days, shared.person_facts(), spool, output, {}, chunks)
        results = _run(setup, buckets, processes, progress)
        shutil.rmtree(spool)
        summary = _finish(output, shared, results, loaded, started, input_dir)
        (output / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


def _run(setup: _Setup, buckets: int, processes: int, progress: Progress) -> list[BucketResult]:
    """Split, then judge; in this process where one is enough."""
    if processes <= 1:
        split = []
        for done, chunk in enumerate(setup.chunks, 1):
            split.append(split_chunk(chunk, setup.spool, buckets))
            progress("reading", done, len(setup.chunks))
        _start_process(setup._replace(offsets=_line_offsets(split)))
        results = []
        for bucket in range(buckets):
            results.append(_judge_bucket(bucket))
            progress("judging", bucket + 1, buckets)
        _process.clear()
        return results
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        futures = [pool.submit(split_chunk, chunk, setup.spool, buckets) for chunk in setup.chunks]
        split = []
        for done, future in enumerate(futures, 1):
            split.append(future.result())
            progress("reading", done, len(futures))
    ready = setup._replace(offsets=_line_offsets(split))
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start_process, initargs=(ready,)) as pool:
        judging = [pool.submit(_judge_bucket, bucket) for bucket in range(buckets)]
        results = []
        for done, judged in enumerate(judging, 1):
            results.append(judged.result())
            progress("judging", done, buckets)
    return results


def _finish(
    output: Path, shared: Intake, results: list[BucketResult], loaded: LoadedPack, started: float, input_dir: Path
) -> Summary:
    """Join the buckets' files, look for orders with two customers, and sum up."""
    counts = Counts()
    counts.add(shared.counts)
    outcomes: Counter[str] = Counter()
    for result in results:
        counts.add(result.counts)
        outcomes += result.outcomes
    _join_files(output, shared.dead_letters, len(results))
    conflicts = _order_conflicts(result.order_ids for result in results)
    with (output / "findings.ndjson").open("wb") as target:
        for finding in conflicts:
            target.write(msgspec.json.encode(finding) + b"\n")
    seconds = time.perf_counter() - started
    return Summary(
        read=_by_topic(counts.read),
        applied=_by_topic(counts.applied),
        duplicates=_by_topic(counts.duplicates),
        dead_letters=_by_topic(counts.dead_letters),
        orders=sum(result.orders for result in results),
        outcomes={name: outcomes[name] for name in ("clear", "watch", "review")},
        held_orders=sum(result.held_orders for result in results),
        order_customer_conflicts=len(conflicts),
        seconds=round(seconds, 3),
        events_per_second=round(counts.read.total() / seconds),
        rules_digest=loaded.pack.digest,
        input=str(input_dir),
    )


def _by_topic(counts: Counter[str]) -> dict[str, int]:
    return {"total": counts.total(), **{topic.name: counts[topic.name] for topic in TOPICS}}


def _join_files(output: Path, letters: list[DeadLetter], buckets: int) -> None:
    for _, file, _, _ in OUTPUT_TOPICS:
        with (output / file).open("wb") as target:
            if file == "dead-letters.ndjson":
                target.writelines(msgspec.json.encode(letter) + b"\n" for letter in letters)
            for bucket in range(buckets):
                part = output / f"{file}.{bucket:05d}"
                if part.exists():
                    with part.open("rb") as source:
                        shutil.copyfileobj(source, target, 1 << 20)
                    part.unlink()


def _order_conflicts(order_ids: Iterable[list[tuple[str, str]]]) -> list[Finding]:
    """An alarm for each order id that stands under two customers (sums hold per pair)."""
    first: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    for pairs in order_ids:
        for order, customer in pairs:
            if first.setdefault(order, customer) != customer:
                found.setdefault(order, {first[order]}).add(customer)
    return [
        Finding(
            finding_id=f"order_customer_conflict:{sha256(order.encode()).hexdigest()[:16]}",
            kind="order_customer_conflict",
            subject=order,
            n=len(customers),
            order_ids=[order],
            message_id="finding.order_customer_conflict",
            params={"order_id": order, "customers": ", ".join(sorted(customers))},
        )
        for order, customers in sorted(found.items())
    ]
