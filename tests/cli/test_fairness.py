"""Fairness: who is in which group, how groups are held against everybody, and what the shipped rules do to whom."""

import json
from pathlib import Path

import pytest

from cli.evaluation.evaluation import JudgedWorld, read_judged
from cli.evaluation.fairness import Fairness, GroupRow, Part, compare, parts_of
from cli.evaluation.staff import Staff
from cli.evaluation.world_events import read_orders
from detector.errors import UsageError
from detector.instant import parse_instant
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder
from tests.cli.test_evaluate import run, run_json
from tests.cli.worlds import World, at

NOON = parse_instant(at(0))


def part(number: int, *, flagged: bool, role: str) -> Part:
    groups = {name: "unknown" for name in ("team_size", "tenure", "logged", "recorded", "texts")}
    return Part(f"c{number}", f"p{number}", ("paid",), flagged, {"role": role, **groups})


def rows_of(parts: list[Part], max_times: float = 2.0) -> dict[tuple[str, str], GroupRow]:
    found = compare(parts, max_times=max_times, resamples=300, seed=1)
    return {(row.dimension, row.group): row for row in found.rows if row.basis == "paid"}


def test_a_group_that_is_flagged_too_often() -> None:
    """200 of sales with 2 flags, 40 assistants with 8: 10 of 240 in all, so 4.8 times the average."""
    parts = [part(n, flagged=n < 2, role="sales") for n in range(200)]
    parts += [part(1000 + n, flagged=n < 8, role="assistant") for n in range(40)]
    rows = rows_of(parts)
    everybody, sales, assistant = rows["all", "all"], rows["role", "sales"], rows["role", "assistant"]
    assert (everybody.parts, everybody.flagged, everybody.people, everybody.people_flagged) == (240, 10, 240, 10)
    assert (sales.rate, sales.times, sales.standing) == (0.01, 0.24, "within")
    assert (assistant.rate, assistant.times, assistant.standing) == (0.2, 4.8, "over")
    assert assistant.interval is not None
    assert 0.05 < assistant.interval.low < 0.2 < assistant.interval.high < 0.4
    assert rows_of(parts, max_times=5.0)["role", "assistant"].standing == "within"


def test_small_numbers_do_not_shout() -> None:
    """One flag, of one of ten assistants: 21 times the average, and nobody can say whether that is more than chance."""
    parts = [part(n, flagged=False, role="sales") for n in range(200)]
    parts += [part(1000 + n, flagged=n < 1, role="assistant") for n in range(10)]
    row = rows_of(parts)["role", "assistant"]
    assert (row.times, row.standing) == (21.0, "unclear")


def test_nobody_flagged_is_nobody_over() -> None:
    row = rows_of([part(n, flagged=False, role="sales") for n in range(5)])["role", "sales"]
    assert (row.times, row.standing) == (None, "within")
    assert compare([], max_times=2.0, resamples=10, seed=1).over == []


@pytest.fixture
def firm(tmp_path: Path) -> JudgedWorld:
    """ann (assistant, 30 days here, all late, no texts) is paid for sam's customer; q is a queue that nobody knows."""
    world, result = World(), World()
    for number in range(9):
        world.put("people.ndjson", -500, person_id=f"p{number}", role="service", status="active", team_id="T",
                  effective_from=at(-500))  # fmt: skip
    world.put("people.ndjson", -400, person_id="p0", role="service", status="left", team_id="T",
              effective_from=at(-400))  # fmt: skip
    world.put("people.ndjson", -500, person_id="sam", role="sales", status="active", team_id="T",
              effective_from=at(-500))  # fmt: skip
    world.put("people.ndjson", -30, person_id="ann", role="assistant", status="active", team_id="T",
              effective_from=at(-30))  # fmt: skip
    for day in range(5):
        world.put("activities.ndjson", day - 9, customer_id="A", actor_id="ann", activity_type="call",
                  recorded_at=at(day - 8))  # fmt: skip
        world.put("activities.ndjson", day - 9, customer_id="A", actor_id="sam", activity_type="call",
                  content="Agreed on the delivery dates with the head of purchasing")  # fmt: skip
    for customer, other, fraud in (("A", "sam", False), ("B", "q", False), ("C", "sam", True)):
        world.order(0, customer, "ann")
        counts = {"payee_done": 10, "payee_logged": 6, "others_done": 0, "others_logged": 0}
        world.label(customer, "fraud" if fraud else "legit", "ripe", **counts)
        judged = {"assessment_id": f"order:O-{customer}", "outcome": "review", "beneficiary_id": "ann"}
        result.raw("assessments.ndjson", json.dumps({**judged, "compared_with": other}))
    return read_judged(world.write(tmp_path / "world"), result.write(tmp_path / "result"))


