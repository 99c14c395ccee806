"""Integers in few bytes: a column is an offset, a step, and unsigned numbers of the least width that holds them.

Little endian on every machine. Each column comes back exactly; one that says the same everywhere takes no bytes.
"""

from collections.abc import Sequence
from math import gcd
from struct import pack, unpack, unpack_from

_STEPS_END = 1 << 40  # a larger step would not fit beside a width in 64 bits
# Width in bytes → the next wider integer that the machine packs by itself.
_WIDER = ((0, ""), (1, "B"), (2, "H"), (4, "I"), (4, "I"), (8, "Q"), (8, "Q"), (8, "Q"), (8, "Q"))


def pack_numbers(numbers: Sequence[int], width: int) -> bytes:
    r"""Unsigned numbers, `width` bytes each.

    >>> pack_numbers([1, 65536], 3)
    b'\x01\x00\x00\x00\x00\x01'
    """
    size, code = _WIDER[width]
    data = bytearray(pack(f"<{len(numbers)}{code}", *numbers))
    for spare in range(size, width, -1):
        del data[spare - 1 :: spare]  # the highest byte of each, which is 0
    return bytes(data)


def unpack_numbers(data: bytes, width: int) -> Sequence[int]:
    """What `pack_numbers` wrote. Raises struct.error or ValueError where the length does not fit."""
    size, code = _WIDER[width]
    count = len(data) // width
    if size != width:
        whole = bytearray(size * count)
        for place in range(width):
            whole[place::size] = data[place::width]
        data = bytes(whole)
    return unpack(f"<{count}{code}", data)


class ColumnWriter:
    """Columns behind each other in `data`; two integers for each in `shape`: offset, and step × 16 + width."""

    def __init__(self) -> None:
        self.shape: list[int] = []
        self.data = bytearray()

    def hashes(self, values: Sequence[int]) -> None:
        """64-bit values as they are; their number is not kept."""
        self.data += pack(f"<{len(values)}Q", *values)

    def column(self, values: Sequence[int]) -> None:
        """Integers from -2^63 to 2^63 - 1; their number is not kept."""
        low, high = (min(values), max(values)) if values else (0, 0)
        if low == high:
            self.shape += (low, 16)
        elif 0 <= low and high < 256:
            self.shape += (0, 17)
            self.data += bytes(values)
        else:
            numbers = [value - low for value in values]
            step = gcd(*numbers)
            if step >= _STEPS_END:
                step = 1
            if step > 1:
                numbers = [number // step for number in numbers]
            width = (((high - low) // step).bit_length() + 7) // 8
            self.shape += (low, step * 16 + width)
            self.data += pack_numbers(numbers, width)


class ColumnReader:
    """Reads in the same order what a `ColumnWriter` wrote. Raises ValueError, struct.error or IndexError."""

    def __init__(self, shape: Sequence[int], data: bytes) -> None:
        self._shape = iter(shape)
        self._data = data
        self._at = 0

    def _take(self, size: int) -> int:
        start, self._at = self._at, self._at + size
        if not 0 <= start <= self._at <= len(self._data):
            message = f"{len(self._data)} bytes of columns; expected {self._at} or more"
            raise ValueError(message)
        return start

    def hashes(self, count: int) -> tuple[int, ...]:
        """So many 64-bit values."""
        return unpack_from(f"<{count}Q", self._data, self._take(8 * count))

    def column(self, count: int) -> Sequence[int]:
        """The next column, of so many integers."""
        offset, form = next(self._shape, 0), next(self._shape, 0)
        step, width = divmod(form, 16)
        if width == 0:
            return [offset] * count
        start = self._take(count * width)
        numbers = unpack_numbers(self._data[start : self._at], width)
        return numbers if offset == 0 and step == 1 else [offset + step * number for number in numbers]

    def end(self) -> None:
        """Everything must have been read."""
        if self._at != len(self._data) or next(self._shape, None) is not None:
            message = f"{len(self._data)} bytes of columns; expected {self._at}"
            raise ValueError(message)
