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
    "activities": "eb33ca498c2ccd03af1cdfda0b5179b00d88eb4b5096625a741355f8cfb7a7e5",
    "labels": "ab35d6bd6bf01310548f498bab12de554ad33f204e57f12c51560f998bcbdbce",
    "names": "e216ac0eca2188411b461538153ea8d5c25c01a9c66e15006251c0acf0ca6373",
    "orders": "babb8674553930ceaf509a0b716696b8ad2f8c78e36df760615b74a6b8b6f293",
    "ownership-changes": "f91768b5e017227b958070de2065169f69bf956a728da9061b19573cec273811",
    "people": "2f48bb4885c658e10b12e5d1f5dd47d231530e541f9068c853ab541ef05b016f",
    "quotas": "fa49b0b3a6b116be42cc31a77cef8ff7eb5422bef1d836f456343893daae2109",
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
