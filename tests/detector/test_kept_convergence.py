"""In any order, batches, repetition and restarts a worker says in the end what judging everything at once says."""

import json
from collections import Counter
from collections.abc import Iterator
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.events import TOPICS
from detector.facts import CustomerFact
from detector.instant import DAY_US
from detector.outputs import Credit
from detector.people import People
from streams.intake import Intake, Source
from tests.contract.histories import History, histories
from tests.contract.story import FILES
from tests.detector.builders import shipped
from tests.detector.kept_histories import LongRun, Worker, facts_of, short_sighted
from tests.detector.long_histories import long_history

CASES = 120
KINDS = ("frozen order", "frozen transfer", "open", "explained", "too late", "forgotten")
SHORT = {file: topic for topic, file in FILES.items()}
FIXED = settings(
    derandomize=True, max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def intake_of(history: History) -> Intake:
    """The facts of a history, as a folder's are read."""
    intake = Intake(shipped().pack.text_rules)
    for topic in TOPICS:
        for number, row in enumerate(history.events.get(SHORT[topic.file], ())):
            intake.take(Source(topic.name, topic.file, number), json.dumps(row).encode())
    return intake


def batches(facts: list[CustomerFact], random: Random, late_days: float) -> Iterator[list[CustomerFact]]:
    """All facts in batches, some of them twice; each up to some days later than it happened."""
    arriving = [fact for fact in facts for _ in range(random.choice((1, 1, 1, 2)))]
    arriving.sort(key=lambda fact: fact.at + random.uniform(0, late_days) * DAY_US)
    most = random.choice((1, 1, 3, len(arriving)))
    while arriving:
        size = random.randint(1, most)
        yield arriving[:size]
        del arriving[:size]


@FIXED
@given(st.booleans().flatmap(histories), st.integers(0, 2**32))
def test_a_worker_converges_to_the_replay(history: History, seed: int) -> None:
    random = Random(seed)
    intake = intake_of(history)
    for customer, timeline in intake.timelines.items():
        worker = Worker(shipped(), People({}), customer)
        versions = intake.person_facts()
        for batch in batches(facts_of(timeline), random, random.choice((0, 3, 90, 1000))):
            known = {who: random.sample(facts, random.randint(0, len(facts))) for who, facts in versions.items()}
            worker.people = People(known)
            worker.feed(*batch)
        worker.people = intake.people()
        worker.feed()
        assert facts_of(worker.applied) == facts_of(timeline)
        assert Counter(worker.fates).keys() <= {"applied", "duplicate"}
        worker.check_everything()


def test_one_batch_and_batches_in_time_write_what_replay_writes() -> None:
    """Line by line where nothing that came later changed what was credited before."""
    seen: Counter[str] = Counter()

    @FIXED
    @given(histories(), st.integers(0, 2**32))
    def run(history: History, seed: int) -> None:
        intake = intake_of(history)
        for customer, timeline in intake.timelines.items():
            at_once = Worker(shipped(), intake.people(), customer)
            at_once.feed(*facts_of(timeline))
            assert at_once.credits() == at_once.expected().credits
            in_time = Worker(shipped(), intake.people(), customer)
            for fact in sorted(facts_of(timeline), key=lambda fact: fact.at):
                in_time.feed(fact)
            in_time.check_everything()
            expected: dict[str, list[Credit]] = {}
            for entry in at_once.credits():
                expected.setdefault(entry.order_id, []).append(entry)
            for order_id, entries in expected.items():
                said = in_time.credits(order_id)
                seen["line by line" if said == entries else "corrected"] += 1

    run()
    assert seen["line by line"] > seen["corrected"] > 0, seen


def check_years(random: Random, seen: Counter[str]) -> None:
    customer = long_history(random)
    long_run = LongRun(Worker(shipped(), People(customer.versions)))
    for batch in batches(customer.facts, random, random.choice((0, 5, 20, 400, 3000))):
        long_run.feed(batch)
    long_run.check(seen)


def test_years_converge_but_for_what_comes_too_late() -> None:
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        check_years(Random(seed), seen)
    for kind in (*KINDS, "superseded later"):
        assert seen[kind] >= CASES / 40, seen


@FIXED
@given(st.randoms(use_true_random=False))
def test_any_years_converge(random: Random) -> None:
    check_years(random, Counter())


def test_long_histories_converge_but_for_what_comes_too_late() -> None:
    seen: Counter[str] = Counter()

    @FIXED
    @given(st.booleans().flatmap(histories), st.integers(0, 2**32))
    def run(history: History, seed: int) -> None:
        random = Random(seed)
        intake = intake_of(history)
        for customer, timeline in intake.timelines.items():
            loaded = short_sighted(*random.choice(((8, 3), (15, 5), (30, 10))))
            long_run = LongRun(Worker(loaded, intake.people(), customer))
            for batch in batches(facts_of(timeline), random, random.choice((0, 3, 20, 20, 200))):
                long_run.feed(batch)
            long_run.check(seen)

    run()
    for kind in KINDS:
        assert seen[kind] >= CASES / 40, seen
