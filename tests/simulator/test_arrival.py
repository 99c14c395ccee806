"""By arrival: the same events, in the order in which they come; late and disordered as asked, in flat memory."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from simulator import arrival
from simulator.sections import Delivery
from simulator.settings import WorldSettings
from simulator.spool import FILES
from simulator.world import Sending, simulate
from tests.simulator.conftest import lines

PLAIN = WorldSettings(customers=120, seed=5)
BY_ARRIVAL = Delivery(by_arrival=True)


def with_delivery(delivery: Delivery, duplicates: float = 0.0) -> WorldSettings:
    return msgspec.structs.replace(PLAIN, delivery=delivery, duplicates=duplicates)


def arrivals(folder: Path, name: str) -> list[float]:
    """When each line of a file comes at the earliest, in file order."""
    stamps = [(line["occurred_at"], line.get("recorded_at") or line["occurred_at"]) for line in lines(folder, name)]
    return [max(datetime.fromisoformat(stamp).timestamp() for stamp in pair) for pair in stamps]


def test_the_same_events_in_order_of_arrival(tmp_path: Path) -> None:
    simulate(tmp_path / "plain", PLAIN)
    simulate(tmp_path / "timed", with_delivery(BY_ARRIVAL))
    for name in FILES:
        raw = [(tmp_path / kind / f"{name}.ndjson").read_bytes().splitlines() for kind in ("plain", "timed")]
        assert Counter(raw[0]) == Counter(raw[1])
        times = [int(time) for time in arrivals(tmp_path / "timed", name)]
        assert times == sorted(times)
    untimed = arrivals(tmp_path / "plain", "activities")
    assert untimed != sorted(untimed)
    labels = [(tmp_path / kind / "labels.ndjson").read_bytes() for kind in ("plain", "timed")]
    assert labels[0] == labels[1]
    assert not [path for path in (tmp_path / "timed").iterdir() if path.name.startswith(".")]


def test_disorder_is_bounded(tmp_path: Path) -> None:
    simulate(tmp_path / "w", with_delivery(Delivery(by_arrival=True, disorder_minutes=120.0)))
    times = arrivals(tmp_path / "w", "activities")
    latest, behind = times[0], 0.0
    for time in times:
        behind = max(behind, latest - time)
        latest = max(latest, time)
    assert 1800 < behind <= 7200
    assert any(after < before for before, after in pairwise(times))


def test_late_ones_are_counted_and_come_days_late(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", with_delivery(Delivery(by_arrival=True, late=0.05, late_days=20.0)))
    assert set(counts.late) == {"activities", "ownership-changes", "orders"}
    assert counts.late["activities"] == pytest.approx(0.05 * counts.lines["activities"], rel=0.35)
    times = arrivals(tmp_path / "w", "activities")
    latest, behind = times[0], []
    for time in times:
        behind.append(latest - time)
        latest = max(latest, time)
    late_by_a_day = sum(days > 86400 for days in behind)
    assert 0.5 * counts.late["activities"] < late_by_a_day <= counts.late["activities"]
    assert max(behind) <= 20 * 86400


def test_copies_come_later_and_are_counted(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", with_delivery(BY_ARRIVAL, duplicates=0.1))
    for name in FILES:
        raw = (tmp_path / "w" / f"{name}.ndjson").read_bytes().splitlines()
        assert len(raw) == counts.lines[name] + counts.duplicates[name]
        assert len(set(raw)) == counts.lines[name]
    assert counts.duplicates["activities"] == pytest.approx(0.1 * counts.lines["activities"], rel=0.3)


def test_runs_on_disk_give_what_memory_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = with_delivery(Delivery(by_arrival=True, disorder_minutes=60.0, late=0.1), duplicates=0.1)
    simulate(tmp_path / "memory", settings)
    monkeypatch.setattr(arrival, "_RUN_LINES", 150)
    monkeypatch.setattr(arrival, "_MOST_RUNS", 10_000)
    simulate(tmp_path / "disk", settings)
    found = [{path.name: path.read_bytes() for path in (tmp_path / kind).iterdir()} for kind in ("memory", "disk")]
    assert found[0] == found[1]


def test_a_stream_has_what_the_folder_has(tmp_path: Path) -> None:
    for number, settings in enumerate((PLAIN, with_delivery(BY_ARRIVAL), msgspec.structs.replace(PLAIN, shuffle=True))):
        simulate(tmp_path / f"f{number}", settings)
        sending = Sending(tmp_path / f"s{number}", settings)
        rows = list(sending.rows(in_one_stream=True))
        counts = sending.finish()
        assert sorted(path.name for path in (tmp_path / f"s{number}").iterdir()) == ["labels.ndjson", "world.json"]
        assert counts.events == len(rows)
        for name in FILES:
            raw = (tmp_path / f"f{number}" / f"{name}.ndjson").read_bytes().splitlines()
            assert Counter(raw) == Counter(line for kind, line in rows if kind == name)


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    sending = Sending(tmp_path / "w", PLAIN)
    next(sending.rows())
    sending.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_stream_leaves_no_events_of_an_earlier_world_beside_its_labels(tmp_path: Path) -> None:
    simulate(tmp_path / "w", PLAIN)
    sending = Sending(tmp_path / "w", PLAIN)
    assert sum(1 for _ in sending.rows()) > 1000
    sending.finish()
    assert sorted(path.name for path in (tmp_path / "w").iterdir()) == ["labels.ndjson", "world.json"]
