"""The compact state: exact both ways, the same bytes for the same facts, small, and never misread."""

from random import Random
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.compact import VERSION, decode_timeline, encode_timeline
from detector.errors import StateError
from detector.facts import ActivityFact, ChangeFact, DecisionFact, ReasonFact, StatementFact
from detector.instant import SECOND_US, parse_instant
from detector.text import hash64
from detector.timeline import Timeline
from tests.detector.facts_strategies import activities, changes, contents, decisions, statements, timeline_of

START = parse_instant("2026-03-01T01:30:00Z")


def call(number: int, **other: object) -> ActivityFact:
    at = START + number * 3600 * SECOND_US
    fact = ActivityFact(at, "amy", 0, 2, 60, 9, number + 1, number + 7, False, at // SECOND_US + 5, "quoted", number)
    return fact._replace(**other)  # type: ignore[arg-type]


def sealed(version: int, body: bytes) -> bytes:
    whole = bytes([version]) + body
    return whole + crc32(whole).to_bytes(4, "little")


@given(
    st.lists(activities, max_size=12),
    st.lists(changes, max_size=3),
    st.lists(statements, max_size=3),
    st.lists(decisions, max_size=3),
)
def test_round_trip_is_exact(
    a: list[ActivityFact], c: list[ChangeFact], s: list[StatementFact], d: list[DecisionFact]
) -> None:
    timeline = timeline_of(a, c, s, d)
    again = decode_timeline(encode_timeline(timeline))
    assert contents(again) == contents(timeline)
    assert [tuple(map(type, fact)) for fact in again.activities] == [
        tuple(map(type, fact)) for fact in timeline.activities
    ]
    assert all(type(fact) is ActivityFact for fact in again.activities)


@given(st.lists(activities, min_size=2, max_size=8, unique_by=lambda fact: fact.id_hash), st.randoms())
def test_bytes_do_not_depend_on_the_order_of_arrival(facts: list[ActivityFact], random: Random) -> None:
    shuffled = random.sample(facts, len(facts))
    assert encode_timeline(timeline_of(shuffled)) == encode_timeline(timeline_of(facts))


def test_a_read_state_goes_on_where_it_stopped() -> None:
    again = decode_timeline(encode_timeline(timeline_of([call(1), call(2)])))
    assert again.apply(call(1)) == "duplicate"
    assert again.apply(call(2, duration_s=61)) == "id_conflict"
    assert again.apply(call(3)) == "applied"
    assert [fact.id_hash for fact in again.activities] == [1, 2, 3]


@pytest.mark.parametrize("count", [255, 256, 257, 1000])
def test_many_different_actors_stages_and_texts(count: int) -> None:
    facts = [call(n, actor=f"p{n}", stage=f"s{n}", text_digest=2**64 - 1 - n) for n in range(count)]
    timeline = timeline_of(facts)
    assert contents(decode_timeline(encode_timeline(timeline))) == contents(timeline)


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("recorded before it happened", {"recorded_s": START // SECOND_US - 10**6}),
        ("recorded in year 1", {"recorded_s": -62_135_596_800}),
        ("recorded in year 9999", {"recorded_s": 253_402_300_799}),
        ("recorded at the very second", {"recorded_s": START // SECOND_US}),
        ("recording unknown", {"recorded_s": -1}),
        ("longest duration", {"duration_s": 2**63 - 1}),
        ("no duration", {"duration_s": -1}),
        ("a microsecond more", {"at": START + 1}),
        ("first instant", {"at": parse_instant("1990-01-01T00:00:00Z")}),
        ("last instant", {"at": parse_instant("2100-12-31T23:59:59.999999Z")}),
        ("largest hashes", {"id_hash": 2**64 - 1, "text_digest": 2**64 - 1}),
        ("no text", {"text_digest": 0, "text_units": 0}),
    ],
)
@pytest.mark.parametrize("beside", [0, 1, 2])
def test_extremes(what: str, other: dict[str, object], beside: int) -> None:
    timeline = timeline_of([call(0, **other), *(call(n) for n in range(1, beside + 1))])
    assert contents(decode_timeline(encode_timeline(timeline))) == contents(timeline), what


def test_thirty_bytes_per_activity_and_eight_for_a_mail() -> None:
    random = Random(1)
    second = START // SECOND_US
    facts = []
    for number in range(200):
        at = second + random.randrange(365 * 86400)
        facts.append(
            call(number)._replace(
                at=at * SECOND_US,
                actor=random.choice(["E1017", "E1042", "E1108"]),
                duration_s=random.randrange(5, 5400),
                text_digest=random.getrandbits(64),
                text_sketch=random.getrandbits(64) if number % 2 else 0,
                id_hash=random.getrandbits(64),
                recorded_s=at + random.randrange(20_000),
                stage=random.choice(["", "lead", "quoted", "negotiation"]),
            )
        )
    empty = len(encode_timeline(Timeline()))
    assert (len(encode_timeline(timeline_of(facts))) - empty) / 200 <= 30 + 8 / 2


def test_no_word_of_a_text_can_be_in_a_state() -> None:
    assert not {"content", "text", "reason_text"} & set(ActivityFact._fields + ChangeFact._fields + ReasonFact._fields)
    assert b"quoted" in encode_timeline(timeline_of([call(1)])), "stages are kept: this test can see a word"


def test_little_endian_on_every_machine() -> None:
    state = encode_timeline(timeline_of([call(1, id_hash=1), call(2, id_hash=0x0102030405060708)]))
    assert b"\x01\0\0\0\0\0\0\0\x08\x07\x06\x05\x04\x03\x02\x01" in state
    assert state[-4:] == crc32(state[:-4]).to_bytes(4, "little")
    assert state[0] == VERSION


VERSION_1 = (
    "019a0302020498a3616d79a3626f62a671756f746564a26f31a6e78e8be88ab3a26431a24f31a3776562dc0012ce69a3a4a8"
    "cde1010010001100113c100910001000111710c4440100000000000000020000000000000003000000000000000200000000"
    "0000000200000000000000080000000000000009000000000000000001021516150e0ea805050499ce69a396980018151619"
    "110d019bce69a3969805cd01f41a1b160001051c08919bcf00064bec68a0d600a27831a16da772656c65617365c3a24f31a0"
    "a4352e30309192a3626f62a13193a86361706163697479c3a66c6561766572cfb680a96ce4168b3dc8e24fb8"
)


def test_what_version_1_wrote_is_read_for_good() -> None:
    """These bytes are in somebody's topic: a change that cannot read them, or writes others, needs a new version."""
    given = ReasonFact("capacity", True, "leaver")
    timeline = timeline_of(
        [
            call(1),
            call(2, actor="bob", text_digest=2),
            call(3, recorded_s=-1, text_digest=0, text_sketch=0, kind=9, direction=1),
        ],
        [ChangeFact(START, "o1", "amy", "bob", "王芳", given, hash64(b"o1"))],
        [StatementFact(START + 5, "d1", "O1", "bob", "", 500, "CNY", "new", "web", "won", hash64(b"d1"))],
        [DecisionFact(START, "x1", "m", "release", True, "O1", "", "5.00", (("bob", "1"),), given, hash64(b"x1"))],
    )
    assert encode_timeline(timeline).hex() == VERSION_1
    assert contents(decode_timeline(bytes.fromhex(VERSION_1))) == contents(timeline)


@pytest.mark.parametrize("version", [0, VERSION + 1, 255])
def test_another_version_is_refused(version: int) -> None:
    body = encode_timeline(timeline_of([call(1)]))[1:-4]
    with pytest.raises(StateError, match=rf"version {version}; this program knows version {VERSION}"):
        decode_timeline(sealed(version, body))


@pytest.mark.parametrize("length", range(5))
def test_too_short_to_be_a_state(length: int) -> None:
    with pytest.raises(StateError, match=f"has {length} bytes"):
        decode_timeline(bytes([VERSION] * length))


def test_every_damaged_byte_and_every_cut_is_noticed() -> None:
    state = encode_timeline(timeline_of([call(1), call(2, actor="bob", at=START)]))
    for position in range(len(state)):
        damaged = bytearray(state)
        damaged[position] ^= 0x40
        with pytest.raises(StateError):
            decode_timeline(bytes(damaged))
        with pytest.raises(StateError):
            decode_timeline(state[:position])
    with pytest.raises(StateError):
        decode_timeline(state + b"\0")


@given(st.data())
def test_another_writers_mistakes_are_refused_too(data: st.DataObject) -> None:
    """With a right checksum, a body in which one value differs is read as something or refused, never a crash."""
    body = encode_timeline(timeline_of([call(1), call(2, actor="bob")]))[1:-4]
    fields = msgspec.msgpack.decode(body)
    index = data.draw(st.integers(0, len(fields) - 1))
    wrong = st.one_of(st.none(), st.integers(-(2**63), 2**32), st.text(max_size=3), st.binary(max_size=40))
    fields[index] = data.draw(st.one_of(wrong, st.lists(st.integers(-3, 10**6), max_size=20)))
    try:
        decode_timeline(sealed(VERSION, msgspec.msgpack.encode(fields)))
    except StateError as error:
        assert "Let it be built again" in str(error)


@pytest.mark.parametrize(
    ("what", "index", "value"),
    [
        ("more activities than columns hold", 0, 3),
        ("fewer activities than columns hold", 0, 1),
        ("an actor that is not in the table", 4, ["amy"]),
        ("a column too few", 5, [0, 16]),
        ("a width that no integer has", 5, [0, 19] * 8),
    ],
)
def test_columns_that_do_not_fit_are_refused(what: str, index: int, value: object) -> None:
    fields = msgspec.msgpack.decode(encode_timeline(timeline_of([call(1), call(2, actor="bob")]))[1:-4])
    fields[index] = value
    with pytest.raises(StateError, match="not in the form"):
        decode_timeline(sealed(VERSION, msgspec.msgpack.encode(fields)))


def test_a_count_that_is_none_does_not_take_all_memory() -> None:
    fields = msgspec.msgpack.decode(encode_timeline(timeline_of([call(1)]))[1:-4])
    fields[0] = 2**40
    with pytest.raises(StateError, match="not in the form"):
        decode_timeline(sealed(VERSION, msgspec.msgpack.encode(fields)))
