"""Judges the timelines of an intake and writes the outputs of a bucket."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from detector.judge import CustomerResult, VoidDecision, judge_customer
from detector.outputs import OUTPUT_TOPICS, DeadLetter
from detector.people import People
from streams.intake import Counts, Intake, dead_letter
from streams.packs import LoadedPack
from streams.persons import PersonStates, PersonSums
from streams.teams import TeamStates, TeamSums

VOID_SENTENCES = {
    "no_reason": "no reason is given",
    "no_shares": "it lacks the shares that the person saw",
    "no_amount": "it lacks the amount that the person saw",
    "bad_amount": "its amount does not fit the order's currency",
    "payee_twice": "a payee stands in it twice",
    "paid_by_it": "who is paid by the order cannot decide about it",
    "bad_share": "a share is 0 or has more than 4 places",
    "shares_not_one": "its shares do not add up to 1",
}

Writers = Mapping[str, Callable[[object], object]]
"""Output file → function that writes one record to it."""


class BucketResult(NamedTuple):
    """What judging a bucket gave, beside the files it wrote. `order_ids`: (order, customer) pairs that were seen.

    `teams`: what its won orders add up to, by team and month; `persons`: what is booked, by person and quarter.
    """

    counts: Counts
    orders: int
    outcomes: Counter[str]
    held_orders: int
    order_ids: list[tuple[str, str]]
    teams: TeamStates
    persons: PersonStates


def judge_intake(intake: Intake, people: People, loaded: LoadedPack) -> list[CustomerResult]:
    """Judge every customer of an intake, in the order of customer ids."""
    return [
        judge_customer(customer, intake.timelines[customer], people, loaded.pack, loaded.catalog)
        for customer in sorted(intake.timelines)
    ]


def void_letter(intake: Intake, customer: str, void: VoidDecision) -> DeadLetter:
    """The notice of a void decision, outside the three counts."""
    source, value = intake.sources[customer, void.decision.id_hash]
    return dead_letter(source, value, "void_decision", void_sentence(void))


def void_sentence(void: VoidDecision) -> str:
    """Which decision does not hold, and why."""
    decision = void.decision
    return f"decision {decision.event_id!r} on order {decision.order_id!r} is void: {VOID_SENTENCES[void.why]}"


@contextmanager
def bucket_files(folder: Path, name: str) -> Iterator[Writers]:
    """Open the output files `<file>.<name>` in a folder: file → function that writes a record to it."""
    encode = msgspec.json.Encoder().encode
    with ExitStack() as stack:

        def writer(file: str) -> Callable[[object], object]:
            write = stack.enter_context((folder / f"{file}.{name}").open("wb", buffering=1 << 18)).write
            return lambda record: write(encode(record) + b"\n")

        yield {file: writer(file) for _, file, _, _ in OUTPUT_TOPICS}


def write_bucket(intake: Intake, people: People, loaded: LoadedPack, writers: Writers) -> BucketResult:
    """Judge an intake, customer by customer, and write what is said of each; its timelines are used up."""
    write_assessment, write_alert = writers["assessments.ndjson"], writers["alerts.ndjson"]
    write_credit, write_letter = writers["credits.ndjson"], writers["dead-letters.ndjson"]
    outcomes: Counter[str] = Counter()
    order_ids: list[tuple[str, str]] = []
    teams, persons = TeamSums(), PersonSums()
    held = 0
    for customer in sorted(intake.timelines):
        result = judge_customer(customer, intake.timelines.pop(customer), people, loaded.pack, loaded.catalog)
        for assessment in result.assessments:
            write_assessment(assessment)
            if assessment.order_id is not None:
                outcomes[assessment.outcome] += 1
                order_ids.append((assessment.order_id, customer))
        for alert in result.alerts:
            write_alert(alert)
        for credit in result.credits:
            write_credit(credit)
        for void in result.voids:
            write_letter(void_letter(intake, customer, void))
        teams.add(result.facts)
        persons.add(result.booked)
        held += result.held_orders
    return BucketResult(intake.counts, outcomes.total(), outcomes, held, order_ids, teams.states(), persons.states())
