"""A customer's timeline as bytes and back: what is written to Kafka for each changed customer and read by the million.

A state is a version byte, a MessagePack array (`_State`), and the CRC-32 of both. Activities, by far the most numerous,
stand in columns; other facts are rows of integers; every text is an index of one table, whose first entries are the
words of the contract. Equal timelines give equal bytes, whatever the order in which their events arrived.

Sizes and speed are measured by `benchmarks/state_size.py`; docs/state.md holds the figures.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product
from struct import error as WidthError

import msgspec

from detector.columns import ColumnReader, ColumnWriter
from detector.errors import StateError
from detector.events import ACTIVITY_TYPES
from detector.facts import ActivityFact, ChangeFact, DecisionFact, ReasonFact, StatementFact
from detector.instant import SECOND_US
from detector.sealing import CURE, seal, unseal
from detector.text import hash64
from detector.timeline import Timeline

VERSION = 1
"""The form written; a reader refuses any that it does not know."""

_UNKNOWN = -1
# The first entries of every table of texts; they belong to the version and never change within it.
_WORDS = (
    *("", "CNY", "USD", "EUR", "JPY", "new", "repeat", "renewal", "won", "amended", "refunded", "cancelled", "system"),
    *("leaver", "leave_cover", "territory_change", "pool_recycle", "capacity", "post_sale_handover"),
    *("policy_assignment", "other"),
)
# One number per activity stands for kind, direction, asks and what is kept of its text: nothing, a hash, a sketch too.
_NO_TEXT, _HASHED, _SKETCHED = range(3)
_WHAT = tuple(product(range(len(ACTIVITY_TYPES)), range(3), (False, True), (_NO_TEXT, _HASHED, _SKETCHED)))
_Text = tuple[int, int]  # hash and sketch
_SILENCE: _Text = (0, 0)
_WHAT_CODE: Mapping[tuple[int, int, bool, int], int] = {what: code for code, what in enumerate(_WHAT)}
_KIND_OF, _DIRECTION_OF, _ASKS_OF, _KEPT_OF = zip(*_WHAT, strict=True)
_CHANGE_INTS, _STATEMENT_INTS = 9, 11


class _State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """`count` activities with `digests` different texts, `sketches` of them with a sketch; `no_lag`: recording unknown.

    `words`: the table of texts behind _WORDS. `changes` and `statements`: rows of integers, one behind the other.
    """

    count: int
    digests: int
    sketches: int
    no_lag: int
    words: list[str]
    shape: list[int]
    data: bytes
    changes: list[int]
    statements: list[int]
    decisions: list[DecisionFact]


class _Words(dict[str, int]):
    """Text → index of the table; a new text takes the next one."""

    def __missing__(self, word: str) -> int:
        index = self[word] = len(self)
        return index


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_State)


def _pack_activities(activities: Sequence[ActivityFact], words: _Words, out: ColumnWriter) -> tuple[int, int, int]:
    """Write the columns; the number of different texts, of those with a sketch, and `no_lag`."""
    if not activities:
        return 0, 0, 0
    columns = zip(*activities, strict=True)
    at, actor, kind, direction, duration, units, digest, sketch, asks, recorded, stage, ids = columns
    # Most texts are said once: 0 for one not yet seen, else the number of the one repeated. No text has no entry.
    first: dict[_Text, int] = {}
    said = list(zip(digest, sketch, strict=True))
    texts = [first.get(text) or _note(first, text) for text in said if text != _SILENCE]
    sketches = [sketch for _, sketch in first if sketch]
    lags = [None if when == _UNKNOWN else when - us // SECOND_US for when, us in zip(recorded, at, strict=True)]
    no_lag = min((lag for lag in lags if lag is not None), default=0) - 1
    out.hashes(ids)
    out.hashes([digest for digest, _ in first])
    out.hashes(sketches)
    out.column([us // SECOND_US for us in at])
    out.column([us % SECOND_US for us in at])
    out.column([words[word] for word in actor])
    out.column([_WHAT_CODE[what] for what in zip(kind, direction, asks, map(_kept, said), strict=True)])
    out.column(duration)
    out.column(units)
    out.column(texts)
    out.column([no_lag if lag is None else lag for lag in lags])
    out.column([words[word] for word in stage])
    return len(first), len(sketches), no_lag


def _kept(text: _Text) -> int:
    """What is kept of a text."""
    return _NO_TEXT if text == _SILENCE else _SKETCHED if text[1] else _HASHED


def _note(first: dict[_Text, int], text: _Text) -> int:
    """Number a text not seen before, from 1 on; 0 stands for it here."""
    first[text] = len(first) + 1
    return 0


def encode_timeline(timeline: Timeline) -> bytes:
    """A timeline in its compact form. The id hashes of its facts are `hash64` of their event ids, as everywhere.

    >>> len(encode_timeline(Timeline()))
    17
    """
    activities, words, columns = timeline.activities, _Words({word: n for n, word in enumerate(_WORDS)}), ColumnWriter()
    digests, sketches, no_lag = _pack_activities(activities, words, columns)
    changes: list[int] = []
    for at, name, previous, new, by, reason, _ in timeline.changes:
        texts = (words[name], words[previous], words[new], words[by], words[reason.code], words[reason.text_code])
        changes += (at // SECOND_US, at % SECOND_US, *texts, int(reason.given))
    statements: list[int] = []
    for at, name, order, seller, entered, amount, currency, kind, source, status, _ in timeline.statements:
        ids = (words[name], words[order], words[seller], words[entered])
        terms = (words[currency], words[kind], words[source], words[status])
        statements += (at // SECOND_US, at % SECOND_US, amount, *ids, *terms)
    state = _State(
        len(activities),
        digests,
        sketches,
        no_lag,
        list(words)[len(_WORDS) :],
        columns.shape,
        bytes(columns.data),
        changes,
        statements,
        timeline.decisions,
    )
    return seal(VERSION, _ENCODER.encode(state))


def _unpack_activities(state: _State, words: Sequence[str]) -> list[ActivityFact]:
    if not state.count:
        return []
    count, no_lag, read = state.count, state.no_lag, ColumnReader(state.shape, state.data)
    ids, digests, sketches = read.hashes(count), read.hashes(state.digests), read.hashes(state.sketches)
    seconds, rest = read.column(count), read.column(count)
    actor, what = read.column(count), read.column(count)
    duration, units = read.column(count), read.column(count)
    kept = [_KEPT_OF[code] for code in what]
    texts = _texts_of(kept, read.column(count - kept.count(_NO_TEXT)), digests, sketches)
    lag, stage = read.column(count), read.column(count)
    read.end()
    rows = zip(
        [second * SECOND_US + us for second, us in zip(seconds, rest, strict=True)],
        [words[index] for index in actor],
        [_KIND_OF[code] for code in what],
        [_DIRECTION_OF[code] for code in what],
        duration,
        units,
        [digest for digest, _ in texts],
        [sketch for _, sketch in texts],
        [_ASKS_OF[code] for code in what],
        [_UNKNOWN if late == no_lag else second + late for second, late in zip(seconds, lag, strict=True)],
        [words[index] for index in stage],
        ids,
        strict=True,
    )
    return [tuple.__new__(ActivityFact, row) for row in rows]


def _texts_of(
    kept: Sequence[int], numbers: Sequence[int], digests: Sequence[int], sketches: Sequence[int]
) -> list[_Text]:
    """The text of each activity, by what is kept of it and, where that is anything, its number."""
    number, digest, sketch = iter(numbers), iter(digests), iter(sketches)
    known: list[_Text] = []
    texts = []
    for what in kept:
        if what == _NO_TEXT:
            texts.append(_SILENCE)
        elif place := next(number):
            texts.append(known[place - 1])
        else:
            known.append((next(digest), next(sketch) if what == _SKETCHED else 0))
            texts.append(known[-1])
    return texts


def _rows(numbers: Sequence[int], length: int) -> Iterator[tuple[int, ...]]:
    return zip(*[iter(numbers)] * length, strict=True)


def _unpack(state: _State) -> Timeline:
    words = (*_WORDS, *state.words)
    changes = []
    for second, us, name, previous, new, by, code, text, given in _rows(state.changes, _CHANGE_INTS):
        reason = ReasonFact(words[code], bool(given), words[text])
        at, key = second * SECOND_US + us, words[name]
        changes.append(ChangeFact(at, key, words[previous], words[new], words[by], reason, hash64(key.encode())))
    statements = []
    for second, us, amount, name, *texts in _rows(state.statements, _STATEMENT_INTS):
        at, key = second * SECOND_US + us, words[name]
        order, seller, entered, currency, kind, source, status = (words[index] for index in texts)
        whole = (at, key, order, seller, entered, amount, currency, kind, source, status, hash64(key.encode()))
        statements.append(StatementFact(*whole))
    return Timeline.from_facts(changes, _unpack_activities(state, words), statements, state.decisions)


def decode_timeline(state: bytes) -> Timeline:
    """The timeline of a compact form, exactly as it was.

    >>> decode_timeline(encode_timeline(Timeline())).activities
    []

    Raises StateError: another version, or bytes that are not what was written.
    """
    body = unseal(VERSION, state)
    try:
        return _unpack(_DECODER.decode(body))
    except (msgspec.MsgspecError, WidthError, IndexError, StopIteration, ValueError) as error:
        message = f"a customer's state of {len(state)} bytes is not in the form of version {VERSION}: {error}. {CURE}"
        raise StateError(message) from None


_BUILT_IN = frozenset(_WORDS)


class Mentions(Container[str]):
    """Which words (ids of people, orders, events) stand in a state, looked for without decoding or checking it.

    It may say yes to a word that only looks as if it stood there, never no to one that does. `state`: a compact form,
    or any bytes that hold one.

    >>> "amy" in Mentions(encode_timeline(Timeline())), "won" in Mentions(encode_timeline(Timeline()))
    (False, True)
    """

    __slots__ = ("_state",)

    def __init__(self, state: bytes) -> None:
        self._state = state

    def __contains__(self, word: object) -> bool:
        return _ENCODER.encode(word) in self._state or word in _BUILT_IN
