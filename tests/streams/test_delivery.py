"""How records arrive changes no judgement: customer by customer, by arrival, late, out of order, twice."""

from pathlib import Path

import msgspec
import pytest

from detector.outputs import OUTPUT_TOPICS
from simulator.sections import Delivery
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder
from tests.streams.replayed import rows

SETTINGS = WorldSettings(customers=150, seed=6, fraud_share=0.1)
ARRIVAL = Delivery(by_arrival=True, disorder_minutes=300.0, late=0.1, late_days=40.0)


def judged(folder: Path, settings: WorldSettings) -> dict[str, list[str]]:
    """The sorted outputs of a world by topic, revisions apart."""
    simulate(folder / "world", settings)
    replay_folder(folder / "world", folder / "result")
    found = {}
    for topic, *_ in OUTPUT_TOPICS:
        lines = [row | {"revision": 0} for row in rows(folder / "result", topic)]
        found[topic] = sorted(msgspec.json.encode(row, order="sorted").decode() for row in lines)
    return found


@pytest.mark.parametrize("changes", [{"delivery": ARRIVAL}, {"shuffle": True}], ids=["arrival", "shuffle"])
def test_the_same_events_are_judged_alike(tmp_path: Path, changes: dict[str, object]) -> None:
    plain = judged(tmp_path / "plain", SETTINGS)
    other = judged(tmp_path / "other", msgspec.structs.replace(SETTINGS, duplicates=0.1, **changes))
    assert all(plain[topic] for topic in ("transferwatch.assessments.v1", "transferwatch.credits.v1"))
    for topic, lines in plain.items():
        assert other[topic] == lines, topic


def test_a_lost_record_may_change_a_judgement(tmp_path: Path) -> None:
    plain = judged(tmp_path / "plain", SETTINGS)
    holed = judged(tmp_path / "holed", msgspec.structs.replace(SETTINGS, delivery=Delivery(lost_activities=0.3)))
    assert holed != plain
