"""Prometheus' own checker on the files for Prometheus; no broker is needed."""

import os
import shutil
import subprocess

import pytest

from tests.docs.pages import ROOT

VARIABLE = "TRANSFERWATCH_PROMTOOL"


def promtool() -> str:
    """Where it is: what the variable names (and then it must be there), else what PATH has."""
    found = os.environ.get(VARIABLE) or shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool on this machine: it comes with Prometheus (scripts/kafka-tests --install fetches it)")
    return found


def check(text: str) -> subprocess.CompletedProcess[str]:
    """Check a configuration."""
    return subprocess.run(
        [promtool(), "check", "config", "/dev/stdin"], input=text, capture_output=True, text=True, check=False
    )


def test_prometheus_accepts_its_configuration() -> None:
    told = check((ROOT / "ops" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    assert told.returncode == 0, told.stderr


def test_the_check_notices() -> None:
    told = check("scrape_configs:\n  - job_name: a\n    no_such_key: 1\n")
    assert told.returncode == 1
    assert "no_such_key" in told.stderr
