"""Prometheus' and Alertmanager's own checkers on the files for them, and the alert rules on made-up series."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import ROOT

OPS = ROOT / "ops"
RULES = Path(__file__).with_name("rules.yml")
Program = Callable[..., str]


def ran(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)


def test_prometheus_accepts_its_configuration_and_rules(program: Program) -> None:
    told = ran(program("promtool"), "check", "config", OPS / "prometheus" / "prometheus.yml")
    assert told.returncode == 0, told.stderr
    assert "6 rules found" in told.stdout


def test_alertmanager_accepts_its_configuration(program: Program) -> None:
    told = ran(program("amtool"), "check-config", OPS / "alertmanager" / "alertmanager.yml")
    assert told.returncode == 0, told.stderr


def test_the_rules_fire_when_they_should_and_not_else(program: Program) -> None:
    told = ran(program("promtool"), "test", "rules", RULES)
    assert told.returncode == 0, told.stdout


BREAKS = {"== 0\n        for: 1m": "== 1\n        for: 1m", " offset 15m": " offset 0m", "vector(0)": "vector(1)"}


@pytest.mark.parametrize(("sound", "broken"), BREAKS.items())
def test_the_check_of_the_rules_notices(program: Program, tmp_path: Path, sound: str, broken: str) -> None:
    rules = (OPS / "prometheus" / "alerts.yml").read_text("utf-8")
    assert sound in rules
    (tmp_path / "alerts.yml").write_text(rules.replace(sound, broken), "utf-8")
    tests = RULES.read_text("utf-8").replace("../../ops/prometheus/alerts.yml", "alerts.yml")
    (tmp_path / "rules.yml").write_text(tests, "utf-8")
    assert ran(program("promtool"), "test", "rules", tmp_path / "rules.yml").returncode == 1


def test_every_rule_is_tried_and_told_in_both_languages() -> None:
    (group,) = yaml.safe_load((OPS / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    names = {rule["alert"] for rule in group["rules"]}
    assert names == set(re.findall(r"alertname: (\w+)", RULES.read_text("utf-8")))
    assert all(set(rule["annotations"]) == {"summary", "summary_zh"} for rule in group["rules"])
