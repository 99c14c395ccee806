"""Judges the timelines of an intake and writes the outputs of a bucket."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec

from detector.judge import CustomerResult, VoidDecision, judge_customer
from detector.outputs import OUTPUT_TOPICS, DeadLetter
from detector.people import People
from streams.intake import Counts, Intake, dead_letter
from streams.packs import LoadedPack

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


class BucketResult(NamedTuple):
    """What judging a bucket gave, beside the files it wrote. `order_ids`: (order, customer) pairs that were seen."""

    counts: Counts
    orders: int
    outcomes: Counter[str]
    held_orders: int
    order_ids: list[tuple[str, str]]


def judge_intake(intake: Intake, people: People, loaded: LoadedPack) -> list[CustomerResult]:
    """Judge every customer of an intake, in the order of customer ids."""
    return [
        judge_customer(customer, intake.timelines[customer], people, loaded.pack, loaded.catalog)
        for customer in sorted(intake.timelines)
    ]


def void_letter(intake: Intake, customer: str, void: VoidDecision) -> DeadLetter:
    """The notice of a void decision, outside the three counts."""
    source, value = intake.sources[customer, void.decision.id_hash]
    order = void.decision.order_id
    sentence = f"decision {void.decision.event_id!r} on order {order!r} is void: {VOID_SENTENCES[void.why]}"
    return dead_letter(source, value, "void_decision", sentence)


def write_bucket(intake: Intake, people: People, loaded: LoadedPack, folder: Path, name: str) -> BucketResult:
    """Judge an intake and write its outputs as `<file>.<name>` into a folder."""
    encode = msgspec.json.Encoder().encode
    outcomes: Counter[str] = Counter()
    order_ids: list[tuple[str, str]] = []
    held = 0
    paths = {file: folder / f"{file}.{name}" for _, file, _, _ in OUTPUT_TOPICS}
    letters = list(intake.dead_letters)
    with (
        paths["assessments.ndjson"].open("wb") as assessments,
        paths["alerts.ndjson"].open("wb") as alerts,
        paths["credits.ndjson"].open("wb") as credits,
    ):
        for customer in sorted(intake.timelines):
            result = judge_customer(customer, intake.timelines.pop(customer), people, loaded.pack, loaded.catalog)
            for assessment in result.assessments:
                assessments.write(encode(assessment) + b"\n")
                if assessment.order_id is not None:
                    outcomes[assessment.outcome] += 1
                    order_ids.append((assessment.order_id, customer))
            for alert in result.alerts:
                alerts.write(encode(alert) + b"\n")
            for credit in result.credits:
                credits.write(encode(credit) + b"\n")
            letters.extend(void_letter(intake, customer, void) for void in result.voids)
            held += result.held_orders
    with paths["dead-letters.ndjson"].open("wb") as target:
        for letter in letters:
            target.write(encode(letter) + b"\n")
    return BucketResult(intake.counts, outcomes.total(), outcomes, held, order_ids)
