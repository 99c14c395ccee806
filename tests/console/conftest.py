"""The world of the console's tests: made once, changed by none of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.console.hook_desk import HERE, Desk
from tests.console.office import Client, Office, make_office
from tests.console.receiver import Receiver, receiving
from tests.console.world import World, browsing, make_world
from tests.store.blank import new_store


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One matter with canaries, and the console on it."""
    engine = new_store(tmp_path_factory.mktemp("console") / "store.db")
    yield make_world(engine)
    engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """A store that is set up, with nobody in it."""
    engine = new_store(tmp_path / "store.db")
    yield engine
    engine.dispose()


@pytest.fixture
def office(empty: Engine) -> Office:
    """The firm with one case, whose webhooks may lead to this machine."""
    return make_office(empty, networks=HERE)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture
def client(office: Office) -> Iterator[Client]:
    with browsing(office.app) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made