def test_who_is_in_which_group(firm: JudgedWorld) -> None:
    staff = Staff(firm.world_dir, firm.orders.values())
    assert staff.groups("ann", NOON) == {
        "role": "assistant", "team_size": "10_to_14", "tenure": "under_90_days", "logged": "60_to_80",
        "recorded": "late", "texts": "terse",
    }  # fmt: skip
    assert staff.groups("sam", NOON) == {
        "role": "sales", "team_size": "10_to_14", "tenure": "1_to_3_years", "logged": "unknown",
        "recorded": "unknown", "texts": "sentences",
    }  # fmt: skip
    # Before ann came, and without p0, who had left: eight others and sam.
    assert staff.groups("sam", parse_instant(at(-100)))["team_size"] == "under_10"
    assert set(staff.groups("nobody", NOON).values()) == {"other", "unknown"}


def test_only_honest_orders_and_known_people_count(firm: JudgedWorld) -> None:
    staff = Staff(firm.world_dir, firm.orders.values())
    found = parts_of("w", firm.orders, read_orders(firm.world_dir, firm.orders), staff)
    assert [(part.customer, part.person, part.bases) for part in found] == [
        ("/O-A", "w:ann", ("paid", "handed")), ("/O-A", "w:sam", ("handed",)), ("/O-B", "w:ann", ("paid",)),
    ]  # fmt: skip


def test_the_command(firm: JudgedWorld) -> None:
    folders = firm.world_dir, firm.result_dir
    assert run_json(*folders)["fairness"] is None
    told = run_json(*folders, "--fairness")["fairness"]
    rows = {(row["basis"], row["dimension"], row["group"]): row for row in told["groups"]}
    assert rows["paid", "role", "assistant"]["parts"] == 2
    assert (rows["handed", "all", "all"]["parts"], rows["handed", "role", "sales"]["times"]) == (2, 1.0)
    assert told["over"] == []
    assert run(*folders, "--max-times", "2").exit_code == 0
    for arguments in (("--fairness", "--but", "handed:role=king"), ("--but", "handed:role=sales")):
        failed = run(*folders, *arguments)
        assert isinstance(failed.exception, UsageError)
        assert "no such group" in str(failed.exception)
    failed = run(*folders, "--max-times", "2", "--resamples", "0")
    assert isinstance(failed.exception, UsageError)


def test_a_group_over_the_limit_ends_with_1(firm: JudgedWorld) -> None:
    """Twenty honest orders of sam's own, none flagged: two flags in 22 parts, and both are ann's."""
    world, result = World(), World()
    for number in range(20):
        world.order(0, f"S{number}", "sam")
        world.label(f"S{number}", "legit", "plain_sales")
        judged = {"assessment_id": f"order:O-S{number}", "outcome": "clear", "beneficiary_id": "sam"}
        result.raw("assessments.ndjson", json.dumps(judged))
    for folder, more in ((firm.world_dir, world), (firm.result_dir, result)):
        for file, lines in more.lines.items():
            with (folder / file).open("a", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in lines)
    folders = firm.world_dir, firm.result_dir
    failed = run(*folders, "--max-times", "2")
    assert failed.exit_code == 1
    assert "paid:role=assistant are flagged 11.00 times as often as the average" in failed.stderr
    over = run_json(*folders, "--fairness")["fairness"]["over"]
    allowed = [word for name in over for word in ("--but", name)]
    assert run(*folders, "--max-times", "2", *allowed).exit_code == 0


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Fairness:
    """The shipped rules on three firms that log much too little, where honest people are flagged most."""
    parts = []
    for seed in (3101, 3102, 3103):
        world, result = (tmp_path_factory.mktemp("fair") / name for name in ("world", "result"))
        simulate(world, WorldSettings(seed=seed, unlogged=0.4, customers=2000))
        replay_folder(world, result)
        judged = read_judged(world, result, str(seed))
        staff = Staff(world, judged.orders.values())
        parts.extend(parts_of(judged.name, judged.orders, read_orders(world, judged.orders), staff))
    return compare(parts, max_times=2.0, resamples=500, seed=1)


def test_one_group_at_most_is_flagged_twice_as_often_and_it_is_known_why(shipped: Fairness) -> None:
    """Assistants, who have no own orders, or payees who log next to nothing; docs/evaluate.md says more."""
    assert sum(row.flagged for row in shipped.rows if row.dimension == "all") > 15, "too few flags to test anything"
    assert len(shipped.over) <= 1
    assert set(shipped.over) <= {"paid:role=assistant", "paid:logged=under_60"}
