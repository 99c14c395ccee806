"""Lines of any length: what is usable is read whole, what is not by its head, in little memory."""

from hashlib import sha256
from pathlib import Path

import pytest

from streams import lines
from streams.intake import Intake, Source
from streams.lines import KEEP_BYTES, Cut, Line, lines_between, read_lines

LONGEST = 1000


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of over 1,000 bytes are too long, heads have 100."""
    monkeypatch.setattr(lines, "MAX_BYTES", LONGEST)
    monkeypatch.setattr(lines, "_LONGEST_LINE", LONGEST + 5)
    monkeypatch.setattr(lines, "_PIECE_BYTES", 64)
    monkeypatch.setattr(lines, "KEEP_BYTES", 100)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\n\r\n\nz\n"])
@pytest.mark.parametrize("length", [1, LONGEST - 1, LONGEST])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_may_be_used_is_whole(length: int, end: bytes, mark: bytes, tmp_path: Path, short: None) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(mark + b"x" * length + end)
    assert list(read_lines(path))[0] == Line(1, b"x" * length)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("length", [LONGEST + 1, LONGEST + 2, LONGEST + 5, LONGEST + 6, LONGEST + 64, 5000])
def test_what_is_too_long_keeps_head_length_and_hash(length: int, end: bytes, tmp_path: Path, short: None) -> None:
    record = bytes(97 + n % 26 for n in range(length))
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"first\n" + record + end)
    first, *rest = read_lines(path)
    assert first == Line(1, b"first")
    assert len(rest) == 1
    cut = rest[0].cut or Cut(len(rest[0].value), sha256(rest[0].value).hexdigest())
    assert cut == Cut(length, sha256(record).hexdigest())
    assert rest[0].value in (record, record[:100])
    if length > LONGEST + 5:
        assert rest[0].cut is not None


def test_what_follows_a_long_line_has_its_number(tmp_path: Path, short: None) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\xef\xbb\xbf" + b"y" * 3000 + b"\n\nlast\n" + b" " * 3000 + b"\r\n" + b"end")
    found = list(read_lines(path))
    assert [(line.number, line.value) for line in found] == [(1, b"y" * 100), (3, b"last"), (5, b"end")]
    assert found[0].cut == Cut(3000, sha256(b"y" * 3000).hexdigest())
    with path.open("rb") as stream:
        assert [line.number for line in lines_between(stream, 10, None)] == [1, 2, 3, 4], "from a start within it"


def test_carriage_returns_within_a_long_line_belong_to_it(tmp_path: Path, short: None) -> None:
    record = b"a" * 1100 + b"\r" * 200 + b"b"
    path = tmp_path / "a.ndjson"
    path.write_bytes(record + b"\r\r\n")
    assert [line.cut for line in read_lines(path)] == [Cut(len(record), sha256(record).hexdigest())]


def test_a_cut_record_is_a_dead_letter() -> None:
    from detector.words import NO_TEXT_RULES

    intake = Intake(NO_TEXT_RULES)
    intake.take(Source("crm.orders.v1", "orders.ndjson", 9), b"z" * KEEP_BYTES, Cut(10**9, "ab" * 32))
    (letter,) = intake.dead_letters
    assert (letter.reason_code, letter.value_length, letter.value_sha256) == ("too_big", 10**9, "ab" * 32)
    assert "1000000000 bytes" in letter.message
    assert intake.counts.dead_letters.total() == intake.counts.read.total() == 1
