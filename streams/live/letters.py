"""Records from Kafka: decoded strictly, or dead letters that keep them whole."""

from base64 import b64encode
from hashlib import sha256

from aiokafka.structs import ConsumerRecord

from detector.decode import Decoded, Unusable, decode_event
from detector.outputs import DeadLetter
from streams.cluster.keys import partition_of
from streams.lines import KEEP_BYTES

KEEP_HEADERS_BYTES = 16 * 1024
KEEP_KEY_BYTES = 16 * 1024


def decode_record(topic: str, key_field: str, record: ConsumerRecord) -> Decoded:
    """The event of a record of a topic (its plain name) whose key must be the id in `key_field`. Raises Unusable."""
    timestamp_ms = record.timestamp
    decoded = decode_event(topic, record.value, record_at=None if timestamp_ms < 0 else timestamp_ms * 1000)
    wanted = getattr(decoded.event, key_field).encode("utf-8", "surrogatepass")
    if record.key != wanted:
        found = "no key" if record.key is None else f"the key {_shown(record.key)}"
        message = f"the record has {found}; expected its {key_field} {_shown(wanted)}"
        raise Unusable("key_mismatch", message)
    return decoded


def check_partition(record: ConsumerRecord, partitions: int) -> None:
    """Refuse a record that murmur2 puts elsewhere: others with its key would be judged apart. Raises Unusable."""
    right = partition_of(record.key or b"", partitions)
    if record.partition != right:
        message = f"the record lies in partition {record.partition}; murmur2 puts its key into {right} of {partitions}"
        raise Unusable("wrong_partition", message)


def _shown(key: bytes) -> str:
    return repr(key[:60].decode(errors="replace"))


def letter_of(topic: str, record: ConsumerRecord, code: str, message: str) -> DeadLetter:
    """A record as a dead letter: whole, or by its head, length and SHA-256 where it is too big."""
    value, cut = record.value, record.value is not None and len(record.value) > KEEP_BYTES
    return DeadLetter(
        topic=topic,
        partition=record.partition,
        offset=record.offset,
        key_b64=None if record.key is None else b64encode(record.key[:KEEP_KEY_BYTES]).decode(),
        value_b64=None if value is None else b64encode(value[:KEEP_BYTES]).decode(),
        value_length=len(value) if cut else None,
        value_sha256=sha256(value).hexdigest() if cut else None,
        headers=_headers(record),
        reason_code=code,
        message=message,
    )


def _headers(record: ConsumerRecord) -> list[tuple[str, str]] | None:
    """Name and base64 of each header's value, up to a size."""
    kept, room = [], KEEP_HEADERS_BYTES
    for name, value in record.headers or ():
        room -= len(name) + len(value or b"")
        if room < 0:
            break
        kept.append((name, b64encode(value or b"").decode()))
    return kept or None
