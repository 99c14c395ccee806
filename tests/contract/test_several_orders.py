"""Orders and customers beside each other: ids used twice, ledgers kept apart, several processes."""

from decimal import Decimal
from pathlib import Path

from tests.contract.ledger import judge, judge_folder
from tests.contract.story import Events, story, write

COUNTED = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-03-01 10:00 | owner lin → mei
2026-03-10 10:00 | order A seller mei 1000.00 CNY new
"""


def joined(*parts: Events) -> Events:
    """Several customers in one folder; the people of the first one are those of all."""
    first, *others = parts
    return {
        topic: rows + [row for part in others for row in part[topic] if topic != "people"]
        for topic, rows in first.items()
    }


def test_an_order_id_of_two_customers_is_two_orders(tmp_path: Path) -> None:
    """The sums hold per customer and order; the clash is said, and is no dead letter of a record."""
    other = story("2026-03-11 10:00 | order A seller mei 1000.00 CNY new", "c-2")
    result = judge(joined(story(COUNTED), other), tmp_path)
    total: dict[str, Decimal] = {}
    for (_, payee, _), amount in result.net().items():
        total[payee] = total.get(payee, Decimal(0)) + amount
    assert total == {"lin": Decimal(800), "mei": Decimal(1200)}
    assert result.summary["orders"] == 2
    assert result.summary["applied"]["total"] == result.summary["read"]["total"]
    assert "order_customer_conflict" in (tmp_path / "in-out" / "dead-letters.ndjson").read_text() + str(result.summary)


def test_customers_do_not_mix(tmp_path: Path) -> None:
    """Work, owners and decisions of one customer say nothing about another with the same events."""
    lines = COUNTED + "2026-03-11 10:00 | release A by gao amount 1000.00 shares lin 0.80, mei 0.20"
    other = story(COUNTED.replace("order A", "order B"), "c-2")
    assert judge(joined(story(lines), other), tmp_path).net() == {
        ("A", "lin", "posted"): Decimal(800),
        ("A", "mei", "posted"): Decimal(200),
        ("B", "lin", "held"): Decimal(800),
        ("B", "mei", "held"): Decimal(200),
    }


def test_customers_with_the_very_same_ids_have_entries_of_their_own(tmp_path: Path) -> None:
    """Ids of events and orders are unique within a customer only; `check_ledger` sees to the ids of the entries."""
    result = judge(joined(story(COUNTED), story(COUNTED, "c-2")), tmp_path)
    assert result.net() == {("A", "lin", "held"): Decimal(1600), ("A", "mei", "held"): Decimal(400)}
    assert len({row["entry_id"] for row in result.credits}) == 4
    assert len({row["case_id"] for row in result.rows["alerts"]}) == 2


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    customers = [story(COUNTED.replace("order A", f"order {number}"), f"c-{number}") for number in range(40)]
    folder = write(joined(*customers), tmp_path / "in")
    one, two = judge_folder(folder), judge_folder(folder, processes=2)
    for name in ("assessments", "credits", "alerts"):
        assert sorted(map(str, one.rows[name])) == sorted(map(str, two.rows[name]))
    assert len(one.credits) >= 80
    for name in ("read", "applied", "duplicates", "dead_letters", "orders", "outcomes", "held_orders", "rules_digest"):
        assert one.summary[name] == two.summary[name]


def test_the_same_folder_gives_the_same_entries(tmp_path: Path) -> None:
    first = judge(story(COUNTED), tmp_path / "1").credits
    assert first == judge(story(COUNTED), tmp_path / "2").credits


def test_the_assessment_names_the_originator_counted_or_not(tmp_path: Path) -> None:
    late = COUNTED.replace("2026-03-10", "2026-06-10")
    for number, lines in enumerate((COUNTED, late)):
        found = judge(story(lines), tmp_path / str(number)).assessment("A")
        assert (found["originator_id"], found["beneficiary_id"]) == ("lin", "mei")


def test_a_folder_without_any_known_file_ends_with_an_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.txt").write_text("nothing of ours")
    try:
        judge_folder(tmp_path / "in")
    except Exception as error:
        assert type(error).__name__ in ("InputError", "UsageError")
    else:
        raise AssertionError("an empty folder was judged")
