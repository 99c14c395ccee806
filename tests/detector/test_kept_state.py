"""The state of a kept customer as bytes: exact, the same for the same, never misread; and whom it mentions."""

from collections.abc import Iterable
from decimal import Decimal
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.bookings import BookedFact
from detector.compact import encode_timeline
from detector.errors import StateError
from detector.facts import PersonFact
from detector.kept.alerts import SaidAlert, StandingAlert
from detector.kept.assessments import SaidAssessment
from detector.kept.customer import KeptCustomer
from detector.kept.handovers import Handover
from detector.kept.ledgers import KeptLines, SaidLedger
from detector.kept.said import DELETED
from detector.kept.tables import VERSION, Tables, decode_tables, encode_tables, mentioned_people
from detector.kept.verdicts import Verdict
from detector.ledger import OpenLine
from detector.people import People, PersonState, Span
from detector.team_facts import OrderFact
from detector.timeline import Timeline
from tests.detector.builders import Customer, shipped
from tests.detector.kept_histories import Worker
from tests.detector.long_histories import long_histories
from tests.detector.suspicious_kinds import ripe


def grown() -> Worker:
    """A worker whose every table holds something."""
    customer = ripe().release(3).release(4, by="mei").order(1100, "mei", "O2")
    customer.owner(1099, "lin", "mei").owner(1099.5, "mei", "lin").work(831, "zhou", "call")
    one = Worker(shipped(), People(customer.versions))
    for fact in sorted(customer.facts, key=lambda fact: fact.at):
        one.feed(fact)
    return one


def test_an_empty_state_is_small() -> None:
    assert len(KeptCustomer().encode()) == 37
    assert KeptCustomer.decode(KeptCustomer().encode()).encode() == KeptCustomer().encode()


def test_a_state_goes_on_where_it_stopped() -> None:
    one = grown()
    again = one.opened
    tables = again._tables
    assert tables.verdicts and tables.ledgers and tables.assessments and tables.voids
    assert again.encode() == one.state
    assert again.judge("C1", one.people, one.pack, one.loaded.catalog) == []


