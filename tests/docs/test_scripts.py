"""The set-up scripts: what they say when a machine lacks something. None of these needs the network."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

BASH = shutil.which("bash") or "/bin/bash"
SCRIPTS = ["try", "check", ".ci/run", "scripts/setup.sh", "scripts/java.sh", "scripts/clean-clone"]
SERVERS = ["scripts/kafka-tests", "scripts/prometheus-tests", "scripts/browser-tests", "scripts/keycloak-tests"]


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts alone, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    (folder / "scripts").mkdir(parents=True)
    for name in ("try", "check", "scripts/setup.sh"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH that has the few tools the scripts use, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "cut", "rm", "mkdir", "cat"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def run(script: Path, *arguments: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BASH, str(script), *arguments],
        cwd="/",
        env={"PATH": str(path), "HOME": "/", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,  # making a virtual environment takes a busy machine more than a minute
        check=False,
    )


@pytest.mark.parametrize("name", [*SCRIPTS, *SERVERS])
def test_bash_can_read_it(name: str) -> None:
    read = subprocess.run([BASH, "-n", str(ROOT / name)], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize("name", ["try", "check"])
def test_help_needs_nothing(name: str, clone: Path, tools: Path) -> None:
    told = run(clone / name, "--help", path=tools)
    assert told.returncode == 0
    assert told.stdout.startswith(f"Usage: ./{name}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--lang", "fr"], "--lang is en or zh, not 'fr'"),
        (["--lang"], "--lang needs a value"),
        (["--seed=x1"], "--seed is a whole number, not 'x1'"),
        (["--seconds", "soon"], "--seconds is a whole number, not 'soon'"),
        (["--no-such"], "unknown argument: --no-such"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, clone: Path, tools: Path) -> None:
    told = run(clone / "try", *arguments, path=tools)
    assert told.returncode == 2
    assert message in told.stderr


def test_no_python(clone: Path, tools: Path) -> None:
    told = run(clone / "try", path=tools)
    assert told.returncode == 2
    assert "no Python 3.11 or newer found" in told.stderr
    assert "TRANSFERWATCH_PYTHON" in told.stderr


def test_only_an_old_python(clone: Path, tools: Path) -> None:
    executable(tools / "python3", f"#!{BASH}\necho old 3.9.2\n")
    told = run(clone / "check", path=tools)
    assert told.returncode == 2
    assert f"({tools / 'python3'} is 3.9.2)" in told.stderr


def test_a_python_without_venv(clone: Path, tools: Path) -> None:
    executable(tools / "python3.11", f"#!{BASH}\necho bare 3.11.2\n")
    told = run(clone / "try", path=tools)
    assert told.returncode == 2
    assert "its venv module is missing" in told.stderr
    assert "python3-venv" in told.stderr


def test_a_later_python_is_used_where_the_first_has_no_venv(clone: Path, tools: Path, tmp_path: Path) -> None:
    executable(tools / "python3.11", f"#!{BASH}\necho bare 3.11.2\n")
    # Good enough to be chosen, then it fails: how far the script came is what is looked at.
    good = executable(tmp_path / "other" / "python3", f'#!{BASH}\n[ "$1" = -c ] && echo ok "$0" || exit 1\n')
    told = run(clone / "try", path=Path(f"{tools}:{good.parent}"))
    assert told.returncode == 2
    assert f"[1/3] Python: {good}" in told.stdout
    assert "could not make a virtual environment" in told.stderr


def test_no_network(clone: Path, tools: Path) -> None:
    told = run(
        clone / "try",
        path=tools,
        TRANSFERWATCH_PYTHON=sys.executable,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_NO_INDEX="1",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert told.returncode == 2
    assert "pip could not fetch uv" in told.stderr
    assert "needs the network" in told.stderr


def fake_uv(clone: Path, *, sync: int = 0, failing: str = "nothing") -> Path:
    """A uv of the pinned version that writes its arguments to a file; gives that file.

    `sync`: exit code of `uv sync`. `failing`: a word that makes `uv run` end with 1.
    """
    version = re.search(r"^uv_version=(\S+)$", (ROOT / "scripts" / "setup.sh").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    log = clone / "uv.log"
    executable(
        clone / ".venv-uv" / "bin" / "uv",
        f'#!{BASH}\nif [ "$1" = --version ]; then echo "uv {version[1]} (here)"; exit 0; fi\n'
        f'echo "${{PYTHONDONTWRITEBYTECODE:+keeping nothing: }}$@" >> "{log}"\n[ "$1" != sync ] || exit {sync}\n'
        f'case "$*" in *{failing}*) exit 1 ;; *first_flagged*) echo O-7 ;; esac\n',
    )
    return log


def calls(log: Path) -> list[str]:
    """What uv was asked to run, without the options that are the same each time."""
    return [line.removeprefix("run --quiet --frozen --no-sync ") for line in log.read_text("utf-8").splitlines()]


def test_packages_cannot_be_fetched(clone: Path, tools: Path) -> None:
    fake_uv(clone, sync=1)
    told = run(clone / "check", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert told.returncode == 2
    assert "uv could not install the locked packages" in told.stderr


def test_try_runs_the_demo(clone: Path, tools: Path) -> None:
    log = fake_uv(clone)
    told = run(clone / "try", "--lang", "zh", "--seed=3", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, told.stderr) == (0, "")
    sync, *jobs = calls(log)
    assert sync.startswith("sync --quiet --frozen --python ")
    assert jobs == [
        "transferwatch demo --seconds 60 --seed 3 --lang zh --output out/try",
        "python scripts/first_flagged.py out/try/result",
        "transferwatch explain O-7 --from out/try/result --lang zh",
    ]


def test_try_goes_on_serving_if_asked(clone: Path, tools: Path) -> None:
    log = fake_uv(clone)
    told = run(clone / "try", "--keep", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, told.stderr) == (0, "")
    assert calls(log)[1] == "transferwatch demo --seconds 60 --seed 1 --lang en --output out/try --keep"


def test_try_ends_as_the_demo_does(clone: Path, tools: Path) -> None:
    log = fake_uv(clone, failing="demo")
    told = run(clone / "try", "--seconds", "5", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert told.returncode == 1
    assert calls(log)[1:] == ["transferwatch demo --seconds 5 --seed 1 --lang en --output out/try"]


def test_try_runs_the_main_job_on_files(clone: Path, tools: Path) -> None:
    log = fake_uv(clone)
    told = run(clone / "try", "--files", "--lang", "zh", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert (told.returncode, told.stderr) == (0, "")
    assert calls(log)[1:] == [
        "transferwatch simulate --output out/try/world --seed 1 --customers 1000",
        "transferwatch replay out/try/world --output out/try/result",
        "transferwatch evaluate out/try/world out/try/result --lang zh",
        "transferwatch report flagged --from out/try/result --lang zh",
        "python scripts/first_flagged.py out/try/result",
        "transferwatch explain O-7 --from out/try/result --lang zh",
    ]


def test_check_runs_every_step_and_tells_what_failed(clone: Path, tools: Path) -> None:
    log = fake_uv(clone, failing="mypy")
    told = run(
        clone / "check", path=tools, TRANSFERWATCH_PYTHON=sys.executable, PYTHONDONTWRITEBYTECODE="1"
    )  # what is compiled is kept nevertheless: else each process of a test compiles all its packages
    assert told.returncode == 1
    assert calls(log)[1:] == [
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "lint-imports",
        "transferwatch schemas --check",
        "pytest -n auto --maxprocesses 4 --dist worksteal --durations 10 --durations-min 5",
    ]
    results = re.findall(r"^(passed|FAILED) +\d+ s  (.+)$", told.stdout, re.MULTILINE)
    assert [name for result, name in results if result == "FAILED"] == ["mypy --strict"]
    assert len(results) == 6


def test_check_passes_where_all_passes(clone: Path, tools: Path) -> None:
    fake_uv(clone)
    told = run(clone / "check", path=tools, TRANSFERWATCH_PYTHON=sys.executable)
    assert told.returncode == 0
    assert told.stdout.endswith("All checks passed.\n")
