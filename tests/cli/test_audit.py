"""`transferwatch audit`: from a store to an export that verifies anywhere, and a case judged again."""

import json
from pathlib import Path

import msgspec
import pytest

from cli.storing.folders import record_folder
from detector.outputs import Assessment
from store.audit.chain import StoredChain, append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.audit.places import read_anchors
from store.audit.rejudge import seen
from store.engine import open_engine, writing
from store.migrations.running import upgrade
from streams.results import order_assessments
from tests.cli.running import Shell, judged, ripe_folder


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(open_engine(made))
    return made


def enter(url: str, kind: str, **details: Detail) -> None:
    with writing(open_engine(url)) as connection:
        append(connection, Happened(kind=kind, actor="gao", subject="order:A", details=details), 1_780_000_000_000_000)


def exported(shell: Shell, url: str, tmp_path: Path) -> tuple[Path, Path]:
    """An export with its own entry, and the file of anchors."""
    export, anchors = tmp_path / "audit.ndjson", tmp_path / "anchors.ndjson"
    ran = shell("audit", "export", "--store", url, "--by", "gao", "--output", export, "--anchors", anchors)
    assert ran.code == 0, ran.err
    return export, anchors


def test_an_export_verifies_offline(shell: Shell, url: str, tmp_path: Path) -> None:
    enter(url, "view", what="order")
    export, anchors = exported(shell, url, tmp_path)
    assert [json.loads(line)["kind"] for line in export.read_text().splitlines()] == ["view", "export"]
    ran = shell("audit", "verify", export, "--anchors", anchors)
    assert (ran.code, ran.out.splitlines()[0][:26]) == (0, "2 audit entries are sound;")
    assert "All 1 anchors agree, the highest with entry 2; 0 after it" in ran.out
    assert "没有" not in shell("audit", "verify", export, "--lang", "zh").out
    assert "未提供锚点" in shell("audit", "verify", export, "--lang", "zh").out
    assert shell("audit", "verify", "--store", url, "--anchors", anchors).code == 0


def test_a_bent_export_ends_with_1_and_names_the_entry(shell: Shell, url: str, tmp_path: Path) -> None:
    for _ in range(3):
        enter(url, "view", what="order")
    export, anchors = exported(shell, url, tmp_path)
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join([lines[0], lines[1].replace(b'"gao"', b'"lin"'), *lines[2:]]))
    ran = shell("audit", "verify", export)
    assert (ran.code, ran.out.startswith("Entry 2 (line 2, view, ")) == (1, True)
    assert "was edited" in ran.out
    assert "第 2 条" in shell("audit", "verify", export, "--lang", "zh").out
    export.write_bytes(b"".join(lines[:2]))
    assert shell("audit", "verify", export).code == 0
    ran = shell("audit", "verify", export, "--anchors", anchors)
    assert (ran.code, ran.out.startswith("The end was cut off: entry 3 and what followed")) == (1, True)


def test_wrong_usage_ends_with_2(shell: Shell, url: str, tmp_path: Path) -> None:
    assert shell("audit", "verify", tmp_path / "none").code == 2
    assert shell("audit", "verify", "--store", f"sqlite:///{tmp_path / 'new.db'}").code == 2
    assert shell("audit", "anchor", "--store", url).code == 2
    export, _ = exported(shell, url, tmp_path)
    ran = shell(
        "audit", "verify", export, "--case", "none", "--from", judged(ripe_folder(tmp_path / "e"), tmp_path / "r")
    )
    assert (ran.code, "case 'none' is not in" in ran.err) == (2, True)


def test_anchor_refuses_a_chain_that_was_bent(shell: Shell, url: str, tmp_path: Path) -> None:
    enter(url, "view", what="order")
    anchors = tmp_path / "anchors.ndjson"
    ran = shell("audit", "anchor", "--store", url, "--anchors", anchors)
    assert (ran.code, ran.out.startswith("entry 1 of chain ")) == (0, True)
    head = StoredChain(open_engine(url)).head()
    assert [anchor.hash for anchor in read_anchors(anchors)] == [head.hash]
    with writing(open_engine(url)) as connection:
        connection.exec_driver_sql(f"UPDATE audit_head SET chain = '{'0' * 32}'")
    ran = shell("audit", "anchor", "--store", url, "--anchors", anchors)
    assert (ran.code, "Nothing is anchored" in ran.err) == (2, True)


