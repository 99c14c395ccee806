"""Same seed, same bytes; every won order labelled; every kind there; what was there before is safe."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from detector.errors import UsageError
from simulator.kinds import FRAUD, HONEST, PLAIN
from simulator.settings import WorldCounts, WorldSettings
from simulator.world import simulate
from tests.simulator.conftest import SETTINGS, lines

SMALL = WorldSettings(customers=120, seed=5, shuffle=True, duplicates=0.1)


def content(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


def test_same_seed_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    simulate(tmp_path / "a", SMALL)
    code = (
        "from pathlib import Path; from simulator.world import simulate; from simulator.settings import WorldSettings;"
        f"simulate(Path({str(tmp_path / 'b')!r}), WorldSettings(customers=120, seed=5, shuffle=True, duplicates=0.1))"
    )
    root = Path(__file__).parents[2]
    env = os.environ | {"PYTHONHASHSEED": "77", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=root)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_another_seed_is_another_world(tmp_path: Path) -> None:
    simulate(tmp_path / "a", SMALL)
    simulate(tmp_path / "b", WorldSettings(customers=120, seed=6, shuffle=True, duplicates=0.1))
    assert content(tmp_path / "a")["orders.ndjson"] != content(tmp_path / "b")["orders.ndjson"]


def test_shuffling_and_copies_change_no_event(tmp_path: Path) -> None:
    simulate(tmp_path / "plain", WorldSettings(customers=120, seed=5))
    simulate(tmp_path / "mixed", SMALL)
    for name, raw in content(tmp_path / "plain").items():
        if name != "world.json":
            assert set(raw.splitlines()) == set(content(tmp_path / "mixed")[name].splitlines())
    plain = (tmp_path / "plain" / "activities.ndjson").read_bytes().splitlines()
    mixed = (tmp_path / "mixed" / "activities.ndjson").read_bytes().splitlines()
    assert list(dict.fromkeys(mixed)) != plain


def test_each_won_order_has_one_label(world: tuple[Path, WorldCounts]) -> None:
    folder, counts = world
    last: dict[str, tuple[str, str]] = {}
    for line in lines(folder, "orders"):
        stated = (line["occurred_at"], line["amount"])
        last[line["order_id"]] = max(last.get(line["order_id"], stated), stated)
    won = {order_id for order_id, (_, amount) in last.items() if float(amount) > 0}
    labels = lines(folder, "labels")
    assert Counter(line["order_id"] for line in labels) == Counter(won)
    assert counts.won_orders == len(won)
    assert {line["label"] for line in labels} == {"fraud", "legit"}
    assert Counter(line["kind"] for line in labels) == counts.kinds


def test_every_kind_is_there(world: tuple[Path, WorldCounts]) -> None:
    _, counts = world
    played = {play.__name__ for kinds in (FRAUD, HONEST, PLAIN) for play, weight in kinds if weight}
    # Refunds may empty the few orders of one rare kind.
    assert len(played - counts.kinds.keys()) <= 2
    assert {"post_sale_first", "web_repeat", "split_order_own", "plain_repeat"} <= counts.kinds.keys()


def test_shares_are_near_the_settings(world: tuple[Path, WorldCounts]) -> None:
    folder, counts = world
    cheated = {line["customer_id"] for line in lines(folder, "labels") if line["label"] == "fraud"}
    assert len(cheated) / counts.customers == pytest.approx(SETTINGS.fraud_share, rel=0.3)
    assert 1 - counts.work_logged / counts.work_done == pytest.approx(SETTINGS.unlogged, abs=0.05)
    assert sum(counts.undecidable.values()) < 0.02 * counts.won_orders
    statements = Counter(line["status"] for line in lines(folder, "orders"))
    assert min(statements[status] for status in ("won", "amended", "refunded", "cancelled")) > 10


def test_unlogged_is_what_was_asked_for(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", WorldSettings(customers=1500, seed=3, unlogged=0.4))
    assert 1 - counts.work_logged / counts.work_done == pytest.approx(0.4, abs=0.06)


def test_styles_and_pace_change_how_the_firm_logs_and_sells(tmp_path: Path) -> None:
    few = simulate(tmp_path / "a", WorldSettings(customers=300, seed=3, style="unrecorded", deal_work=4, deal_days=6))
    many = simulate(tmp_path / "b", WorldSettings(customers=300, seed=3, style="terse", deal_work=16, deal_days=60))
    assert few.work_done * 1.8 < many.work_done
    recorded = sum("recorded_at" in line for line in lines(tmp_path / "a", "activities"))
    assert recorded < 0.02 * few.lines["activities"]
    short = {
        name: sum(len(line.get("content", "")) < 14 for line in lines(tmp_path / name, "activities")) / work.work_logged
        for name, work in (("a", few), ("b", many))
    }
    assert short["b"] > 1.3 * short["a"]


def test_world_json_states_settings_and_counts(world: tuple[Path, WorldCounts]) -> None:
    folder, counts = world
    facts = json.loads((folder / "world.json").read_text())
    assert facts["settings"]["seed"] == SETTINGS.seed
    assert facts["settings"]["customers"] == SETTINGS.customers
    assert facts["counts"]["duplicates"] == counts.duplicates
    assert facts["counts"]["kinds"] == counts.kinds


def test_foreign_folders_are_safe(tmp_path: Path) -> None:
    settings = WorldSettings(customers=20)
    (tmp_path / "orders.ndjson").write_text("real\n")
    with pytest.raises(UsageError, match="real data"):
        simulate(tmp_path, settings)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="notes.txt"):
        simulate(tmp_path, settings)
    assert (tmp_path / "orders.ndjson").read_text() == "real\n"
    simulate(tmp_path, settings, force=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "world.json").exists()
    assert (tmp_path / "orders.ndjson").read_text() != "real\n"


def test_a_world_may_be_replaced_and_leaves_nothing_behind(tmp_path: Path) -> None:
    simulate(tmp_path / "w", SMALL)
    first = content(tmp_path / "w")
    simulate(tmp_path / "w", WorldSettings(customers=30))
    assert content(tmp_path / "w") != first
    assert [entry.name for entry in tmp_path.iterdir()] == ["w"]


@pytest.mark.parametrize(
    "settings",
    [
        WorldSettings(unlogged=1.2),
        WorldSettings(customers=0),
        WorldSettings(teams=1),
        WorldSettings(start="soon"),
        WorldSettings(fraud_share=0.9, honest_share=0.3),
        WorldSettings(style="loud"),
        WorldSettings(deal_days=0.5),
    ],
)
def test_impossible_settings_are_refused(tmp_path: Path, settings: WorldSettings) -> None:
    with pytest.raises(UsageError):
        simulate(tmp_path / "w", settings)
    assert list(tmp_path.iterdir()) == []
