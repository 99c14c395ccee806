"""A team's month adds up in any order, gives back what is taken out, and keeps exactly what it is."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.errors import StateError
from detector.sealing import seal
from detector.team_facts import OrderFact
from detector.team_stage import VERSION, TeamPeriod
from tests.detector.facts_strategies import I64, texts

PEOPLE = st.sampled_from(["lin", "mei", "wang", "a:b", "王芳", "%3A"])
NAMES = st.one_of(PEOPLE, texts.filter(bool))


@st.composite
def facts(draw: st.DrawFn, team: str = "north") -> OrderFact:
    """A fact of one team and month, as the customer stage may write it."""
    involved = sorted(draw(st.sets(NAMES, min_size=1, max_size=4)))
    selling = [person for person in involved if draw(st.booleans())]
    transfer = (draw(st.sampled_from(involved)), draw(NAMES)) if draw(st.booleans()) else None
    amount = draw(st.one_of(st.integers(1, 10**7), st.sampled_from([1, I64])))
    order = draw(st.sampled_from(["O1", "O2", "O3", "O:4", "单5"]))
    where = draw(st.sampled_from(["C1", "C2"])), order
    currency = draw(st.sampled_from(["CNY", "JPY", "KWD"]))
    days = draw(st.integers(-1, 400))
    return OrderFact(
        team,
        "2026-03",
        *where,
        amount,
        currency,
        tuple(involved),
        tuple(selling),
        transfer,
        path=transfer or draw(st.sampled_from([None, (involved[0], "wang")])),
        needless=draw(st.booleans()),
        days=days,
        days_after=draw(st.integers(-1, max(-1, days))),
    )


def summed(several: list[OrderFact], team: str = "north") -> TeamPeriod:
    sums = TeamPeriod(team, "2026-03")
    for fact in several:
        sums.apply(fact)
    return sums


def again(sums: TeamPeriod) -> TeamPeriod:
    return TeamPeriod.decode(sums.team, sums.period, sums.encode())


@given(st.lists(facts(), max_size=8), st.randoms())
def test_the_order_of_arrival_changes_no_byte(several: list[OrderFact], random: Random) -> None:
    mixed = random.sample(several, len(several))
    assert summed(mixed).encode() == summed(several).encode()
    assert summed(mixed).findings() == summed(several).findings()


@settings(max_examples=200)
@given(st.lists(facts(), max_size=8), st.data())
def test_what_is_taken_out_was_never_there(several: list[OrderFact], data: st.DataObject) -> None:
    """Any mix of adding, taking out (before or after) and storing in between equals what is left, added afresh."""
    gone = [fact for fact in several if data.draw(st.booleans())]
    left = list((Counter(several) - Counter(gone)).elements())
    steps = data.draw(st.permutations([(fact, 1) for fact in several] + [(fact, -1) for fact in gone]))
    sums = TeamPeriod("north", "2026-03")
    for fact, sign in steps:
        sums.apply(fact, 1 if sign > 0 else -1)
        if data.draw(st.integers(0, 3)) == 0:
            sums = again(sums)
        sums.findings()  # half of a correction may be read: never an error
    assert sums.encode() == summed(left).encode()
    assert sums.findings() == summed(left).findings()
    assert sums.is_empty == (not left)


@given(st.lists(facts(), max_size=6), st.lists(facts(), max_size=6))
def test_parts_that_were_added_up_apart_merge(one: list[OrderFact], other: list[OrderFact]) -> None:
    merged = summed(one)
    merged.merge(again(summed(other)))
    assert merged.encode() == summed(one + other).encode()


@given(st.lists(facts(), max_size=8))
def test_stored_sums_are_exactly_the_sums(several: list[OrderFact]) -> None:
    sums = summed(several)
    assert again(sums).encode() == sums.encode()
    assert again(sums).findings() == sums.findings()
    assert (sums.encode() == b"") == sums.is_empty == (not several)


def test_sums_of_the_largest_amounts_are_exact() -> None:
    largest = OrderFact("north", "2026-03", "C1", "O1", I64, "CNY", ("lin",), ("lin",))
    sums = again(summed([largest] * 30))
    (person, _) = sums.findings()
    assert person.params and person.params["amounts"] == "2767011611056432742.10 CNY"
    for _ in range(60):
        sums.apply(largest, -1)
        sums = again(sums)
    for _ in range(30):
        sums.apply(largest)
    assert sums.encode() == b""


def test_a_state_is_compact() -> None:
    """A team of 12 people with 300 orders in the month, a tenth of them transferred."""
    several = []
    for number in range(300):
        seller, assistant = f"E{1000 + number % 9}", f"E{2000 + number % 3}"
        transfer = (seller, assistant) if number % 10 == 0 else None
        involved = (seller, assistant) if transfer else (seller,)
        order = f"SO{number:08}"
        several.append(OrderFact("n", "2026-03", f"C{number}", order, 9999, "CNY", involved, (seller,), transfer))
    assert len(summed(several).encode()) < 1200


VERSION_1 = (
    "019396a0a3434e59a34a5059a24f31a36c696ea6e78e8be88ab3dc002c000000000004000000050000010001000100020001"
    "04010001040200010501000204000003040503040405019b030301cd2710b431383434363734343037333730393535313631"
    "34cd2710b43138343436373434303733373039353531363134cd27100301cd2710886bbb9d"
)


def test_what_version_1_wrote_is_read_for_good() -> None:
    """These bytes are in somebody's topic: a change that cannot read them, or writes others, needs a new version."""
    involved, huge = ("lin", "王芳"), OrderFact("north", "2026-03", "C2", "O2", I64, "JPY", ("lin",), ("lin",))
    first = OrderFact("north", "2026-03", "C1", "O1", 10_000, "CNY", involved, ("lin",), ("lin", "王芳"))
    sums = summed([first, huge, huge])
    assert sums.encode().hex() == VERSION_1
    assert TeamPeriod.decode("north", "2026-03", bytes.fromhex(VERSION_1)).findings() == sums.findings()


@pytest.mark.parametrize("version", [0, VERSION + 1, 255])
def test_another_version_is_refused(version: int) -> None:
    state = summed([OrderFact("north", "2026-03", "C1", "O1", 1, "CNY", ("lin",))]).encode()
    with pytest.raises(StateError, match=f"team 'north' in 2026-03 has version {version}; .* knows version {VERSION}"):
        TeamPeriod.decode("north", "2026-03", bytes([version]) + state[1:])


def test_any_damaged_byte_is_noticed() -> None:
    state = summed([OrderFact("north", "2026-03", "C1", "O1", 1, "CNY", ("lin",))]).encode()
    for place in range(len(state)):
        with pytest.raises(StateError, match="team 'north' in 2026-03"):
            TeamPeriod.decode("north", "2026-03", state[:place] + bytes([state[place] ^ 1]) + state[place + 1 :])
        if place:
            with pytest.raises(StateError):
                TeamPeriod.decode("north", "2026-03", state[:place])


@pytest.mark.parametrize(
    "body", [b"", b"\x90", b"\x93\x90\x94\x00\x00\x00\x00\x91\x01", b"\x93\x91\xa0\x91\x00\x91\x01"]
)
def test_a_form_that_nobody_wrote_is_refused(body: bytes) -> None:
    with pytest.raises(StateError, match="not in the form of version 1"):
        TeamPeriod.decode("north", "2026-03", seal(VERSION, body))
