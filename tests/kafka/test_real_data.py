"""Two public data sets, imported with the shipped mappings: two workers say what `replay` says, at equal horizons."""

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.replay import Summary, replay_folder
from streams.tabular.importing import import_tables
from streams.tabular.loading import read_mapping
from tests.kafka.driving import Ground
from tests.kafka.worker_rig import WorkerRig
from tests.tabular.tools import SHARED

BPI2012 = SHARED / "bpi2012_loan" / "bpic2012_events.csv.gz"
MAVEN = SHARED / "maven_crm"

Compared = Callable[..., Summary]


@pytest.fixture
def compared(ground: Ground, workers: WorkerRig, tmp_path: Path) -> Compared:
    """Imports, publishes, judges live with two workers, and compares with replay."""

    def run(mapping: str, files: list[Path], horizon_days: int | None = None) -> Summary:
        report = import_tables(files, read_mapping(Path(mapping)), tmp_path / "events")
        assert report.bad_cells == []
        ground.create_topics()
        given = {} if horizon_days is None else {"horizon_days": horizon_days}
        for name in ("a", "b"):
            workers.start(name, **given)
        ground.publish_here(tmp_path / "events")
        summary = replay_folder(tmp_path / "events", tmp_path / "result", horizon_days=horizon_days)
        ground.check_equal(tmp_path / "result")
        assert [worker.terminate() for worker in workers.workers] == [0, 0]
        return summary

    return run


@pytest.mark.skipif(not BPI2012.is_file(), reason=f"needs the public BPI Challenge 2012 log, {BPI2012}")
def test_a_loan_log(compared: Compared) -> None:
    """All of its events lie within half a year: with a horizon of 90 days orders are judged by a part of them."""
    summary = compared("bpi2012", [BPI2012], 90)
    assert (summary.orders, summary.dead_letters["total"]) == (2246, 0)
    assert summary.read["total"] == 129_020
    assert summary.outcomes["review"] > 0


@pytest.mark.skipif(not MAVEN.is_dir(), reason=f"needs the public Maven CRM tables in {MAVEN}")
def test_a_sales_pipeline(compared: Compared) -> None:
    """Orders, people and names alone: nothing says who owned a customer or worked for one."""
    files = [MAVEN / name for name in ("sales_pipeline.csv", "sales_teams.csv", "accounts.csv")]
    summary = compared("maven-crm", files)
    assert (summary.orders, summary.dead_letters["total"]) == (4238, 0)
