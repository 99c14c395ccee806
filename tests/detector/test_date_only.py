"""An order at midnight is known by its date only, and the work of that day belongs to its deal."""

from pathlib import Path

import msgspec
import pytest

from detector.facts import CustomerFact
from detector.outputs import Assessment
from streams.in_memory import judge_events
from streams.replay import replay_folder
from tests.detector.builders import Customer, shipped
from tests.detector.kept_histories import Worker, facts_of
from tests.typologies.tale import Tale

MIDNIGHT = -17 / 24
"""The midnight in Shanghai before Monday 17:00 there."""
MOMENT = 1 / 86_400
NOON = MIDNIGHT + 0.5


def pursued() -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", -60, -50, -40, -30).owner(-4, "mei", "lin")


def rules(assessment: Assessment) -> set[str]:
    return {hit.rule_id for hit in assessment.hits}


@pytest.mark.parametrize(
    ("order", "work", "counts"),
    [
        (MIDNIGHT, NOON, True),
        (MIDNIGHT, MIDNIGHT, True),
        (MIDNIGHT, MIDNIGHT + 1 - MOMENT, True),
        (MIDNIGHT, MIDNIGHT + 1, False),
        (MIDNIGHT + MOMENT, NOON, False),
        (MIDNIGHT + MOMENT, MIDNIGHT, True),
        (MIDNIGHT - MOMENT, NOON, False),
    ],
)
def test_the_days_work_counts_where_only_the_date_is_known(order: float, work: float, counts: bool) -> None:
    found = pursued().order(order, "mei").work(work, "mei").assessment()
    tied = order == work
    assert found.features.get("payee_after", 0) == (1000 if counts else 0)
    assert found.features.get("payee_after_order", 0) == (0 if counts else 1000)
    assert ("own_work" in rules(found)) is counts
    assert tied or found.features["logged_entries"] == 4 + counts


def test_what_made_the_order_is_not_work_after_it() -> None:
    """The originator's meetings of that day are not service after the order; those of the next day are."""
    day = pursued().order(MIDNIGHT, "mei").pursue("lin", NOON, NOON + 0.1)
    assert "ghost_after_order" not in rules(day.assessment())
    assert "originator_after_order" not in {name for name, value in day.assessment().features.items() if value}
    assert "ghost_after_order" in rules(day.work(NOON + 1, "lin").assessment())
    assert day.assessment().features["originator_after_order"] == 1000


def test_work_of_the_day_is_something_logged() -> None:
    def order(day: float) -> set[str]:
        return rules(Customer().owner(-70, "mei").order(MIDNIGHT, "mei").work(day, "mei").assessment())

    assert order(NOON) == set()
    assert order(NOON + 1) == {"nothing_logged"}


def test_a_transfer_at_midnight_has_no_day() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50).owner(MIDNIGHT, "mei", "lin").work(NOON, "mei")
    (found,) = customer.judge().assessments
    assert found.assessment_id == "transfer:own-2"
    assert found.features.get("payee_after", 0) == 0


def test_work_of_the_day_moves_the_time_of_the_assessment() -> None:
    quiet = pursued().order(MIDNIGHT, "mei")
    assert quiet.assessment().assessed_at == "2026-03-01T16:00:00Z"
    for who in ("mei", "lin", "wang"):
        busy = pursued().order(MIDNIGHT, "mei").work(NOON, who)
        assert busy.assessment().assessed_at == "2026-03-02T04:00:00Z", who
    later = pursued().order(MIDNIGHT, "mei").work(NOON + 1, "wang")
    assert later.assessment().assessed_at == "2026-03-01T16:00:00Z", "what others do later counts for nothing"


def test_a_worker_that_hears_of_the_order_first_ends_where_a_replay_does() -> None:
    customer = pursued().order(MIDNIGHT, "mei").work(NOON, "mei").work(NOON + 1, "lin").work(NOON, "wang")
    worker = Worker(shipped(), customer.matters().people)

    def heard(*some: CustomerFact) -> Assessment:
        worker.feed(*some)
        return worker.assessments()["order:O1"]

    facts = facts_of(customer.timeline())
    order_at = customer.statements[0].at
    first = heard(*(fact for fact in facts if fact.at <= order_at))
    last = heard(*(fact for fact in facts if fact.at > order_at))
    worker.check_everything()
    assert (first.outcome, last.outcome) == ("review", "watch")
    told = customer.assessment()
    assert (last.score, last.hits, last.features) == (told.score, told.hits, told.features)


def test_replay_says_what_judging_events_says(tmp_path: Path) -> None:
    tale = Tale().owner(-70, "lin").pursue("lin", -60, -50, -40, -30).owner(-4, "mei", "lin")
    tale.order(MIDNIGHT, "mei").work(NOON, "mei")
    (folder := tmp_path / "events").mkdir()
    for name, lines in tale.lines().items():
        (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))
    replay_folder(folder, tmp_path / "result")
    stored = (tmp_path / "result" / "assessments.ndjson").read_bytes().splitlines()
    read = {item.assessment_id: item for item in (msgspec.json.decode(line, type=Assessment) for line in stored)}
    (judged,) = judge_events(tale.lines(), shipped()).customers
    (order,) = (item for item in judged.assessments if item.order_id)
    assert read["order:O1"] == order
    assert order.features["payee_after"] == 1000
