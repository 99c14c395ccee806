"""The command: quiet in a pipe, exit codes, one sentence about what was written."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from cli.main import main; sys.argv = ['transferwatch', *sys.argv[1:]]; main()"
    command = [sys.executable, "-c", code, "simulate", *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)


def test_a_world_by_command(tmp_path: Path) -> None:
    done = run("--output", str(tmp_path / "w"), "--customers", "80", "--seed", "9", "--shuffle", "--duplicates", "0.05")
    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads((tmp_path / "w" / "world.json").read_text())
    assert done.stdout.startswith(f"{facts['counts']['events']} events and ")
    assert facts["settings"]["seed"] == 9
    assert facts["settings"]["shuffle"] is True


def test_wrong_use_ends_with_two_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    for arguments, told in (
        (("--output", str(tmp_path)), "--force"),
        (("--output", str(tmp_path / "w"), "--unlogged", "2"), "--unlogged must be a share"),
        (("--customers", "3"), "--output"),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert told in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]
