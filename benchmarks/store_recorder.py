"""How many records per second the recorder writes, on each database, from the folders of a replay.

Run `uv run python -m benchmarks.store_recorder` (a world of about 100,000 events); `--customers 60000` for a million,
`--database sqlite` for one database only. Everything is written twice: the second time finds nothing new. Seconds
suffer from what else runs on the machine; this process's processor seconds, beside them, much less.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.store_ground import DATABASES, empty_store
from cli.storing.folders import record_folder
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder


def main() -> None:
    """Make a world, replay it, record it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=6000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="transferwatch-recorder-") as name:
        events, result = Path(name) / "events", Path(name) / "result"
        simulate(events, WorldSettings(customers=options.customers, shuffle=True, duplicates=0.05))
        replay_folder(events, result)
        print(
            f"load of the machine: {os.getloadavg()[0]:.1f}\n| database | records | seconds | a second | processor s |"
        )
        print("|---|---|---|---|---|")
        for database in options.database or DATABASES:
            with empty_store(database) as engine:
                began, used = time.perf_counter(), time.process_time()
                done = record_folder(engine, result, progress=lambda *_: None)
                seconds, cpu = time.perf_counter() - began, time.process_time() - used
                count = sum(done.read.values())
                print(f"| {database} | {count:,} | {seconds:.1f} | {count / seconds:,.0f} | {cpu:.1f} |", flush=True)
                assert not record_folder(engine, result, progress=lambda *_: None).read


if __name__ == "__main__":
    main()
