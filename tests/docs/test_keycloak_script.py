"""scripts/keycloak-tests on machines that lack something; none of these tests fetches or starts a Keycloak."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.test_scripts import BASH, calls, executable, fake_uv, run

FETCHES = f"""#!{BASH}
for word in "$@"; do case "$word" in -DoutputDirectory=*) folder="${{word#*=}}" ;; esac; done
mkdir -p "$folder/keycloak-1/bin" && echo > "$folder/keycloak-1/bin/kc.sh"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts alone, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the few tools that the script uses: no Java, no Maven."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "cut", "rm", "mkdir", "cat", "sed", "head", "sha256sum", "mktemp", "mv"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def test_it_is_fetched_once_and_arguments_go_to_pytest(clone: Path, tools: Path) -> None:
    script, log = clone / "scripts" / "keycloak-tests", fake_uv(clone)
    executable(tools / "mvn", FETCHES)
    told = run(script, "-x", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, told.stderr) == (0, "")
    assert calls(log)[1:] == ["pytest tests/console/test_keycloak.py --durations=3 -x"]
    (tools / "mvn").unlink()
    assert run(script, path=tools, TRANSFERWATCH_PYTHON=sys.executable).returncode == 0


def test_what_is_missing_is_told_and_nothing_is_half_fetched(clone: Path, tools: Path) -> None:
    script = clone / "scripts" / "keycloak-tests"
    fake_uv(clone)
    told = run(script, path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, "apt install maven" in told.stderr) == (2, True)
    executable(tools / "mvn", f"{FETCHES}exit 1\n")
    told = run(script, path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, "Maven could not fetch Keycloak" in told.stderr) == (2, True)
    assert list((clone / ".keycloak").iterdir()) == []
