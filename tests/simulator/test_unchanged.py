"""The default world of a seed stays the same, byte for byte: rules are tuned and figures quoted on these seeds.

Whoever changes the generator on purpose writes the new hashes here, and says in the change log that all figures which
were measured on simulated worlds have to be measured again. `decidable` is left out: it is a reading of the log, and
no event.
"""

import hashlib
import json
from pathlib import Path

import pytest

from simulator.settings import WorldSettings
from simulator.world import simulate

PLAIN = {
    "activities": "4648db3a757f9620f92cc4c86849ded0d485b6f7065a1388a9e5dab3ee6fc5b8",
    "labels": "262b312130667a20315f9344645927d2db469e41dab6e505cb45e633d1916e53",
    "names": "713026794d6e447bf15ac780780bda67e7b9d4d3fdb4dbff934bd5ea00affcb5",
    "orders": "ba9562cb6b74e7e2818bf37ebaab2d63a2df27bd31e360740fca7ab7c075fc9b",
    "ownership-changes": "0da911ac4725ed5836489080de6169629af4ea0baa00cfb3a338948fc2d0c191",
    "people": "2f48bb4885c658e10b12e5d1f5dd47d231530e541f9068c853ab541ef05b016f",
    "quotas": "abbc4eceaaf5172b724023062afb35a306e5057abcc6be4475e3002efcc963e5",
}
MIXED = {
    "activities": "38a0d05f2c301b2f7d04817eb3b4147d00db61b00a0237419275c00008c52209",
    "labels": "57c78912da9310a60018a38c66e58523e3f5e61a48c7bb5892b9a02c731266cb",
    "names": "fb3abb990f4e377d2f1c6fe9d55b083676490bfbe825a4b3b93904423aa6a2f4",
    "orders": "8f4be5ed88b5249871858e9f027603fd78e57a4d09afc6c45596b2916d836f8b",
    "ownership-changes": "2e624505bf01f3a9ac37dbdadb8fdf52f5db9b891189fee2e9d7490c544e68fe",
    "people": "fa148415f42094c5d51b877bb8960e2f664f0d2b71ae92e05004fde9dc341bf4",
    "quotas": "37c79936efad0b87ec48db69b2d0d01525b15108865860bfbaa79b5bf80c69f9",
}


def hashes(folder: Path) -> dict[str, str]:
    """File name without its ending → SHA-256 of its bytes."""
    found = {}
    for path in folder.glob("*.ndjson"):
        raw = path.read_bytes()
        if path.stem == "labels":
            labels = [json.loads(line) for line in raw.splitlines()]
            kept = [{name: value for name, value in label.items() if name != "decidable"} for label in labels]
            raw = "\n".join(json.dumps(label) for label in kept).encode()
        found[path.stem] = hashlib.sha256(raw).hexdigest()
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (WorldSettings(customers=300, seed=11), PLAIN),
        (WorldSettings(customers=200, seed=5, shuffle=True, duplicates=0.1, unlogged=0.4), MIXED),
    ],
    ids=["plain", "mixed"],
)
def test_the_default_world_of_a_seed_is_what_it_was(
    tmp_path: Path, settings: WorldSettings, expected: dict[str, str]
) -> None:
    simulate(tmp_path / "w", settings)
    assert hashes(tmp_path / "w") == expected
