"""Chunks and buckets: whatever the boundaries, every record is there once, in order, under its line number."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import buckets
from streams.lines import Line, read_lines


def record(customer: str, number: int) -> bytes:
    return b'{"customer_id":"%s","n":%d}' % (customer.encode(), number)


def chunks_of(path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> list[buckets.Chunk]:
    monkeypatch.setattr(buckets, "CHUNK_BYTES", size)
    return buckets.plan_chunks({"crm.orders.v1": path})


def split_and_read(chunks: list[buckets.Chunk], spool: Path, count: int) -> list[list[Line]]:
    """The records of each bucket, numbered within the file."""
    spool.mkdir(exist_ok=True)
    found: list[list[Line]] = [[] for _ in range(count)]
    before = 0
    for chunk in chunks:
        lines = buckets.split_chunk(chunk, spool, count).lines
        for bucket in range(count):
            for line in buckets.read_bucket(spool, bucket, chunk.number):
                found[bucket].append(line._replace(number=before + line.number))
        before += lines
    assert list(spool.iterdir()) == [], "what is read once is not kept"
    return found


CONTENTS = {
    "plain": b"\n".join(record("abc"[n % 3], n) for n in range(40)) + b"\n",
    "no newline at the end": record("a", 1) + b"\n" + record("b", 2),
    "carriage returns": record("a", 1) + b"\r\n" + record("b", 2) + b"\r\n",
    "blank lines": b"\n\n" + record("a", 1) + b"\n   \n\t\r\n\n" + record("b", 2) + b"\n\n\n",
    "byte order mark": b"\xef\xbb\xbf" + record("a", 1) + b"\n" + record("b", 2) + b"\n",
    "only a byte order mark": b"\xef\xbb\xbf",
    "mark and blank line": b"\xef\xbb\xbf\r\n" + record("a", 1) + b"\n",
    "empty": b"",
    "only newlines": b"\n" * 50,
    "a line longer than chunks": record("a", 1) + b"\n" + record("b" * 500, 2) + b"\n" + record("a", 3) + b"\n",
    "no records": b"garbage\n{}\n[1]\n" + b"\xff\xfe\n" + b'{"customer_id": 7}\n' + b'{"customer_id": ""}\n',
    "half a pair": b'{"customer_id":"a","extra":"\\ud83d"}\n' + record("a", 2) + b"\n",
    "half a pair in the id": b'{"customer_id":"\\ud83d"}\n{"customer_id":"\\ud83d","n":2}\n',
}


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("chunk_bytes", [1, 7, 29, 64, 10_000])
def test_no_boundary_loses_or_doubles_a_record(
    name: str, chunk_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders.ndjson"
    path.write_bytes(CONTENTS[name])
    found = split_and_read(chunks_of(path, chunk_bytes, monkeypatch), tmp_path / "spool", 4)
    assert sorted(line for lines in found for line in lines) == list(read_lines(path))
    assert all(lines == sorted(lines) for lines in found), "the order of reading is kept"


def test_numbers_and_values_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.ndjson"
    path.write_bytes(CONTENTS["blank lines"])
    assert list(read_lines(path)) == [Line(3, record("a", 1)), Line(7, record("b", 2))]
    path.write_bytes(CONTENTS["mark and blank line"])
    assert list(read_lines(path)) == [Line(2, record("a", 1))]


LINES = st.lists(st.sampled_from([b"", b" ", b"\r", b"x", b"{}", *(record(c, 1) for c in "abc")]), max_size=30)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(lines=LINES, end=st.booleans(), chunk_bytes=st.integers(1, 120), mark=st.booleans())
def test_any_lines_and_any_chunks(
    lines: list[bytes], end: bool, chunk_bytes: int, mark: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "orders.ndjson"
    path.write_bytes(b"\xef\xbb\xbf" * mark + b"\n".join(lines) + b"\n" * end)
    expected = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    with pytest.MonkeyPatch.context() as patch:
        found = split_and_read(chunks_of(path, chunk_bytes, patch), folder / "spool", 3)
    assert sorted((line.number, line.value) for part in found for line in part) == expected


def test_a_customer_stays_in_one_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.ndjson"
    escaped = b'{"customer_id":"\\u0061","half":"\\ud83d"}'  # customer a, and half a pair in an unknown field
    path.write_bytes(b"\n".join([*(record("abcdefgh"[n % 8], n) for n in range(400)), escaped]))
    found = split_and_read(chunks_of(path, 1000, monkeypatch), tmp_path / "spool", 5)
    for letter in "abcdefgh":
        in_buckets = [any(b'"%s"' % letter.encode() in line.value for line in lines) for lines in found]
        assert sum(in_buckets) == 1, letter
    of_a = next(lines for lines in found if any(b'"a"' in line.value for line in lines))
    assert any(line.value == escaped for line in of_a), "however the id is written"


def test_garbage_is_spread_over_the_buckets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.ndjson"
    path.write_bytes(b"id;customer;amount\n" * 1000)
    found = split_and_read(chunks_of(path, 5000, monkeypatch), tmp_path / "spool", 4)
    sizes = [len(lines) for lines in found]
    assert sum(sizes) == 1000
    assert min(sizes) > 200, "or one bucket would have to hold all of it in memory"


def test_the_number_of_buckets_is_a_function_of_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.ndjson"
    path.write_bytes(b"x" * 1000)
    chunks = chunks_of(path, 300, monkeypatch)
    assert [(chunk.start, chunk.end) for chunk in chunks] == [(0, 300), (300, 600), (600, 900), (900, 1000)]
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 400)
    assert buckets.bucket_count(chunks) == 3
    assert buckets.bucket_count([]) == 1
    assert Counter(chunk.number for chunk in chunks) == Counter(range(4))
