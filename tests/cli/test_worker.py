"""`transferwatch worker`: every setting is an option, several workers get names and ports of their own."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli.main
from cli.settings_options import NOT_HERE
from streams.settings import PREFIX, Settings
from tests.cli.running import Ran


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


class Started:
    """What a worker or a supervisor would have been started with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.settings: list[Settings] = []
        self.ports: list[int] = []
        self.supervised: list[tuple[Any, ...]] = []
        monkeypatch.setattr("streams.app.run_worker", self._run_worker)
        monkeypatch.setattr("streams.supervisor.Supervisor", self._supervise)
        monkeypatch.setattr("streams.live.logs.set_up_logs", lambda level, form: None)

    def _run_worker(self, settings: Settings, port: int) -> int:
        self.settings.append(settings)
        self.ports.append(port)
        return 3

    def _supervise(self, *given: Any) -> "Started":
        self.supervised.append(given)
        return self

    def run(self) -> int:
        return 2

    def __call__(self, *arguments: str) -> Ran:
        import typer

        from cli.settings_options import with_settings
        from cli.worker import worker

        self._monkeypatch.setattr("sys.argv", ["transferwatch", "worker", *arguments])
        app = typer.Typer()
        app.callback()(lambda: None)
        app.command()(with_settings(worker))
        done = CliRunner().invoke(app, ["worker", *arguments], env={"COLUMNS": "200"})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Started:
    return Started(monkeypatch)


def test_help_names_every_setting_with_its_description() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "worker", "--help"],
        capture_output=True, text=True, check=True, cwd=Path(cli.main.__file__).parents[1],
        env={"COLUMNS": "400", "PATH": "", "TRANSFERWATCH_SASL_PASSWORD": "s3cret-word"},
    )  # fmt: skip
    for name, field in Settings.model_fields.items():
        if name in NOT_HERE:
            assert name.upper() not in done.stdout
            assert f"--{name.replace('_', '-')}" not in done.stdout
        else:
            assert re.search(rf"--{name.replace('_', '-')}[ ,]", done.stdout), name
            assert f"({PREFIX}{name.upper()})" in done.stdout, name
            assert str(field.description) in done.stdout, name
    assert "--brokers" in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


def test_options_reach_the_settings(start: Started) -> None:
    done = start("--brokers", "k:9092", "--flush-late-ms", "700", "--embedded", "yes", "--metrics-port", "9100")
    assert done.code == 3, "the worker's exit code"
    (settings,) = start.settings
    assert (settings.bootstrap_servers, settings.flush_late_ms, settings.embedded) == ("k:9092", 700, True)
    assert start.ports == [9100]


def test_a_bad_option_is_a_clear_sentence(start: Started) -> None:
    from detector.errors import UsageError

    with pytest.raises(UsageError, match="flush_late_ms: Input should be a valid integer"):
        start("--flush-late-ms", "soon")


def test_several_get_names_and_ports_of_their_own(start: Started) -> None:
    """What stands on a command line beats the environment, by which the supervisor tells them apart."""
    done = start(
        "--brokers", "k:9092", "--workers", "3", "--instance-id=node", "--metrics-port", "9100", "--log-format=json"
    )  # fmt: skip
    assert done.code == 2, "the supervisor's exit code"
    ((command, workers, instance_id, port, stop_s),) = start.supervised
    assert command == [sys.executable, "-m", "cli.main", "worker", "--brokers", "k:9092", "--log-format=json"]
    assert (workers, instance_id, port, stop_s) == (3, "node", 9100, 10.0)


def test_the_embedded_broker_takes_one(start: Started) -> None:
    from detector.errors import UsageError

    with pytest.raises(UsageError, match="takes one worker"):
        start("--workers", "2", "--embedded", "yes")


def test_other_commands_do_not_load_the_settings() -> None:
    program = "import sys; sys.argv[1:] = ['report']; import cli.main; print('streams.settings' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        cwd=Path(cli.main.__file__).parents[1],
    )  # fmt: skip
    assert done.stdout == "False\n"
