"""Hypothesis strategies for facts: everything that decoding lets through, extremes included."""

from hypothesis import strategies as st

from detector.events import ACTIVITY_TYPES
from detector.facts import ActivityFact, ChangeFact, DecisionFact, PersonFact, ReasonFact, StatementFact
from detector.instant import EARLIEST_US, LATEST_US, SECOND_US
from detector.text import hash64
from detector.timeline import Timeline

U64 = 2**64 - 1
I64 = 2**63 - 1

hashes = st.one_of(st.integers(0, U64), st.sampled_from([0, 1, 2**63, U64]))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.one_of(st.sampled_from(["", "amy", "bob", "王芳", "C\x00", "😀"]), texts)
times = st.one_of(
    st.integers(EARLIEST_US, LATEST_US),
    st.sampled_from([EARLIEST_US, LATEST_US]),
    st.integers(EARLIEST_US // SECOND_US, LATEST_US // SECOND_US).map(lambda second: second * SECOND_US),
)
# recorded_at is not held to the years 1990 to 2100: any that RFC 3339 can write.
recorded = st.one_of(st.just(-1), st.integers(-62_135_596_800, 253_402_300_799))
durations = st.one_of(st.just(-1), st.integers(0, 7200), st.sampled_from([0, 255, 256, I64]))
reasons = st.builds(ReasonFact, names, st.booleans(), names)

activities = st.builds(
    ActivityFact,
    at=times,
    actor=names,
    kind=st.integers(0, len(ACTIVITY_TYPES) - 1),
    direction=st.integers(0, 2),
    duration_s=durations,
    text_units=st.integers(0, 255),
    text_digest=hashes,
    text_sketch=hashes,
    asks=st.booleans(),
    recorded_s=recorded,
    stage=names,
    id_hash=hashes,
)
# Where the event id is kept its hash is that of the id; two facts of a list may share an id.
changes = st.builds(ChangeFact, times, names, names, names, names, reasons, st.just(0)).map(
    lambda fact: fact._replace(id_hash=hash64(fact.event_id.encode()))
)
statements = st.builds(
    StatementFact,
    at=times,
    event_id=names,
    order_id=names,
    seller=names,
    entered_by=names,
    amount_minor=st.integers(0, I64),
    currency=st.sampled_from(["CNY", "JPY", "KWD"]),
    order_type=st.sampled_from(["new", "repeat", "renewal"]),
    order_source=names,
    status=st.sampled_from(["won", "amended", "refunded", "cancelled"]),
    id_hash=st.just(0),
).map(lambda fact: fact._replace(id_hash=hash64(fact.event_id.encode())))
decisions = st.builds(
    DecisionFact,
    at=times,
    event_id=names,
    decided_by=names,
    decision=st.sampled_from(["explain", "release", "reassign"]),
    has_reason=st.booleans(),
    order_id=names,
    transfer_event_id=names,
    amount=st.sampled_from(["", "0", "12800.00"]),
    shares=st.none() | st.lists(st.tuples(names, st.sampled_from(["1", "0.2000"])), max_size=3).map(tuple),
    reason=reasons,
    id_hash=st.just(0),
).map(lambda fact: fact._replace(id_hash=hash64(fact.event_id.encode())))
people = st.builds(
    PersonFact,
    effective_from=st.integers(0, 9),
    at=st.integers(0, 3),
    event_id=st.sampled_from(["e1", "e2", "e3", "e4"]),
    role=st.sampled_from(["sales", "assistant", "service", "manager", "other"]),
    team=st.sampled_from(["", "north"]),
    manager=st.just(""),
    status=st.sampled_from(["active", "on_leave", "left"]),
    id_hash=hashes,
)


def timeline_of(*facts: list[ActivityFact] | list[ChangeFact] | list[StatementFact] | list[DecisionFact]) -> Timeline:
    timeline = Timeline()
    for group in facts:
        for fact in group:
            timeline.apply(fact)
    return timeline


def contents(timeline: Timeline) -> tuple[object, ...]:
    return timeline.changes, timeline.activities, timeline.statements, timeline.decisions
