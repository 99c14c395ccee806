"""How the console reaches people and systems elsewhere: by links, and by webhooks."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cli.casework.work import read_keys
from console.webhooks.addresses import Network, read_networks
from detector.errors import UsageError
from store.accounts.links import SHORTEST_KEY_BYTES


class Outward(NamedTuple):
    """By which keys links are signed, and where webhooks may lead beside public addresses."""

    link_keys: Sequence[bytes]
    networks: Sequence[Network]


def outward_of(keys: Path | None, networks: Sequence[str]) -> Outward:
    """As given on the command line; no file: no keys. Raises UsageError, InputError."""
    found = read_keys(keys) if keys is not None else []
    if any(len(key) < SHORTEST_KEY_BYTES for key in found):
        message = f"{keys}: a key has at least {SHORTEST_KEY_BYTES} characters; `openssl rand -hex 32` makes one"
        raise UsageError(message)
    return Outward(found, read_networks(networks))
