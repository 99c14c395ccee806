"""`report corrections` lists what a person read otherwise than the keyword rules, and judges nothing."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.running import RIPE, Shell, add_line, judged, ripe_folder


def explain(events: Path, name: str, code: str | None, text: str, *, hop: str | None = None, by: str = "gao") -> None:
    ids = {"event_id": name, "occurred_at": f"2026-03-12T09:0{name[-1]}:00Z", "customer_id": "c-1"}
    named = {"order_id": "A"} if hop is None else {"transfer_event_id": hop}
    told = {"decided_by": by, "decision": "explain", "reason": "looked into it", "reason_text": text}
    add_line(events, "decisions.ndjson", **ids, **told, **named, reason_code=code)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    folder = ripe_folder(tmp_path / "events", RIPE.replace("by lin\n", 'by lin "家里有事，暂时代跟"\n'))
    hops = [json.loads(line) for line in (folder / "ownership-changes.ndjson").read_text("utf-8").splitlines()]
    hop = next(row["event_id"] for row in hops if row.get("previous_owner_id"))
    explain(folder, "d-1", "leave_cover", "她请假了")
    explain(folder, "d-2", "leave_cover", "我顾不过来", hop=hop)
    explain(folder, "d-3", None, "她离职了")
    explain(folder, "d-4", "other", "=1+1 客户喜欢")
    explain(folder, "d-5", "other", "公海里的客户", by="mei")
    return folder


def test_only_what_was_read_otherwise_is_listed(events: Path, tmp_path: Path, shell: Shell) -> None:
    ran = shell("report", "corrections", "--from", events, "--output", tmp_path / "c.ndjson")
    assert (ran.code, ran.out) == (0, f"3 corrections written to {tmp_path / 'c.ndjson'}\n")
    rows = [json.loads(line) for line in (tmp_path / "c.ndjson").read_text("utf-8").splitlines()]
    found = [(row["decision_event_id"], row["source"], row["read"], row["corrected"]) for row in rows]
    assert found == [
        ("d-2", "explanation", ["capacity"], "leave_cover"),
        ("d-2", "transfer", [], "leave_cover"),
        ("d-5", "explanation", ["pool_recycle"], "other"),
    ]
    assert [row["role"] for row in rows] == ["manager", "manager", "assistant"]
    assert {row["words_version"] for row in rows} == {1}
    assert len({row["rules_digest"] for row in rows}) == 1


def test_from_a_result_the_same_and_in_both_languages(events: Path, tmp_path: Path, shell: Shell) -> None:
    result = judged(events, tmp_path / "result")
    printed = shell("report", "corrections", "--from", result)
    assert printed.out == shell("report", "corrections", "--from", events).out
    assert "“我顾不过来”: read as capacity; gao (manager) says: leave cover" in printed.out
    assert "3 corrections among 5 texts" in printed.out
    chinese = shell("report", "corrections", "--from", result, "--lang", "zh", "--limit", 1).out
    assert "“我顾不过来”：规则读作 人手负荷；gao（经理）认定为：休假代班" in chinese
    assert "另有 2 条" in chinese


def test_a_table_for_a_spreadsheet_is_harmless(events: Path, tmp_path: Path, shell: Shell) -> None:
    explain(events, "d-6", "leaver", "=HYPERLINK(1) sick")
    target = tmp_path / "c.csv"
    assert shell("report", "corrections", "--from", events, "--output", target, "--lang", "zh").code == 0
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[-1]["文本"] == "'=HYPERLINK(1) sick"
    assert rows[-1]["读出的代码"] == "leave_cover"


def test_nobody_is_judged_by_a_correction_but_by_the_claim_itself(events: Path, tmp_path: Path, shell: Shell) -> None:
    before = (judged(events, tmp_path / "one") / "assessments.ndjson").read_bytes()
    shell("report", "corrections", "--from", events, "--output", tmp_path / "c.ndjson")
    assert (judged(events, tmp_path / "two") / "assessments.ndjson").read_bytes() == before


def test_what_cannot_be_written_or_read(events: Path, tmp_path: Path, shell: Shell) -> None:
    assert shell("report", "corrections", "--from", events, "--output", tmp_path / "c.xlsx").code == 2
    result = judged(events, tmp_path / "result")
    events.rename(tmp_path / "moved")
    ran = shell("report", "corrections", "--from", result)
    assert ran.code == 2
    assert "give their folder to --from" in ran.err


def test_without_explanations_there_is_nothing(tmp_path: Path, shell: Shell) -> None:
    ran = shell("report", "corrections", "--from", ripe_folder(tmp_path / "events"))
    assert ran.code == 0
    assert "0 corrections among 0 texts" in ran.out
