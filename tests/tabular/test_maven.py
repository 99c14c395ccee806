"""The Maven CRM tables of the shared data: every won order, with its money, and what they cannot show."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.json import decode

from streams.replay import replay_folder
from streams.tabular.importing import import_tables
from streams.tabular.loading import read_mapping
from tests.tabular.tools import SHARED, read_events

MAVEN = SHARED / "maven_crm"
pytestmark = pytest.mark.skipif(not MAVEN.is_dir(), reason=f"needs the public Maven CRM tables in {MAVEN}")


def test_won_orders_people_and_names(tmp_path: Path) -> None:
    files = [MAVEN / name for name in ("sales_pipeline.csv", "sales_teams.csv", "accounts.csv")]
    report = import_tables(files, read_mapping(Path("maven-crm")), tmp_path / "out")
    assert report.bad_cells == []
    assert report.events == {
        "orders.ndjson": 4238, "people.ndjson": 41, "names.ndjson": 126, "activities.ndjson": 0,
        "ownership-changes.ndjson": 0, "quotas.ndjson": 0,
    }  # fmt: skip
    orders = read_events(tmp_path / "out", "orders")
    assert sum(Decimal(order["amount"]) for order in orders) == Decimal("10005534.00")
    assert len({order["order_id"] for order in orders}) == 4238
    assert {order["currency"] for order in orders} == {"USD"}
    people = {person["person_id"]: person for person in read_events(tmp_path / "out", "people")}
    assert {order["seller_id"] for order in orders} <= people.keys()
    assert people["Anna Snelling"]["manager_id"] == "Dustin Brinkmann"
    assert (people["Anna Snelling"]["role"], people["Dustin Brinkmann"]["role"]) == ("sales", "manager")
    assert people["Anna Snelling"]["team_id"] == "Central"
    found = report.coverage
    assert (found.orders_without_activity, found.orders_without_owner, found.people_without_role) == (4238, 4238, 0)


def test_without_activities_nobody_is_accused(tmp_path: Path) -> None:
    files = [MAVEN / name for name in ("sales_pipeline.csv", "sales_teams.csv", "accounts.csv")]
    import_tables(files, read_mapping(Path("maven-crm")), tmp_path / "out")
    replay_folder(tmp_path / "out", tmp_path / "result")
    judged = [decode(line) for line in (tmp_path / "result" / "assessments.ndjson").read_bytes().splitlines()]
    assert Counter(each["outcome"] for each in judged) == {"watch": 4238}
