"""The scripts that run the tests on real servers and browsers, on machines that lack them; and `.ci/run`, all of it."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.test_scripts import BASH, SERVERS, calls, executable, fake_uv, run

APT = f'#!{BASH}\necho "$@" >> "$APT_LOG"\ncase "$*" in *download*) : > "${{@: -1}}_1_all.deb" ;; esac\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts alone, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the few tools that the scripts use, an apt-get that only notes what it is asked, and root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "cut", "rm", "mkdir", "cat", "sleep"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    executable(folder / "apt-get", APT)
    executable(folder / "dpkg-deb", f"#!{BASH}\n")
    executable(folder / "id", f"#!{BASH}\necho 0\n")
    return folder


@pytest.mark.parametrize("name", SERVERS[1:])
def test_help_needs_nothing(name: str, clone: Path, tools: Path) -> None:
    told = run(clone / name, "--help", path=tools)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"Usage: {name}")


def asked_for(clone: Path, tools: Path, name: str, *arguments: str) -> tuple[list[str], list[str]]:
    """What a script asked apt-get for, and what it had uv run."""
    log, apt = fake_uv(clone), clone / "apt.log"
    apt.write_text("", "utf-8")
    log.unlink(missing_ok=True)
    told = run(clone / name, *arguments, path=tools, TRANSFERWATCH_PYTHON=sys.executable, APT_LOG=str(apt))
    assert (told.returncode, told.stderr) == (0, "")
    return [line.split("Use-Pty=0 ")[1] for line in apt.read_text("utf-8").splitlines()], calls(log)[1:]


def test_the_browser_is_installed_where_it_is_missing(clone: Path, tools: Path) -> None:
    installed = "install -y --no-install-recommends chromium chromium-driver"
    apt, uv = asked_for(clone, tools, "scripts/browser-tests", "--install", "-k", "html")
    assert apt == ["update", installed]
    assert uv == [
        "sync --quiet --frozen --group browser",
        "pytest tests/browser --durations=10 --durations-min=2 -k html",
    ]
    for name in ("chromium", "chromedriver"):
        executable(tools / name, f"#!{BASH}\n")
    assert asked_for(clone, tools, "scripts/browser-tests", "--install")[0] == []


def test_prometheus_is_unpacked_where_it_is_missing(clone: Path, tools: Path) -> None:
    apt, uv = asked_for(clone, tools, "scripts/prometheus-tests", "--install")
    assert apt == ["download prometheus", "download prometheus-alertmanager"]
    assert uv == ["pytest tests/prometheus --durations=10 --durations-min=2"]
    for name in ("prometheus", "prometheus-alertmanager"):
        executable(tools / name, f"#!{BASH}\n")
    assert asked_for(clone, tools, "scripts/prometheus-tests", "--install")[0] == []


PARTS = ["check", *SERVERS]


@pytest.mark.parametrize("codes", [(0,) * 5, (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (2, 0, 5, 0, 0), (0, 0, 0, 3, 1)])
def test_ci_runs_all_parts_and_fails_with_any(codes: tuple[int, ...], clone: Path, tools: Path) -> None:
    executable(clone / "scripts" / "install-postgresql", f"#!{BASH}\nexit 0\n")
    for name, code in zip(PARTS, codes, strict=True):
        says = f'echo "{name} $* store=$TRANSFERWATCH_POSTGRESQL_TESTS"'
        executable(clone / name, f"#!{BASH}\n{says}\nexit {code}\n")
    told = run(clone / ".ci" / "run", path=tools)
    assert told.returncode == (1 if any(codes) else 0)
    said = told.stdout.splitlines()
    assert [line for line in said if "store=" in line] == [
        "check  store=required",
        *(f"{name} --install store=required" for name in SERVERS),
    ]
    words = [line.split() for line in said[-len(PARTS) :]]
    assert [word[0] for word in words] == ["FAILED" if code else "passed" for code in codes]
    assert [word[3] for word in words] == ["./check", *SERVERS]
