"""The orders of publishing: the same lines each time, and the lines of a key in order."""

from collections import defaultdict
from pathlib import Path

import pytest

from detector.errors import UsageError
from streams.cluster.ordering import KeyedLine, Order, choose_files, ordered_lines
from streams.folder import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.ndjson").write_text("".join(f'{{"person_id":"p{n % 3}","n":{n}}}\n' for n in range(30)))
    (tmp_path / "orders.ndjson").write_text(
        "\n".join(f'{{"customer_id":"c{n % 5}","n":{n}}}' if n % 7 else "broken" for n in range(60))
    )
    return tmp_path


def lines(folder: Path, order: Order, seed: int = 1) -> list[KeyedLine]:
    return list(ordered_lines(find_files(folder), order, seed))


def test_topics_come_in_the_contracts_order_or_in_reverse(folder: Path) -> None:
    topics = list(dict.fromkeys(line.topic for line in lines(folder, "as-is")))
    assert topics == ["crm.people.v1", "crm.orders.v1"]
    assert list(dict.fromkeys(line.topic for line in lines(folder, "reverse"))) == topics[::-1]


@pytest.mark.parametrize("order", ["reverse", "shuffle"])
def test_every_order_has_the_same_lines_and_keeps_keys_in_order(folder: Path, order: Order) -> None:
    def by_key(keyed: list[KeyedLine]) -> dict[tuple[str, bytes | None], list[int]]:
        found = defaultdict(list)
        for item in keyed:
            found[item.topic, item.key].append(item.line.number)
        return found

    assert by_key(lines(folder, order)) == by_key(lines(folder, "as-is"))


def test_shuffling_mixes_topics_and_repeats_with_its_seed(folder: Path) -> None:
    mixed = lines(folder, "shuffle", 7)
    assert mixed == lines(folder, "shuffle", 7)
    assert mixed != lines(folder, "shuffle", 8)
    changes = sum(before.topic != after.topic for before, after in zip(mixed, mixed[1:], strict=False))
    assert changes > 10


def test_topics_are_chosen_by_any_of_their_names(folder: Path) -> None:
    files = find_files(folder)
    for name in ("orders", "orders.ndjson", "crm.orders.v1"):
        assert list(choose_files(files, [name])) == ["crm.orders.v1"]
    assert list(choose_files(files, ["orders", "people"])) == ["crm.people.v1", "crm.orders.v1"]
    assert choose_files(files, []) == files
    for name in ("names", "order"):
        with pytest.raises(UsageError, match=name):
            choose_files(files, [name])
