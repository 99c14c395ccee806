"""How long the auditors' questions take through the API, beside the bare question in the same run.

Run `uv run python -m benchmarks.api_queries --folder DIR` on a folder of `benchmarks.store_queries --folder DIR`, or
without one on a small firm of its own. The console is a process of its own, and is asked over loopback by one client
with the key of an auditor: signing in by key, permission, masking, names and JSON are in it, and for histories the
entry in the audit trail.
"""

import argparse
import os
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import Engine, update

from benchmarks.store_asked import Question, api_questions
from benchmarks.store_bulk import fill
from benchmarks.store_ground import DATABASES, kept_store
from benchmarks.store_made import Firm
from benchmarks.store_queries import count_of
from console.app import make_app
from console.house import House, Settings
from console.limits import Rate
from store.accounts.account import find_row
from store.accounts.keys import SCOPES, add_key
from store.accounts.managing import add_account
from store.accounts.passwords import FOR_KEYS, Passwords
from store.engine import open_engine, writing
from store.tables.accounts import accounts
from streams.live.logs import set_up_logs

_PLENTY = (Rate(1_000_000, 1_000_000),) * 3
_AUDITOR = "benchmark-auditor"


def now_us() -> int:
    """The console's clock."""
    return time.time_ns() // 1000


def serve(url: str, port: int) -> None:
    """The console of a store, without limits of rate; until it is ended."""
    set_up_logs("INFO", "json")  # as the command does, to standard error
    app = make_app(House(open_engine(url), now_us, Settings(), rates=_PLENTY))
    uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False)).run()


@contextmanager
def served(engine: Engine) -> Iterator[tuple[str, int]]:
    """The address of a console in a process of its own, and the id of that process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    url = engine.url.render_as_string(hide_password=False)
    process = get_context("spawn").Process(target=serve, args=(url, port), daemon=True)
    process.start()
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"{address}/health").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.is_alive() and time.monotonic() < deadline, "the console did not start"
                time.sleep(0.2)
        yield address, process.pid or 0
    finally:
        process.terminate()
        process.join()


def auditors_key(engine: Engine) -> str:
    """A new key of an auditor, who is made where there is none."""
    with writing(engine) as connection:
        if find_row(connection, _AUDITOR) is None:
            add_account(connection, Passwords(), _AUDITOR, "auditor", actor="benchmark", at_us=now_us(), person_id=None)
            ready = {"must_change_password": False, "totp_secret": "A" * 32}
            connection.execute(update(accounts).where(accounts.c.name == _AUDITOR).values(ready))
        cheap, by = Passwords(FOR_KEYS), "benchmark"
        return str(add_key(connection, cheap, _AUDITOR, by, SCOPES, 1, actor=by, at_us=now_us()))


def measure(engine: Engine, client: httpx.Client, question: Question, asked: int) -> tuple[list[float], list[float]]:
    """Sorted milliseconds through the API, and of the bare question, asked by turns with other parameters."""
    random_ = random.Random(5)
    through, bare = [], []
    for number in range(-2, asked):
        each, other = question(random_), question(random_)
        began = time.perf_counter()
        answer = client.get(f"/api/v1{each.path}", params=dict(each.params))
        between = time.perf_counter()
        other.ask(engine)
        ended = time.perf_counter()
        answer.raise_for_status()
        if number >= 0:
            through.append((between - began) * 1000)
            bare.append((ended - between) * 1000)
    return sorted(through), sorted(bare)


def main() -> None:
    """Ask, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--asked", type=int, default=200)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="transferwatch-")))
        for engine in [stack.enter_context(kept_store(each, folder)) for each in options.database or DATABASES]:
            if not count_of(engine):
                fill([engine], Firm(5000))
            orders = count_of(engine)
            print(f"\n{engine.dialect.name}, {orders:,} assessments, {options.asked} times, "
                  f"load of the machine {os.getloadavg()[0]:.1f}\n"
                  "| question | API p50, p95 ms | bare p50, p95 ms | ratio of p50 |\n|---|---|---|---|")  # fmt: skip
            headers = {"Authorization": f"Bearer {auditors_key(engine)}"}
            with served(engine) as (address, _), httpx.Client(base_url=address, headers=headers, timeout=60) as client:
                for name, question in api_questions(orders).items():
                    through, bare = measure(engine, client, question, options.asked)
                    half, late = options.asked // 2, int(options.asked * 0.95)
                    print(f"| {name} | {through[half]:.1f}, {through[late]:.1f} | {bare[half]:.1f}, {bare[late]:.1f} | "
                          f"{through[half] / bare[half]:.1f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
