"""Judges a folder's buckets, in this process or in several; the outputs are the same."""

import gc
import os
import pickle
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from detector.errors import TransferwatchError
from detector.events import CUSTOMER_TOPICS
from detector.facts import PersonFact
from detector.people import People
from streams.buckets import Chunk, SplitChunk, read_bucket, split_chunk
from streams.intake import Intake, Source
from streams.judging import BucketResult, bucket_files, write_bucket
from streams.lines import read_lines
from streams.packs import LoadedPack, load_pack

Progress = Callable[[str, int, int], None]
"""Called with the stage, how many steps are done, and how many there are."""

_T = TypeVar("_T")
PersonFacts = dict[str, list[PersonFact]]


class Job(NamedTuple):
    """What is to be judged. `spool`: a folder for the buckets' lines; `output`: the folder for the buckets' files."""

    rules_dir: Path | None
    horizon_days: int | None
    chunks: list[Chunk]
    buckets: int
    spool: Path
    output: Path

    def load(self) -> LoadedPack:
        """The rules to judge by."""
        return load_pack(self.rules_dir, horizon_days=self.horizon_days)


class Judge(NamedTuple):
    """What judging a bucket needs beside its lines."""

    people: People
    loaded: LoadedPack


def judge_here(job: Job, judge: Judge, progress: Progress) -> list[BucketResult]:
    """Judge everything in this process; what fits into one bucket without a way over the disk."""
    if job.buckets == 1:
        return [_judge_files(job, judge, progress)]
    split = []
    for chunk in job.chunks:
        split.append(split_chunk(chunk, job.spool, job.buckets))
        progress("reading", len(split), len(job.chunks))
    offsets = _line_offsets(split)
    results = []
    for bucket in range(job.buckets):
        results.append(_judge_bucket(job, judge, bucket, offsets))
        progress("judging", len(results), job.buckets)
    return results


def judge_in_processes(
    job: Job, processes: int, read_people: Callable[[], PersonFacts], progress: Progress
) -> list[BucketResult]:
    """Judge the buckets in several processes; people are read here while those split the chunks.

    Raises TransferwatchError where the system ends one of the processes.
    """
    with _pool(processes, job) as pool:
        splitting = [pool.submit(split_chunk, chunk, job.spool, job.buckets) for chunk in job.chunks]
        _people_path(job).write_bytes(pickle.dumps(read_people()))
        offsets = _line_offsets(_results(splitting, "reading", progress))
        judging = [pool.submit(_judge_in_child, bucket, offsets) for bucket in range(job.buckets)]
        return _results(judging, "judging", progress)


def _results(futures: list["Future[_T]"], stage: str, progress: Progress) -> list[_T]:
    results: list[_T] = []
    for future in futures:
        results.append(future.result())
        progress(stage, len(results), len(futures))
    return results


def _line_offsets(split: Iterable[SplitChunk]) -> dict[int, int]:
    """Chunk number → lines of the same file before it."""
    offsets: dict[int, int] = {}
    seen: Counter[int] = Counter()
    for chunk, lines in split:
        offsets[chunk.number] = seen[chunk.topic_index]
        seen[chunk.topic_index] += lines
    return offsets


def _judge_files(job: Job, judge: Judge, progress: Progress) -> BucketResult:
    paths = {chunk.topic_index: chunk.path for chunk in job.chunks}
    with _without_gc(), bucket_files(job.output, "00000") as writers:
        intake = Intake(judge.loaded.pack.text_rules, writers["dead-letters.ndjson"])
        for index, path in paths.items():
            topic = CUSTOMER_TOPICS[index]
            for line in read_lines(path):
                intake.take(Source(topic.name, topic.file, line.number), line.value, line.cut)
            progress("reading", index + 1, len(CUSTOMER_TOPICS))
        return write_bucket(intake, judge.people, judge.loaded, writers)


def _judge_bucket(job: Job, judge: Judge, bucket: int, offsets: dict[int, int]) -> BucketResult:
    with _without_gc(), bucket_files(job.output, f"{bucket:05d}") as writers:
        intake = Intake(judge.loaded.pack.text_rules, writers["dead-letters.ndjson"])
        for chunk in job.chunks:
            topic = CUSTOMER_TOPICS[chunk.topic_index]
            offset = offsets[chunk.number]
            for line in read_bucket(job.spool, bucket, chunk.number):
                intake.take(Source(topic.name, topic.file, offset + line.number), line.value, line.cut)
        return write_bucket(intake, judge.people, judge.loaded, writers)


@contextmanager
def _without_gc() -> Iterator[None]:
    """Judging makes millions of objects and no cycles: looking for some would take a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def _pool(processes: int, job: Job) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the block at once, however it ends: nobody writes into a folder that is removed."""
    others = set(active_children())
    context = get_context("spawn")  # a copy of a process with threads may hang
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start_child, initargs=(job,))
    try:
        yield pool
    except BaseException as error:
        for child in set(active_children()) - others:
            child.terminate()
        pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool | MemoryError):
            message = (
                f"the system ended one of the {processes} processes of the replay, most likely for lack of memory; "
                "nothing was written. Free some memory, or run with fewer --processes"
            )
            raise TransferwatchError(message) from error
        raise
    pool.shutdown()


_child: dict[str, Job | Judge] = {}


def _start_child(job: Job) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends its children itself
    Thread(target=_end_with_parent, daemon=True).start()
    _child["job"] = job


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge_in_child(bucket: int, offsets: dict[int, int]) -> BucketResult:
    job = _child["job"]
    assert isinstance(job, Job)
    judge = _child.get("judge")
    if not isinstance(judge, Judge):
        people: PersonFacts = pickle.loads(_people_path(job).read_bytes())
        judge = _child["judge"] = Judge(People(people), job.load())
    return _judge_bucket(job, judge, bucket, offsets)


def _people_path(job: Job) -> Path:
    return job.spool / "people.pickle"