@settings(deadline=None, max_examples=30, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(long_histories, st.randoms())
def test_equal_states_give_equal_bytes(customer: Customer, random: object) -> None:
    """What arrives in one batch may stand in any order, where nothing of it is too late."""
    one, two = (Worker(shipped(), People(customer.versions)) for _ in range(2))
    facts = sorted(customer.facts, key=lambda fact: fact.at)
    newest = facts[-1].at
    timely = [fact for fact in facts if fact.at >= newest - 2 * one.pack.horizon_us]
    one.feed(*timely)
    two.feed(*random.sample(timely, len(timely)))  # type: ignore[attr-defined]
    assert one.state == two.state


PAIR = ("lin", "mei")
VERSION_1 = (
    "019d030201c411019a000000009090c400909090b07a6cc682a86f726465723a4f31930100a0a86f726465723a4f329303cfffff"
    "ffffffffffffa672657669657781a843312f6f776e2d32930207c4027b7d81a24f3193020582a36c696e92c41000010203040506"
    "0708090a0b0c0d0e0f94a4302e3830cd1f40a3434e59a468656c64a36d656992c41000000000000000000000000000000000c081"
    "a24f31919da56e6f727468a7323032362d3033a24331a24f31cd2710a3434e5992a36c696ea36d656991a36c696e92a36c696ea3"
    "6d656992a36c696ea36d6569c3280392080981a24f3197a36d656981a36c696ea3302e38c3c291a56f776e2d32a4706c616e0181"
    "a843312f6f776e2d329246c4027b7d81ae7472616e736665723a6f776e2d329405a36d6569c4027b7da843312f6f776e2d3281a2"
    "4f319ba36d6569a7323032362d303307a24331a24f3103cd2710a3434e59a36e6577a36c696ec3189cad96"
)


def test_what_version_1_wrote_is_read_for_good() -> None:
    """These bytes are in somebody's topic: a change that cannot read them, or writes others, needs a new version."""
    credited = KeptLines(bytes(range(16)), OpenLine(Decimal("0.80"), 8000, "CNY", "held"))
    tables = Tables(
        newest=3,
        late_before=2,
        frozen_before=1,
        assessments={"order:O2": SaidAssessment(3, 2**64 - 1, "review"), "order:O1": SaidAssessment(1, DELETED)},
        alerts={"C1/own-2": SaidAlert(2, 7, b"{}")},
        ledgers={"O1": SaidLedger(2, 5, {"mei": KeptLines(bytes(16), None), "lin": credited})},
        facts={
            "O1": [
                OrderFact(
                    "north", "2026-03", "C1", "O1", 10_000, "CNY", ("lin", "mei"), ("lin",), PAIR, PAIR, True, 40, 3
                )
            ]
        },
        voids={9, 8},
        verdicts={"O1": Verdict("mei", {"lin": Decimal("0.8")}, True, False, ["own-2"], "plan", 1)},
        standing={"C1/own-2": StandingAlert(70, b"{}")},
        handovers={"transfer:own-2": Handover(5, "mei", b"{}", "C1/own-2")},
        booked={"O1": BookedFact("mei", "2026-03", 7, "C1", "O1", 3, 10_000, "CNY", "new", "lin", True)},
    )
    assert encode_tables(tables).hex() == VERSION_1
    assert decode_tables(bytes.fromhex(VERSION_1)) == tables


@pytest.mark.parametrize("version", [0, VERSION + 1, 255])
def test_another_version_is_refused(version: int) -> None:
    body = bytes([version]) + grown().state[1:-4]
    with pytest.raises(StateError, match=f"has version {version}; this program knows version {VERSION}"):
        KeptCustomer.decode(body + crc32(body).to_bytes(4, "little"))


def test_damage_is_found_wherever_it_is() -> None:
    state = grown().state
    for place in range(1, len(state), 7):
        damaged = bytearray(state)
        damaged[place] ^= 1
        with pytest.raises(StateError, match="damaged"):
            KeptCustomer.decode(bytes(damaged))
    for length in (0, 1, 4, 5, len(state) - 1):
        with pytest.raises(StateError):
            KeptCustomer.decode(state[:length])


def test_a_bare_timeline_is_no_state_of_a_customer() -> None:
    with pytest.raises(StateError, match="not in the form of version 1"):
        KeptCustomer.decode(encode_timeline(Timeline()))


def test_no_assessment_is_kept_of_an_order_that_may_still_change() -> None:
    one = Worker(shipped(), People(ripe().versions))
    one.feed(*ripe().facts)
    assert b"features" not in one.state
    assert b"headline" in one.state, "alerts are kept: this test can see a field"


class Asked(People):
    """People that note about whom they were asked."""

    def __init__(self, versions: dict[str, list[PersonFact]]) -> None:
        super().__init__(versions)
        self.asked: set[str] = set()

    def at(self, person: str, at: int) -> PersonState:
        self.asked.add(person)
        return super().at(person, at)

    def spans(self, person: str, start: int, end: int) -> list[Span]:
        self.asked.add(person)
        return super().spans(person, start, end)

    def first_from(self, person: str) -> int | None:
        self.asked.add(person)
        return super().first_from(person)


def test_whoever_is_looked_up_in_judging_is_mentioned() -> None:
    seen: set[str] = set()

    @settings(deadline=None, max_examples=60, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(long_histories)
    def run(customer: Customer) -> None:
        people = Asked(customer.versions)
        one = Worker(shipped(), people)
        one.feed(*customer.facts)
        people.asked.clear()
        one.feed()
        assert missing(one.state, people.asked - {""}) == []
        seen.update(people.asked)

    run()
    assert seen >= {"lin", "mei", "qiu", "wang", "zhou", "gao"}


def missing(state: bytes, people: Iterable[str]) -> list[str]:
    mentioned = mentioned_people(state)
    return sorted(person for person in people if person not in mentioned)


def test_a_person_may_be_called_like_a_word_of_the_contract() -> None:
    customer = Customer().owner(-5, "system").order(0, "won")
    one = Worker(shipped(), People(customer.versions))
    one.feed(*customer.facts)
    assert missing(one.state, ["system", "won", "lin"]) == ["lin"]


@pytest.mark.parametrize("name", ["x" * 31, "y" * 32, "客户经理" * 30, "z" * 300])
def test_names_of_any_length_are_found_and_parts_of_them_are_not(name: str) -> None:
    customer = Customer().owner(-5, name).order(0, name)
    one = Worker(shipped(), People(customer.versions))
    one.feed(*customer.facts)
    assert missing(one.state, [name, name[:-1], name[1:]]) == sorted([name[:-1], name[1:]])
