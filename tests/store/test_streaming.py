"""Exports: every row once, in flat memory, and nothing that a spreadsheet would run."""

import csv
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cli.storing.exporting import export_view
from cli.storing.folders import record_folder
from detector.errors import UsageError
from store.engine import writing
from store.queries.streaming import stream_view
from store.recording.recorder import Recorder
from store.tables import judgements
from tests.store.conftest import Replayed
from tests.store.dumps import rows
from tests.store.feeding import KAFKA, Log, write_all
from tests.store.records import ACTIVITIES, ORDERS, activity, order

NO_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_entry_of_the_ledger_once(engine: Engine, replayed: Replayed, tmp_path: Path) -> None:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    count = export_view(engine, "v_ledger", tmp_path / "ledger.csv")
    written = read(tmp_path / "ledger.csv")
    kept = rows(engine, judgements.credits)
    assert count == len(written) == len(kept)
    by_id = {row["entry_id"]: row for row in kept}
    assert all(row["amount"] == by_id[row["entry_id"]]["amount"] for row in written), (
        "-12.00 is a number, not a formula"
    )
    assert all(int(row["amount_minor"]) == by_id[row["entry_id"]]["amount_minor"] for row in written)


def test_no_cell_is_a_formula(engine: Engine, tmp_path: Path) -> None:
    log = Log()
    evil = order(order_id="=HYPERLINK(1)", seller_id="@SUM(A1)", customer_id="+1", event_id="-2")
    write_all(Recorder(engine, KAFKA), [log.say(ORDERS, **evil)])
    export_view(engine, "v_orders", tmp_path / "orders.csv")
    (row,) = read(tmp_path / "orders.csv")
    assert row["order_id"] == "'=HYPERLINK(1)"
    assert [cell for cell in row.values() if cell.startswith(NO_FORMULA)] == []


def test_times_are_in_utc_wherever_the_server_is(engine: Engine, tmp_path: Path) -> None:
    if engine.dialect.name == "postgresql":
        database = f'ALTER DATABASE "{engine.url.database}" SET timezone TO '
        with writing(engine) as connection:
            connection.exec_driver_sql(f"{database} 'Pacific/Kiritimati'")  # 14 hours ahead
        engine.dispose()
    log = Log()
    write_all(Recorder(engine, KAFKA), [log.say(ORDERS, **order(occurred_at="2026-03-02T07:00:00+08:00"))])
    export_view(engine, "v_orders", tmp_path / "orders.csv")
    (row,) = read(tmp_path / "orders.csv")
    assert row["ordered_at"][:19] == "2026-03-01T23:00:00"


def test_memory_stays_flat(engine: Engine) -> None:
    """A traced peak, not what the system says: ten times the rows take the same."""
    log, recorder = Log(), Recorder(engine, KAFKA)

    def peak(count: int) -> int:
        have = len(log.records.get(recordable, ()))
        write_all(recorder, [log.say(ACTIVITIES, **activity(event_id=f"a{n}")) for n in range(have, count)])
        tracemalloc.start()
        assert sum(1 for _ in stream_view(engine, "v_activities").rows) == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    recordable = log.say(ACTIVITIES, **activity(event_id="a0")).place
    write_all(recorder, log.records[recordable])
    peak(3_000)  # whatever is loaded and compiled once
    few = peak(3_001)
    assert peak(30_000) < 1.5 * few


def test_only_views_can_be_had(engine: Engine) -> None:
    with pytest.raises(UsageError, match="v_orders"):
        stream_view(engine, "activities")
