"""Columns of integers: exact both ways, little endian, as narrow as the numbers allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.columns import ColumnReader, ColumnWriter, pack_numbers, unpack_numbers

I64 = 2**63 - 1
columns = st.lists(
    st.one_of(
        st.lists(st.integers(-(2**63), I64), max_size=6),
        st.lists(st.integers(0, 300), max_size=6),
        st.lists(st.integers(-5, 5).map(lambda number: number * 86_400_000_000), max_size=6),
        st.lists(st.sampled_from([-(2**63), -1, 0, I64]), max_size=4),
    ),
    max_size=4,
)


@given(columns)
def test_columns_come_back_exactly(lists: list[list[int]]) -> None:
    writer = ColumnWriter()
    for values in lists:
        writer.column(values)
    assert all(-(2**63) <= number < 2**64 for number in writer.shape), "what MessagePack can hold"
    reader = ColumnReader(writer.shape, bytes(writer.data))
    assert [list(reader.column(len(values))) for values in lists] == lists
    reader.end()


@given(st.integers(1, 8), st.data())
def test_numbers_of_any_width(width: int, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, 256**width - 1), max_size=5))
    packed = pack_numbers(numbers, width)
    assert packed == b"".join(number.to_bytes(width, "little") for number in numbers)
    assert list(unpack_numbers(packed, width)) == numbers


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ([7, 7, 7], 0),
        ([2**40, 2**40], 0),
        ([-1, -1], 0),
        ([0, 255], 2),
        ([1000, 1255], 2),
        ([0, 256], 2),
        ([0, 1, 257], 6),
        ([0, 60, 3600, 7200], 4),
        ([0, 1, 65_536], 9),
        ([0, 1, 2**24], 12),
        ([10**15, 10**15 + 86_400 * 10**6], 2),
        ([0, 1, 2**40 - 1], 15),
        ([-(2**63), I64], 16),
        ([-(2**63), 0, I64], 24),
    ],
)
def test_how_many_bytes_a_column_takes(values: list[int], size: int) -> None:
    writer = ColumnWriter()
    writer.column(values)
    assert len(writer.data) == size


def test_what_was_not_written_cannot_be_read() -> None:
    writer = ColumnWriter()
    writer.column([1, 2, 500])
    with pytest.raises(ValueError, match="expected 8 or more"):
        ColumnReader(writer.shape, bytes(writer.data)).column(4)
    with pytest.raises(ValueError, match="or more"):
        ColumnReader([], b"").hashes(2**40)
    reader = ColumnReader(writer.shape, bytes(writer.data))
    reader.column(1)
    with pytest.raises(ValueError, match="expected 2$"):
        reader.end()
    with pytest.raises(ValueError, match="columns"):
        ColumnReader([0, 16], b"").end()
