"""Which partition a key belongs to: murmur2, as Java's clients do it."""

from aiokafka.partitioner import murmur2


def partition_of(key: bytes | None, partitions: int) -> int:
    """The partition of a key; a missing key counts as an empty one.

    >>> [partition_of(key, 4) for key in (b"C1", b"C2", b"C3", "客户".encode(), None)]
    [1, 1, 3, 1, 1]
    """
    return int(murmur2(key or b"") & 0x7FFFFFFF) % partitions
