"""What the tests of cases share."""

import pytest
from sqlalchemy import Engine

from tests.store.cases.firm import Firm, ripe_firm


@pytest.fixture
def firm(engine: Engine) -> Firm:
    """A store with the case of order SO1, once of each kind."""
    return ripe_firm(engine)
