"""One world for all tests of the simulator, with everything switched on."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.settings import WorldCounts, WorldSettings
from simulator.world import simulate

SETTINGS = WorldSettings(customers=3000, seed=20, shuffle=True, duplicates=0.05, months=12)
Line = dict[str, Any]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorldCounts]:
    folder = tmp_path_factory.mktemp("world") / "w"
    return folder, simulate(folder, SETTINGS)


def lines(folder: Path, name: str) -> list[Line]:
    """Return the records of one file in file order."""
    with (folder / f"{name}.ndjson").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
