"""Where Prometheus' programs are."""

import os
import shutil
from collections.abc import Callable

import pytest

REQUIRED = "TRANSFERWATCH_PROMETHEUS_TESTS"


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """The first program of these names that the machine has; without one the test is skipped, or fails if required."""

    def find(*names: str) -> str:
        for name in names:
            found = shutil.which(name)
            if found is not None:
                return found
        message = f"no {names[0]} on this machine; scripts/prometheus-tests --install fetches it"
        if os.environ.get(REQUIRED):
            pytest.fail(message)
        pytest.skip(message)

    return find
