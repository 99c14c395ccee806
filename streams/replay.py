"""`replay`: the same judgement as the worker's over a folder of NDJSON, streaming, with several processes."""

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

import msgspec

from detector.conflicts import order_conflicts
from detector.errors import InputError
from detector.events import CUSTOMER_TOPICS, TOPICS
from detector.finding_alerts import alert_teller, finding_alerts
from detector.outputs import OUTPUT_TOPICS, Output
from streams.buckets import bucket_count, plan_chunks
from streams.folder import find_files, written_whole
from streams.in_memory import ReplayResult, judge_events
from streams.intake import Intake, Source
from streams.judging import BucketResult, bucket_files
from streams.lines import read_lines
from streams.packs import LoadedPack, load_pack
from streams.persons import PersonSums, person_findings
from streams.processes import Job, Judge, Progress, judge_here, judge_in_processes
from streams.teams import team_findings

__all__ = ("Progress", "ReplayResult", "Summary", "judge_events", "replay_folder")

SHARED = "shared"
"""The part of each output that speaks of no bucket; it stands first."""


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


def _take_shared(files: Mapping[str, Path], intake: Intake) -> Intake:
    """Read what is read whole: people, names and quotas."""
    for topic in TOPICS:
        if topic not in CUSTOMER_TOPICS and topic.name in files:
            for line in read_lines(files[topic.name]):
                intake.take(Source(topic.name, topic.file, line.number), line.value, line.cut)
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
    try:
        with written_whole(output_dir, "summary.json", reading=input_dir) as output:
            chunks = plan_chunks(files)
            job = Job(rules_dir, horizon_days, chunks, bucket_count(chunks), output / "spool", output)
            shared, results = _judge(files, job, loaded, processes, progress)
            summary = _finish(output, shared, results, loaded, started, input_dir)
            (output / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    except OSError as error:
        what = f"{error.strerror or error} ({error.filename or 'while writing'})"
        message = (
            f"replay of {input_dir} into {output_dir} failed: {what}; nothing was written. It needs the right to read "
            "the one and to write beside the other, and there twice the room that the input takes"
        )
        raise InputError(message) from error
    return summary


def _judge(
    files: Mapping[str, Path], job: Job, loaded: LoadedPack, processes: int, progress: Progress
) -> tuple[Intake, list[BucketResult]]:
    """What is read whole, and the results of the buckets."""
    job.spool.mkdir()
    with bucket_files(job.output, SHARED) as writers:
        intake = Intake(loaded.pack.text_rules, writers["dead-letters.ndjson"])
        if processes <= 1 or job.buckets == 1:
            people = _take_shared(files, intake).people()
            results = judge_here(job, Judge(people, loaded), progress)
        else:
            results = judge_in_processes(job, processes, lambda: _take_shared(files, intake).person_facts(), progress)
    shutil.rmtree(job.spool)
    return intake, results


def _finish(
    output: Path, shared: Intake, results: list[BucketResult], loaded: LoadedPack, started: float, input_dir: Path
) -> Summary:
    """Look for orders with two customers, state what teams add up to, join the buckets' files, and sum up."""
    counts, targets, outcomes = shared.counts, PersonSums(), Counter[str]()
    targets.add_targets(shared.quotas)
    for result in results:
        counts.add(result.counts)
        outcomes += result.outcomes
    conflicts = order_conflicts(pair for result in results for pair in result.order_ids)
    teams = team_findings(result.teams for result in results)
    persons = person_findings([targets.states(), *(result.persons for result in results)])
    alerts = finding_alerts(chain(teams, persons), alert_teller(loaded.pack, loaded.catalog))
    _write_shared(output, "findings.ndjson", chain(conflicts, teams, persons))
    _write_shared(output, "alerts.ndjson", alerts)
    _join_files(output, [SHARED, *(f"{bucket:05d}" for bucket in range(len(results)))])
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


def _write_shared(output: Path, file: str, records: Iterable[Output]) -> None:
    with (output / f"{file}.{SHARED}").open("wb") as target:
        target.writelines(msgspec.json.encode(record) + b"\n" for record in records)


def _by_topic(counts: Counter[str]) -> dict[str, int]:
    return {"total": counts.total(), **{topic.name: counts[topic.name] for topic in TOPICS}}


def _join_files(output: Path, parts: list[str]) -> None:
    for _, file, _, _ in OUTPUT_TOPICS:
        with (output / file).open("wb") as target:
            for name in parts:
                part = output / f"{file}.{name}"
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 20)
                part.unlink()
