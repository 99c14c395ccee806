"""What the tests of accounts share."""

import pytest
from sqlalchemy import Engine

from tests.store.accounts.desk import Desk


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A store with the account gao, once of each kind."""
    return Desk(engine)
