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


def test_a_scenario_by_command_under_its_options(tmp_path: Path) -> None:
    done = run("--init-scenario", str(tmp_path / "mine.yml"), "--lang", "zh")
    assert done.stdout == f"{tmp_path / 'mine.yml'}：已写入含全部设置及默认值的示例；留下要改的，其余可删\n"
    (tmp_path / "mine.yml").write_text("customers: 70\nseed: 8\nstyle: terse\n")
    arguments = ("--scenario", str(tmp_path / "mine.yml"), "--seed", "9", "--set", "staff.sellers=[3, 4]")
    done = run("--output", str(tmp_path / "w"), *arguments, "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{tmp_path / 'w'}：70 个客户的 ")
    facts = json.loads((tmp_path / "w" / "world.json").read_text())
    assert facts["scenario"] == "mine.yml"
    found = facts["settings"]
    assert (found["customers"], found["seed"], found["style"], found["staff"]["sellers"]) == (70, 9, "terse", [3, 4])


def test_wrong_scenarios_end_with_two_and_leave_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("seed: 1\nstile: terse\n")
    output = ("--output", str(tmp_path / "w"))
    for arguments, told in (
        (("--scenario", str(mine), *output), f"scenario {mine}, line 2: stile is no setting; did you mean style?"),
        (("--scenario", "rings", *output), "none of that name is shipped"),
        (("--set", "staff.sellers", *output), "expected KEY=VALUE"),
        (("--init-scenario", str(mine)), "the file exists"),
        (("--rate", "5", *output), "only with --publish"),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert told in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.yml"]
