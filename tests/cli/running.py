"""Runs a command in this process as a person would, and small histories for it to work on."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cli.main import main
from streams.replay import replay_folder
from tests.contract.story import own_text, story, write

RIPE = """
2026-01-05 09:00 | owner — → lin by gao
2026-01-12 10:00 | work lin 8 meetings
2026-03-06 10:00 | owner lin → mei by lin
2026-03-10 10:00 | order A seller mei 12800.00 CNY new
"""
"""Lin works for weeks, hands over without a reason, and Mei's order follows in four days: held in any case."""


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Shell:
    """Runs commands of the product."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object) -> Ran:
        self._monkeypatch.setattr("sys.argv", ["transferwatch", *map(str, arguments)])
        self._capsys.readouterr()
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        assert isinstance(code, int), f"no exit code, but {code!r}"
        return Ran(code, *self._capsys.readouterr())


def ripe_folder(folder: Path, lines: str = RIPE) -> Path:
    """The events of a history of one customer, c-1, as a folder."""
    return write(story(lines), folder)


def add_line(folder: Path, file: str, /, **fields: Any) -> None:
    """One more record at the end of a file."""
    with (folder / file).open("a", encoding="utf-8") as target:
        target.write(json.dumps(fields) + "\n")


def add_name(folder: Path, subject: str, kind: str, name: str) -> None:
    ids = {"event_id": f"n-{subject}", "occurred_at": "2025-01-01T00:00:00Z", "subject_id": subject}
    add_line(folder, "names.ndjson", **ids, subject_type=kind, display_name=name)


def add_activity(folder: Path, number: int, at: str, **fields: Any) -> None:
    """One more entry of mei, by default a 30-minute call with a text of its own."""
    usual = {"actor_id": "mei", "activity_type": "call", "duration_seconds": 1800, "content": own_text(300 + number)}
    ids = {"event_id": f"extra-{number}", "occurred_at": at, "customer_id": "c-1"}
    add_line(folder, "activities.ndjson", **{**ids, **usual, **fields})


def judged(events: Path, result: Path) -> Path:
    """The results of a replay."""
    replay_folder(events, result)
    return result
