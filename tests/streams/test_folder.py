"""Folders of events, and folders that are written whole or not at all."""

from pathlib import Path

import pytest

from detector.errors import InputError, UsageError
from streams.folder import find_files, written_whole

MARK = "summary.json"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_result(output: Path, text: str, reading: Path | None = None) -> None:
    with written_whole(output, MARK, reading=reading or output.parent / "events") as folder:
        (folder / MARK).write_text(text)


def test_files_are_found_by_topic(tmp_path: Path) -> None:
    (tmp_path / "orders.ndjson").touch()
    (tmp_path / "labels.ndjson").touch()
    (tmp_path / "people.ndjson").mkdir()
    assert find_files(tmp_path) == {"crm.orders.v1": tmp_path / "orders.ndjson"}


def test_a_folder_without_events_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "order.csv").touch()
    with pytest.raises(InputError, match="none of the files .*orders.ndjson"):
        find_files(tmp_path)
    for nowhere in (tmp_path / "order.csv", tmp_path / "missing"):
        with pytest.raises(InputError, match="is no folder"):
            find_files(nowhere)


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "er" / "out"
    with written_whole(output, MARK, reading=tmp_path / "events") as folder:
        (folder / MARK).write_text("1")
        assert not output.exists()
    assert names(output) == [MARK]
    assert names(output.parent) == ["out"]


def test_an_earlier_result_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_result(output, "1")
    (output / "flagged.xlsx").write_text("a report")
    (output / "notes").mkdir()
    (output / "notes" / "a.txt").write_text("mine")
    with written_whole(output, MARK, reading=tmp_path / "events") as folder:
        (folder / MARK).write_text("2")
        assert (output / MARK).read_text() == "1", "the old one holds until the new one is whole"
    assert names(output) == ["flagged.xlsx", "notes", MARK]
    assert (output / MARK).read_text() == "2"
    assert (output / "notes" / "a.txt").read_text() == "mine"
    assert names(tmp_path) == ["out"]


def test_a_failure_leaves_the_old_result(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_result(output, "1")
    for error in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(error), written_whole(output, MARK, reading=tmp_path / "events") as folder:
            (folder / MARK).write_text("2")
            raise error
    assert (output / MARK).read_text() == "1"
    assert names(tmp_path) == ["out"]


def test_what_cannot_be_put_in_place_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out"
    write_result(output, "1")
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if ".writing-" in path.name:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        write_result(output, "2")
    assert (output / MARK).read_text() == "1"
    assert names(tmp_path) == ["out"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_result(tmp_path / "out", "1")
    assert names(tmp_path / "out") == [MARK]


def test_what_is_no_result_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_text("x")
    for name in ("file", "photos"):
        with pytest.raises(UsageError, match="holds no earlier result"):
            write_result(tmp_path / name, "1")
    assert names(tmp_path) == ["file", "photos"]
    assert names(tmp_path / "photos") == ["1.jpg"]


def test_the_input_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = tmp_path / "out" / "events"
    events.mkdir(parents=True)
    (tmp_path / "out" / MARK).touch()
    for reading in (tmp_path / "out", events):
        with pytest.raises(UsageError, match="is or holds the folder that is read"):
            write_result(tmp_path / "out", "1", reading)
    write_result(events / "out", "1", events)
    assert names(events / "out") == [MARK]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="current folder"):
        write_result(Path("."), "1", events)


def test_a_mounted_disk_is_refused_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path / "out")
    with pytest.raises(UsageError, match="is a mounted disk.*out/result"):
        write_result(tmp_path / "out", "1")
    write_result(tmp_path / "out" / "result", "1")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk" / "out")
    write_result(tmp_path / "out", "1")
    write_result(tmp_path / "out", "2")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "out" / MARK).read_text() == "2"
    assert names(tmp_path / "disk") == ["out"]
