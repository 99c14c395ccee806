"""Scenarios: read strictly, faults named with key and line, the example complete, options above the file."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from detector.errors import InputError, UsageError
from simulator.kinds import FRAUD, HONEST, PLAIN
from simulator.scenario import changed, decode_scenario, example, read_scenario, shipped_scenarios
from simulator.sections import Kinds
from simulator.settings import WorldSettings
from simulator.temper import Temper
from simulator.world import simulate
from tests.simulator.test_unchanged import hashes

SHIPPED = (
    "bad-loggers", "concentrated-pair", "demo", "enterprise-deals", "load-test", "ring",
    "small-quick-sales", "team-without-lift",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_states_every_setting_at_its_default(lang: str) -> None:
    usual = {
        sort: {play.__name__: weight for play, weight in kinds}
        for sort, kinds in (("fraud", FRAUD), ("honest", HONEST), ("plain", PLAIN))
    }
    assert decode_scenario(example(lang)) == WorldSettings(kinds=Kinds(**usual))
    text = example(lang)
    whole = msgspec.to_builtins(WorldSettings())
    for name, value in whole.items():
        assert re.search(rf"^{name}:", text, re.MULTILINE)
        for inner in value if isinstance(value, dict) else ():
            assert re.search(rf"^ +{inner}:", text, re.MULTILINE), inner
    for trait, value in msgspec.to_builtins(Temper()).items():
        assert f"#   {trait}: {str(value).lower()}\n" in text


def test_a_world_by_the_example_is_the_default_world(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(example("zh"), encoding="utf-8")
    simulate(tmp_path / "a", read_scenario(tmp_path / "mine.yml", {"customers": 60}), scenario="mine.yml")
    simulate(tmp_path / "b", WorldSettings(customers=60))
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_the_shipped_scenarios_are_worlds(tmp_path: Path) -> None:
    assert tuple(shipped_scenarios()) == SHIPPED
    for name in SHIPPED:
        counts = simulate(tmp_path / name, read_scenario(Path(name), {"customers": 150}), scenario=name)
        assert counts.won_orders > 50
        assert json.loads((tmp_path / name / "world.json").read_text())["scenario"] == name


def test_every_fraud_has_twins(tmp_path: Path) -> None:
    counts = simulate(tmp_path / "w", WorldSettings(customers=900))
    twins = {play.__name__ for play, weight in HONEST if play.__module__ == "simulator.honest_twins"}
    assert len(twins) == 7
    assert twins <= counts.kinds.keys()
    assert sum(counts.kinds[twin] for twin in twins) > 4 * counts.labels["fraud"]


def test_world_json_makes_the_same_world_again(tmp_path: Path) -> None:
    settings = read_scenario(
        Path("bad-loggers"), {"customers": 80, "temper.silence": "0.9", "temper.retail": True, "seed": 4}
    )
    simulate(tmp_path / "a", settings)
    again = read_scenario(tmp_path / "a" / "world.json")
    assert again == settings
    assert again.temper == {"silence": 0.9, "retail": True}
    facts = json.loads((tmp_path / "a" / "world.json").read_text())
    assert facts["temper"]["silence"] == 0.9
    simulate(tmp_path / "b", again)
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seed: 1\ncustomers: many", "line 2: customers expected `int`, got `str`"),
        ("custmers: 3", "line 1: custmers is no setting; did you mean customers?"),
        (
            "seed: 2\nstaff:\n  leavers: 0\n  sellrs: [1, 2]",
            "line 4: staff.sellrs is no setting; did you mean sellers?",
        ),
        ("staff:\n  sellers: [9, 2]", "line 2: staff.sellers must be [least, most], got [9, 2]"),
        ("staff:\n  sellers: [9]", "line 2: staff.sellers expected `array` of length 2"),
        ("fraud_share: 1.4", "line 1: fraud_share must be a share from 0 to 1, got 1.4"),
        ("logging:\n  terse: []", "line 2: logging.terse must have at least one share"),
        ("logging:\n  terse: [0.2, 3]", "line 2: logging.terse must be a share from 0 to 1, got 3"),
        ("kinds:\n  fraud:\n    ripe: 2\n    rpie: 3", "line 4: kinds.fraud.rpie is no fraud kind"),
        ("kinds:\n  fraud:\n    ripe: 0", "line 2: kinds.fraud must have one kind with a weight above 0"),
        ("temper:\n  silence: 3", "line 2: temper.silence must be a chance from 0 to 1, got 3"),
        ("temper:\n  retail: often", "line 2: temper.retail must be true or false, got 'often'"),
        ("temper:\n  moody: 1", "line 2: temper.moody is no trait of a firm"),
        ("calendar:\n  season: [1, 2]", "line 2: calendar.season must have 12 weights"),
        ("calendar:\n  days_off: [soon]", "line 2: calendar.days_off must be dates or spans"),
        ("delivery:\n  late: 0.1", "line 2: delivery.late means something only with delivery.by_arrival: true"),
        ("shuffle: true\ndelivery:\n  by_arrival: true", "line 3: delivery.by_arrival does not go with shuffle"),
        ("teams: 3\nfocus:\n  team: 4", "line 3: focus.team must be a team from 1 to 3"),
        ("seed: 1\nseed: 2", "line 2, column 1: the key 'seed' stands twice"),
        ("seed: [1", "line 1, column 9"),
        ("- 3", "expected settings such as `customers: 4000`"),
    ],
)
def test_faults_are_named_with_key_and_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_scenario(text, "mine.yml")
    assert "scenario mine.yml" in str(caught.value)
    assert told in str(caught.value)


def test_nothing_written_is_the_default() -> None:
    assert decode_scenario("# nothing yet\n") == WorldSettings()


def test_no_such_scenario(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of that name is shipped .bad-loggers, "):
        read_scenario(tmp_path / "rings")
    (tmp_path / "odd.yml").write_bytes(b"seed: \xff")
    with pytest.raises(InputError, match="byte 6 is not UTF-8"):
        read_scenario(tmp_path / "odd.yml")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"delivery.late": "7"}, "delivery.late must be a share"),
        ({"customers": 0}, "--customers must lie between"),
        ({"delivry.late": "0.1"}, "delivry.late is no setting: there is no such section; did you mean delivery"),
        ({"delivery.latte": "0.1"}, "delivery.latte is no setting; did you mean late"),
    ],
)
def test_changes_are_checked_too(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        changed(WorldSettings(), changes)


def test_changes_hold_over_the_file() -> None:
    settings = decode_scenario("seed: 3\nstaff: {sellers: [4, 5]}", changes={"seed": 9, "staff.assistants": ["2", "2"]})
    assert (settings.seed, settings.staff.sellers, settings.staff.assistants) == (9, (4, 5), (2, 2))
