"""The BPI 2012 loan log of the shared data: its orders, owners, work, and the rule behind its roles."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from streams.tabular.importing import ImportReport, import_tables
from streams.tabular.loading import read_mapping
from tests.tabular.tools import SHARED, read_events

LOG = SHARED / "bpi2012_loan" / "bpic2012_events.csv.gz"
pytestmark = pytest.mark.skipif(not LOG.is_file(), reason=f"needs the public BPI Challenge 2012 log, {LOG}")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    folder = tmp_path_factory.mktemp("bpi") / "out"
    return folder, import_tables([LOG], read_mapping(Path("bpi2012")), folder)


def test_counts(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported
    assert report.bad_cells == []
    assert report.sources[0].rows == 262_200
    assert report.events == {
        "orders.ndjson": 2246, "ownership-changes.ndjson": 50_616, "activities.ndjson": 76_091, "people.ndjson": 67,
        "names.ndjson": 0, "quotas.ndjson": 0,
    }  # fmt: skip
    assert report.left_out == {"log": {"without_end": 12}}
    assert (report.coverage.orders_without_owner, report.coverage.people_without_role) == (0, 0)


def test_orders_are_booked_on_a_person_who_owns_the_application(imported: tuple[Path, ImportReport]) -> None:
    folder, report = imported
    orders = read_events(folder, "orders")
    roles = {person["person_id"]: person["role"] for person in read_events(folder, "people")}
    assert "112" not in roles
    booked = Counter(roles[order["seller_id"]] for order in orders)
    assert booked == {"assistant": 2243, "sales": 3}
    assert report.coverage.orders_of_non_owner == 0
    assert all(order["order_id"] == order["customer_id"] for order in orders)


def test_the_role_list_follows_its_rule() -> None:
    """More than half of the work items that somebody starts: validating makes an assistant, fraud work other."""
    log = pd.read_csv(LOG, dtype=str, keep_default_na=False)
    starts = log[(log["lifecycle:transition"] == "START") & ~log["org:resource"].isin(["", "112"])]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person, item in zip(starts["org:resource"], starts["concept:name"], strict=True):
        counts[str(person)][str(item)] += 1
    derived = {}
    for person, items in counts.items():
        for item, role in (("W_Valideren aanvraag", "assistant"), ("W_Beoordelen fraude", "other")):
            if 2 * items[item] > items.total():
                derived[person] = role
    assert derived == read_mapping(Path("bpi2012")).lookups["role"].values


def test_injected_transfers_are_what_they_say(imported: tuple[Path, ImportReport], tmp_path: Path) -> None:
    folder, _ = imported
    from benchmarks import inject_bpi2012 as inject

    log = inject.read_log(folder)
    chosen = inject.choose(log, 200, 2012, 0)
    assert chosen == inject.choose(inject.read_log(folder), 200, 2012, 0)
    inject.write_world(folder, tmp_path / "world", log.orders, chosen)
    before = {order["order_id"]: order for order in read_events(folder, "orders")}
    after = {order["order_id"]: order for order in read_events(tmp_path / "world", "orders")}
    labels = {line["order_id"]: line["label"] for line in read_events(tmp_path / "world", "labels")}
    rebooked = {order for order in before if before[order] != after[order]}
    assert rebooked == {order for order, label in labels.items() if label == "fraud"}
    assert len(rebooked) == 200
    old = read_events(folder, "ownership-changes")
    new: list[dict[str, Any]] = read_events(tmp_path / "world", "ownership-changes")
    assert new[: len(old)] == old
    for change in new[len(old) :]:
        order = after[change["customer_id"]]
        days = (inject._time(order) - inject._time(change)).total_seconds() / 86_400
        assert 0.99 < days < 9.01
        assert order["seller_id"] == change["new_owner_id"]
        assert {**order, "seller_id": ""} == {**before[order["order_id"]], "seller_id": ""}
        assert log.roles[change["new_owner_id"]] == "assistant"
        assert log.roles[change["previous_owner_id"]] == "sales"
    for name in ("activities.ndjson", "people.ndjson"):
        assert (folder / name).read_bytes() == (tmp_path / "world" / name).read_bytes()
