"""Whether a broker answers: one Metadata request over a socket, without a client library."""

import socket
import struct

from scripts.kafka.layout import HOST

_METADATA, _VERSION, _CORRELATION = 3, 1, 7
_MAX_ANSWER_BYTES = 1 << 20


def brokers_seen_from(port: int, *, timeout_s: float = 2.0) -> frozenset[int]:
    """The ids of the brokers that the broker on this port knows as alive; empty where it does not answer (yet)."""
    # Kafka's protocol guide, "Metadata API", version 1: no topics asked for, so the answer has the brokers only.
    asked = struct.pack(">hhih6si", _METADATA, _VERSION, _CORRELATION, 6, b"status", 0)
    try:
        with socket.create_connection((HOST, port), timeout=timeout_s) as connection:
            connection.sendall(struct.pack(">i", len(asked)) + asked)
            (length,) = struct.unpack(">i", _read(connection, 4))
            if not 8 <= length <= _MAX_ANSWER_BYTES:
                return frozenset()
            return _broker_ids(_read(connection, length))
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


def _broker_ids(answer: bytes) -> frozenset[int]:
    correlation, count = struct.unpack_from(">ii", answer)
    if correlation != _CORRELATION:
        return frozenset()
    at, ids = 8, []
    for _ in range(count):
        number, host_length = struct.unpack_from(">ih", answer, at)
        at += 6 + host_length + 4  # the id, the host, the port
        (rack_length,) = struct.unpack_from(">h", answer, at)
        at += 2 + max(rack_length, 0)
        ids.append(number)
    return frozenset(ids)
