"""`explain` and `report` from a store say what they say from the folders that it was filled from."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from store.engine import open_engine, reading
from store.tables.audit import audit_entries
from tests.cli.running import RIPE, Shell, add_name, judged, ripe_folder


@pytest.fixture
def result(tmp_path: Path) -> Path:
    lines = RIPE + "2026-03-12 10:00 | order B seller lin 100.00 CNY repeat\n"
    events = ripe_folder(tmp_path / "events", lines)
    add_name(events, "mei", "person", "梅")
    add_name(events, "c-1", "customer", "Ten=Ltd")
    (events / "decisions.ndjson").write_text(
        json.dumps(
            {
                "event_id": "d", "occurred_at": "2026-03-11T08:00:00+08:00", "customer_id": "c-1", "order_id": "A",
                "decided_by": "gao", "decision": "explain", "reason": "asked", "reason_code": "leave_cover",
                "reason_text": "Lin moved to another territory",
            }
        )
        + "\n"
    )  # fmt: skip
    return judged(events, tmp_path / "result")


@pytest.fixture
def store(result: Path, tmp_path: Path, shell: Shell) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    for arguments in (("init",), ("record", result)):
        ran = shell("store", *arguments, "--store", url)
        assert ran.code == 0, ran.err
    return url


def entered(url: str) -> list[dict[str, object]]:
    """What the audit trail says, without hashes."""
    with reading(open_engine(url)) as connection:
        lines = connection.execute(select(audit_entries.c.line).order_by(audit_entries.c.seq)).scalars()
        return [{name: json.loads(line)[name] for name in ("kind", "actor", "subject")} for line in lines]


@pytest.mark.parametrize("order", ["A", "B"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_story(result: Path, store: str, shell: Shell, order: str, lang: str) -> None:
    events = str(result.parent / "events")
    from_folder = shell("explain", order, "--from", result, "--lang", lang, "--all")
    ran = shell("explain", order, "--from", store, "--lang", lang, "--all", "--by", "gao")
    assert ran.code == 0, ran.err
    assert ran.out.replace(store, "IT") == from_folder.out.replace(str(result), "IT").replace(events, "IT")
    assert entered(store)[-1] == {"kind": "view", "actor": "gao", "subject": f"order:{order}"}


@pytest.mark.parametrize("kind", ["flagged", "held", "corrections"])
def test_the_same_report(result: Path, store: str, shell: Shell, kind: str, tmp_path: Path) -> None:
    files = [tmp_path / "folder.csv", tmp_path / "store.csv"]
    for source, file in zip((result, store), files, strict=True):
        ran = shell("report", kind, "--from", source, "--output", file, "--lang", "zh")
        assert ran.code == 0, ran.err
    assert files[1].read_bytes() == files[0].read_bytes()
    assert len(files[1].read_bytes().splitlines()) > 1
    assert entered(store)[-1]["kind"] == "export"
    printed = shell("report", kind, "--from", store)
    assert (printed.code, "/transferwatch-" in printed.out) == (0, False)


def test_a_store_that_forgot_texts_tells_what_was_judged(store: str, shell: Shell) -> None:
    shell("store", "erase", "person", "lin", "--store", store)
    ran = shell("explain", "A", "--from", store)
    assert ran.code == 0
    assert "does not keep everything any more" in ran.out
    assert "review" in ran.out.splitlines()[0]


def test_orders_and_stores_that_are_not_there(store: str, shell: Shell, tmp_path: Path) -> None:
    ran = shell("explain", "Z", "--from", store)
    assert ran.code == 2
    assert "order 'Z' is not in sqlite" in ran.err
    for kind in ("flagged", "corrections"):
        assert shell("report", kind, "--from", f"sqlite:///{tmp_path / 'none.db'}").code == 2
    assert not (tmp_path / "none.db").exists()
    assert shell("explain", "A", "--from", "oracle://x/y").code == 2