@pytest.fixture
def case(tmp_path: Path) -> tuple[Path, Assessment]:
    """Results with a case in review, and the assessment that its alert speaks of."""
    result = judged(ripe_folder(tmp_path / "events"), tmp_path / "result")
    (assessment,) = [item for item in order_assessments(result) if item.order_id == "A"]
    return result, assessment


def case_id(result: Path) -> str:
    (alert,) = [json.loads(line) for line in (result / "alerts.ndjson").read_text().splitlines()]
    return str(alert["case_id"])


def rewritten(result: Path, **changes: object) -> None:
    """Somebody edits the stored assessment of order A."""
    path = result / "assessments.ndjson"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    for record in records:
        if record.get("order_id") == "A":
            record.update(changes)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_a_case_is_judged_again(shell: Shell, url: str, tmp_path: Path, case: tuple[Path, Assessment]) -> None:
    result, assessment = case
    enter(url, "decision", decision="release", case_id=case_id(result), **seen(assessment))
    export, _ = exported(shell, url, tmp_path)
    again = ("audit", "verify", export, "--case", case_id(result), "--from", result)
    ran = shell(*again)
    assert ran.code == 0, ran.out
    assert f"order:A, revision 1: its stored facts give the same, {assessment.outcome}" in ran.out
    assert "judged again from its events, every field is the same" in ran.out

    rewritten(result, score=3, outcome="clear")
    ran = shell(*again)
    assert ran.code == 1
    assert "stored is clear 3" in ran.out
    assert "these fields differ: outcome, score." in ran.out
    assert "is not what the person of entry 1 saw" in ran.out
    zh = shell(*again, "--lang", "zh").out
    assert "存的是 无异常 3 分" in zh

    features = {**assessment.features, "payee_work": 99_000, "payee_part": 999}
    rewritten(result, score=assessment.score, outcome=assessment.outcome, features=features)
    assert "these fields differ: features." in shell(*again).out


def test_other_rules_and_revisions_that_are_not_kept_are_told(
    shell: Shell, url: str, tmp_path: Path, case: tuple[Path, Assessment]
) -> None:
    result, assessment = case
    enter(url, "decision", decision="release", **seen(msgspec.structs.replace(assessment, revision=9)))
    export, _ = exported(shell, url, tmp_path)
    rewritten(result, rules_digest="0" * 64)
    (tmp_path / "events").rename(tmp_path / "gone")
    ran = shell("audit", "verify", export, "--case", case_id(result), "--from", result)
    assert ran.code == 0
    assert "was not judged again: order:A was judged by rules of digest 0000" in ran.out
    assert "revision 9, of entry 1 is not kept here" in ran.out


def test_a_case_of_a_store_is_judged_again(
    shell: Shell, url: str, tmp_path: Path, case: tuple[Path, Assessment]
) -> None:
    result, assessment = case
    record_folder(open_engine(url), result, tmp_path / "events", progress=lambda *_: None)
    enter(url, "decision", decision="release", case_id=case_id(result), **seen(assessment))
    again = ("audit", "verify", "--store", url, "--case", case_id(result))
    ran = shell(*again)
    assert (ran.code, "its stored facts give the same" in ran.out) == (0, True), ran.out
    with writing(open_engine(url)) as connection:
        connection.exec_driver_sql(
            'UPDATE assessment_revisions SET assessment = replace(assessment, \'"outcome":"review"\', '
            '\'"outcome":"clear"\')'
        )
    ran = shell(*again)
    assert ran.code == 1
    assert "stored is clear" in ran.out
    assert "is not what the person of entry 2 saw" in ran.out
