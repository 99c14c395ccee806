"""Empty stores for tests: each on SQLite, and on PostgreSQL where a server is installed; and one small replay."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from simulator.settings import WorldSettings
from simulator.world import simulate
from store.engine import open_engine
from store.migrations.running import upgrade
from streams.replay import replay_folder
from tests.store.blank import new_store
from tests.store.postgres import Server, needed_programs, started

_NUMBERS = count(1)


class Replayed(NamedTuple):
    """Folders of events and of results."""

    events: Path
    result: Path

    def lines(self, name: str) -> list[bytes]:
        """The lines of a file, wherever it is."""
        folder = self.result if (self.result / name).exists() else self.events
        return (folder / name).read_bytes().splitlines()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; skips where there is none, or fails where the run is one that must have it."""
    with started(needed_programs()) as running:
        yield running


def create_database(server: Server, template: str = "template1") -> str:
    """A new database, like another to which nobody is connected; its URL."""
    name = f"store_{next(_NUMBERS)}"
    admin = open_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    admin.dispose()
    return server.url(name)


@pytest.fixture
def new_postgres(server: Server) -> Callable[[], str]:
    """Makes empty databases and gives their URLs."""
    return lambda: create_database(server)


@pytest.fixture(scope="session")
def blank_database(server: Server) -> str:
    """The name of a database that holds a store, set up and empty."""
    engine = open_engine(create_database(server))
    upgrade(engine)
    engine.dispose()
    return str(engine.url.database)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Tests that need a database run once with each kind."""
    return str(request.param)


@pytest.fixture
def new_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes empty databases."""
    if kind == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'store-{next(_NUMBERS)}.db'}"
    made: Callable[[], str] = request.getfixturevalue("new_postgres")
    return made


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The URL of an empty database."""
    return new_url()


@pytest.fixture
def new_engine(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Makes stores that are set up and empty."""
    made: list[Engine] = []

    def make() -> Engine:
        if kind == "sqlite":
            made.append(new_store(tmp_path / f"store-{next(_NUMBERS)}.db"))
        else:
            server, blank = request.getfixturevalue("server"), request.getfixturevalue("blank_database")
            made.append(open_engine(create_database(server, blank)))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture
def engine(new_engine: Callable[[], Engine]) -> Engine:
    """A store that is set up and empty."""
    return new_engine()


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """A small firm, replayed, with decisions on what was held."""
    folder = tmp_path_factory.mktemp("replayed")
    made = Replayed(folder / "events", folder / "result")
    simulate(made.events, WorldSettings(customers=120, seed=3, fraud_share=0.15, duplicates=0.02, refunds=0.2))
    replay_folder(made.events, made.result)
    (made.events / "decisions.ndjson").write_text("".join(_decisions(made)), "utf-8")
    replay_folder(made.events, made.result)
    return made


def _decisions(made: Replayed) -> Iterator[str]:
    """A release of the first held orders, an explanation of the others."""
    held: dict[str, dict[str, object]] = {}
    for line in made.lines("credits.ndjson"):
        entry = json.loads(line)
        if entry["status"] == "held":
            held.setdefault(entry["order_id"], {"customer_id": entry["customer_id"], "amount": entry["amount"]})
    for number, (order, fields) in enumerate(held.items()):
        more: dict[str, object] = {"decision": "explain", "reason": "The customer moved to the other branch"}
        if number % 2:
            shares = [{"payee_id": "E1", "share": "0.5"}, {"payee_id": "E2", "share": "0.5"}]
            more = {"decision": "reassign", "reason": "Both did the work", "shares": shares}
        event = {
            "event_id": f"d{number}",
            "occurred_at": f"2026-0{1 + number % 5}-03T10:00:00+08:00",
            "order_id": order,
        }
        yield json.dumps({**event, "customer_id": fields["customer_id"], "decided_by": f"M{number % 2}", **more}) + "\n"
