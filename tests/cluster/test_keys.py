"""Keys are read as the worker reads them, and go to the partition to which Java's producer would send them."""

import pytest
from aiokafka.partitioner import murmur2

from streams.cluster.keys import partition_of, record_key

# From Apache Kafka's own UtilsTest.testMurmur2: signed 32-bit numbers.
JAVA = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize(("key", "hashed"), JAVA.items())
def test_the_hash_is_javas(key: bytes, hashed: int) -> None:
    assert murmur2(key) == hashed % 2**32
    for partitions in (1, 3, 4, 12):
        # Java: Utils.toPositive(Utils.murmur2(key)) % partitions
        assert partition_of(key, partitions) == (hashed & 0x7FFFFFFF) % partitions


@pytest.mark.parametrize(
    ("topic", "value", "key"),
    [
        ("crm.people.v1", '{"person_id":"林"}', "林"),
        ("crm.quotas.v1", '{"person_id":"lin","customer_id":"c"}', "lin"),
        ("crm.names.v1", '{"subject_id":"c-1"}', "c-1"),
        ("crm.orders.v1", '{"order_id":"o","customer_id":"c-1"}', "c-1"),
        ("transferwatch.decisions.v1", '{"customer_id":"c-1","reason":"\\ud83d"}', "c-1"),
        ("crm.names.v1", '{"subject_id":"c-1","display_name":"\\ud83d"}', "c-1"),
        ("crm.orders.v1", '{"customer_id":"a\\u0062"}', "ab"),
        ("crm.orders.v1", '{"customer_id":""}', None),
        ("crm.orders.v1", '{"customer_id":"\\ud83d"}', None),
        ("crm.orders.v1", '{"customer_id":5}', None),
        ("crm.orders.v1", '{"person_id":"lin"}', None),
        ("crm.people.v1", '["person_id"]', None),
        ("crm.people.v1", '{"person_id":"lin"', None),
        ("crm.people.v1", "[" * 200_000, None),
    ],
)
def test_the_key_is_read_from_the_record(topic: str, value: str, key: str | None) -> None:
    assert record_key(topic, value.encode()) == (None if key is None else key.encode())


def test_bytes_that_are_no_text_have_no_key() -> None:
    assert record_key("crm.orders.v1", b'{"customer_id":"\xff"}') is None
