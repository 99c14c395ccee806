"""How fast `replay` is beside a bare decode of the same files, and how much memory it takes.

Run `uv run python benchmarks/replay.py` (1 million events) or with `--events 10000000`; `--world DIR` measures a folder
that is there already. One run measures one after the other, over the same files: (a) decoding each line into its struct
with msgspec and nothing else; (b) `transferwatch replay` with one process; (c) with one per processor.
Memory is the sum of all processes at the same time (proportional set size: shared pages are counted once), sampled
every 0.5 s; where the system does not tell, the sum of each process's resident memory. Seconds suffer from what else
runs on the machine (its load is printed), events per core much less: they count the processor time of all processes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from detector.events import TOPICS  # noqa: E402

EVENTS_PER_CUSTOMER = 17.7  # lines of a simulated world, copies too
SAMPLE_S = 0.5


class Used(NamedTuple):
    """What a run took. `memory`: bytes, all processes at the same time; `spool`: bytes of its temporary files."""

    seconds: float
    cpu_s: float
    memory: int
    spool: int


def make_world(events: int, folder: Path) -> Path:
    """A shuffled world with 5 % duplicates of about so many events."""
    from simulator.settings import WorldSettings
    from simulator.world import simulate

    customers = max(1, round(events / EVENTS_PER_CUSTOMER))
    simulate(folder / "world", WorldSettings(customers=customers, shuffle=True, duplicates=0.05))
    return folder / "world"


def lines_of(world: Path) -> Iterator[tuple[msgspec.json.Decoder[object], Path]]:
    """Each file that is there, with the decoder of its struct."""
    for topic in TOPICS:
        if (world / topic.file).exists():
            yield msgspec.json.Decoder(topic.event), world / topic.file


def bare_decode(world: Path) -> tuple[int, float]:
    """Lines, and seconds of processor time for decoding every line into its struct."""
    began, count = time.process_time(), 0
    for decoder, path in lines_of(world):
        decode = decoder.decode
        with path.open("rb", buffering=1 << 20) as stream:
            for line in stream:
                try:
                    decode(line)
                except msgspec.ValidationError:  # a record that replay refuses as well
                    pass
                count += 1
    return count, time.process_time() - began


def children_of(process: int) -> list[int]:
    """A process and all that it started, on Linux."""
    found = [process]
    for known in found:
        try:
            tasks = Path(f"/proc/{known}/task").iterdir()
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:  # it has just ended
            continue
    return found


def memory_of(process: int) -> int:
    """Bytes that a process holds, its part of shared pages only."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            rows = Path(f"/proc/{process}/{name}").read_text().splitlines()
        except OSError:
            continue
        for row in rows:
            if row.startswith(field):
                return int(row.split()[1]) * 1024
    return 0


def size_of(folder: Path) -> int:
    """Bytes in a folder and below; what vanishes meanwhile counts as nothing."""
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(base, name)).st_size
            except OSError:
                continue
    return total


def run_replay(world: Path, output: Path, processes: int) -> Used:
    """Run the command and watch it."""
    code = "from cli.main import main; main()"
    arguments = ["replay", str(world), "--output", str(output), "--processes", str(processes)]
    before, began = os.times(), time.perf_counter()
    running = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    memory = spool = step = 0
    while running.poll() is None:
        memory = max(memory, sum(map(memory_of, children_of(running.pid))))
        if step % 4 == 0:
            spool = max(spool, *map(size_of, output.parent.glob(f".{output.name}.writing-*/spool")), 0)
        step += 1
        time.sleep(SAMPLE_S)
    seconds, after = time.perf_counter() - began, os.times()
    if running.returncode:
        raise SystemExit(f"replay ended with {running.returncode}")
    cpu_s = after.children_user - before.children_user + after.children_system - before.children_system
    return Used(seconds, cpu_s, memory, spool)


def measure(world: Path, work: Path, processes: list[int]) -> None:
    """Print one line per way of going through the world."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    size = sum(path.stat().st_size for _, path in lines_of(world))
    count, decode_s = bare_decode(world)
    bare = count / decode_s
    print(f"{count} lines, {size / 1e6:.0f} MB; {os.cpu_count()} processors, load before: {load}")
    print(f"bare decode: {decode_s:.1f} s of processor time, {bare:,.0f} events/s and core")
    for number in processes:
        used = run_replay(world, work / "result", number)
        summary = msgspec.json.decode((work / "result" / "summary.json").read_bytes())
        parts = (summary["applied"]["total"], summary["duplicates"]["total"], summary["dead_letters"]["total"])
        assert sum(parts) == summary["read"]["total"], "a record is lost"
        name = f"replay, {number} process{'es' if number > 1 else ''}"
        core = count / used.cpu_s
        print(f"{name}: {used.seconds:.1f} s, {count / used.seconds:,.0f} events/s;", end=" ")
        print(f"{used.cpu_s:.1f} s of processor time, {core:,.0f} events/s and core,", end=" ")
        print(f"{core / bare:.1%} of the bare decode; peak memory {used.memory / 1e6:,.0f} MB,", end=" ")
        print(f"spool {used.spool / 1e6:,.0f} MB;", end=" ")
        print(f"applied {parts[0]}, duplicates {parts[1]}, dead letters {parts[2]}", flush=True)


def main() -> None:
    """Make or take a world and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=1_000_000, help="about so many lines (default: a million)")
    parser.add_argument("--world", type=Path, help="a folder of events to measure instead of a made one")
    parser.add_argument("--processes", type=int, action="append", help="how many; may be given several times")
    parser.add_argument("--work", type=Path, help="where to write; needs three times the room of the world")
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="transferwatch-replay-", dir=asked.work))
    try:
        began = time.perf_counter()
        world = asked.world or make_world(asked.events, work)
        if asked.world is None:
            print(f"world made in {time.perf_counter() - began:.0f} s")
        measure(world.resolve(), work, asked.processes or sorted({1, os.cpu_count() or 1}))
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
