"""How much memory exports of everything take: by the command and through the API, as CSV and as Excel.

Run `uv run python -m benchmarks.store_exports --folder DIR` on folders of `benchmarks.store_queries --folder DIR` of
two sizes: what is flat takes the same on both. Each export is by a fresh process, whose greatest resident memory is
told beside what it took before it was asked (of the command: what `--help` takes). `--view v_activities` and `--path
'/api/v1/exports/assessments?format=csv'` measure others, and only those.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
from sqlalchemy import Engine

from benchmarks.api_queries import auditors_key, served
from benchmarks.store_ground import DATABASES, kept_store
from benchmarks.store_queries import count_of

_COMMAND = str(Path(sys.executable).with_name("transferwatch"))
Way = Callable[[], tuple[float, float, int]]
_MEASURED = "import resource, sys, subprocess; done = subprocess.run(sys.argv[1:], check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"  # noqa: E501


def of_command(*arguments: str) -> float:
    """The greatest memory of a command in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, _COMMAND, *arguments], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def by_command(engine: Engine, view: str, folder: Path) -> tuple[float, float, int]:
    """Memory before and at most, and bytes, of `store export`."""
    file = folder / "export.csv"
    place = ["--store", engine.url.render_as_string(hide_password=False), "--output", str(file)]
    return of_command("store", "export", "--help"), of_command("store", "export", view, *place), file.stat().st_size


def peak_of(pid: int) -> float:
    """The greatest memory of a running process so far, in MB (Linux)."""
    found = re.search(r"VmHWM:\s+([0-9]+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) / 1024


def through_api(engine: Engine, path: str) -> tuple[float, float, int]:
    """Memory before and at most, and bytes, of the console that sends a file."""
    headers, size = {"Authorization": f"Bearer {auditors_key(engine)}"}, 0
    with served(engine) as (address, pid), httpx.Client(base_url=address, headers=headers, timeout=7200) as client:
        client.get("/api/v1/orders").raise_for_status()
        before = peak_of(pid)
        with client.stream("GET", path) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                size += len(chunk)
        return before, peak_of(pid), size


def main() -> None:
    """Export, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--view", action="append", default=[], help="Views for the command.")
    parser.add_argument("--path", action="append", default=[], help="Exports of the API.")
    options = parser.parse_args()
    views, paths = options.view, options.path
    if not views and not paths:
        views, paths = ["v_orders"], [f"/api/v1/exports/orders?format={form}" for form in ("csv", "xlsx")]
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="transferwatch-")))
        for database in options.database or DATABASES:
            report(stack.enter_context(kept_store(database, options.folder)), views, paths, scratch)


def report(engine: Engine, views: Iterable[str], paths: Iterable[str], scratch: Path) -> None:
    """Export in each way, and print a table."""
    print(f"\n| {engine.dialect.name}, {count_of(engine):,} orders | MB before | MB at most | size | seconds |")
    print("|---|---|---|---|---|")
    ways: list[tuple[str, Way]] = [
        (f"`store export {view}`", partial(by_command, engine, view, scratch)) for view in views
    ]
    ways += [(f"`{path}`", partial(through_api, engine, path)) for path in paths]
    for name, way in ways:
        began = time.perf_counter()
        before, most, size = way()
        seconds = time.perf_counter() - began
        print(f"| {name} | {before:.0f} | {most:.0f} | {size / 1e6:,.0f} MB | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
