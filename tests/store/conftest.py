"""Empty stores for tests: each on SQLite, and on PostgreSQL where a server is installed."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import open_engine
from store.migrations.running import upgrade
from tests.store.postgres import MISSING, Server, find_programs, started

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; skips where there is none."""
    programs = find_programs()
    if programs is None:
        pytest.skip(MISSING)
    with started(programs) as running:
        yield running


@pytest.fixture
def new_postgres(server: Server) -> Callable[[], str]:
    """Makes empty databases and gives their URLs."""

    def make() -> str:
        name = f"store_{next(_NUMBERS)}"
        admin = open_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        admin.dispose()
        return server.url(name)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    made: str = request.getfixturevalue("new_postgres")()
    return made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A store that is set up and empty, once of each kind."""
    made = open_engine(url)
    upgrade(made)
    yield made
    made.dispose()
