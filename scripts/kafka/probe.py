"""Whether a broker answers: one Metadata request over a socket, without a client library."""

import socket
import struct

from scripts.kafka.layout import HOST

_METADATA, _VERSION, _CORRELATION = 3, 2, 7
_MAX_ANSWER_BYTES = 1 << 20


def brokers_seen_from(port: int, cluster_id: str, *, timeout_s: float = 2.0) -> frozenset[int]:
    """The ids of the brokers that the broker on this port knows as alive.

    Empty where it does not answer (yet), or where another cluster has the port.
    """
    # Kafka's protocol guide, "Metadata API", version 2: no topics asked for, so the answer has the brokers only.
    asked = struct.pack(">hhih6si", _METADATA, _VERSION, _CORRELATION, 6, b"status", 0)
    try:
        with socket.create_connection((HOST, port), timeout=timeout_s) as connection:
            connection.sendall(struct.pack(">i", len(asked)) + asked)
            (length,) = struct.unpack(">i", _read(connection, 4))
            if not 8 <= length <= _MAX_ANSWER_BYTES:
                return frozenset()
            seen_in, ids = _metadata(_read(connection, length))
            return ids if seen_in == cluster_id else frozenset()
    except (OSError, struct.error):
        return frozenset()


def _read(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise ConnectionResetError
        received += part
    return received


def _metadata(answer: bytes) -> tuple[str, frozenset[int]]:
    """The cluster's id and the brokers' ids."""
    correlation, count = struct.unpack_from(">ii", answer)
    if correlation != _CORRELATION:
        return "", frozenset()
    at, ids = 8, []
    for _ in range(count):
        (number,) = struct.unpack_from(">i", answer, at)
        _, at = _string(answer, at + 4)  # the host
        _, at = _string(answer, at + 4)  # behind the port: the rack
        ids.append(number)
    cluster_id, _ = _string(answer, at)
    return cluster_id, frozenset(ids)


def _string(answer: bytes, at: int) -> tuple[str, int]:
    """A string that may be null, and where it ends."""
    (length,) = struct.unpack_from(">h", answer, at)
    end = at + 2 + max(length, 0)
    return answer[at + 2 : end].decode("utf-8"), end
