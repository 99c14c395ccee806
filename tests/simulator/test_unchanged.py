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
    "activities": "07172f1716001fd6c645d6aa3c83a742fd893ed9d2a529ff4f6fdf23ecd7b808",
    "labels": "c6c8c25918273bea367fbdc4f2207790dcda4f34601aa44dd8446b66be10f79e",
    "names": "2a6821534396901cf0fffa61c747ea5d9039b6d85f319549b28c563880f7fc06",
    "orders": "3c8487f404788daa556726ad60223fb14dc4b0a05ad4254783887f44c6f55142",
    "ownership-changes": "7a90d437feccfd8bab45953e209a33bcf6f89d468fc456a084aa4eea376b37bd",
    "people": "2f48bb4885c658e10b12e5d1f5dd47d231530e541f9068c853ab541ef05b016f",
    "quotas": "7be1754ff86459080f6b73cb0db87e6cc2d8a6f62bab4785e26420b5e9791252",
}
MIXED = {
    "activities": "339ddc81b15a23e68c1587a958bb29263462221a247b58efaa0463ceab005df5",
    "labels": "ea2e36d135573107489176e31ebc714174bca1869003bfae8d9cf24314e70d35",
    "names": "cb9145fa0e1caed4ef2ae875d0bbdcfc319d749509d8ce2910725849f2743876",
    "orders": "cde530df480f449e1d39a7fad2eb51b9847733403af114848c3d5f52c8fe183a",
    "ownership-changes": "ec67d7c009541d764b1560e6c7be7f18a58c902da889d9ac2233fdec60d36ce6",
    "people": "fa148415f42094c5d51b877bb8960e2f664f0d2b71ae92e05004fde9dc341bf4",
    "quotas": "7724c0b3d0e283d90016fea13462fa49efdeead492072bc068ab29115b8832eb",
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
