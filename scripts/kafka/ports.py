"""Ports of loopback that nobody uses."""

import random
import socket

from scripts.kafka.layout import HOST

# Below what systems give to outgoing connections (32768 and up on Linux, 49152 elsewhere): while a killed broker is
# away, a client's connection could else be given the broker's own port, and the restart would fail.
_LOWEST, _HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """That many different free ports, at random, so that rigs beside each other hardly ever meet."""
    candidates = random.sample(range(_LOWEST, _HIGHEST), _HIGHEST - _LOWEST)
    free = (port for port in candidates if is_free(port))
    return [port for port, _ in zip(free, range(count), strict=False)]
