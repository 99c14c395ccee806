"""`explain` tells the whole story of an order, from events or results, in zh and en, and accuses nobody."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from streams.pack_files import SHIPPED
from tests.cli.running import RIPE, Shell, add_activity, add_name, ripe_folder
from tests.docs.pages import ROOT

GUILT = re.compile(r"fraud|guilty|cheat|suspect|culprit|欺诈|舞弊|作弊|违规|嫌疑", re.IGNORECASE)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return ripe_folder(tmp_path / "events")


def test_the_whole_story_is_told(events: Path, shell: Shell) -> None:
    add_name(events, "lin", "person", "Lin Wei")
    add_name(events, "c-1", "customer", "Orchid Ltd")
    ran = shell("explain", "A", "--from", events)
    assert ran.code == 0
    for expected in (
        "Order A of customer Orchid Ltd (c-1)",
        "won 12800.00 CNY, new, booked on mei",
        "Lin Wei (lin) sales, by gao, no reason given",
        "mei           assistant, by Lin Wei (lin), no reason given, ◀ out of the originator's hands",
        "30 min  1000",
        "── owner: Lin Wei (lin) → mei  ◀ out of the originator's hands",
        "── order A ──",
        "“originator” is Lin Wei (lin), who owned the customer before; “payee” is mei.",
        "No reason given (no_reason v",
        "No reason was given.",
        "A path from Lin Wei (lin) leads to this order and counts: Lin Wei (lin) 0.80, mei 0.20.",
        "In sum: Lin Wei (lin) 10240.00 CNY held, mei 2560.00 CNY held.",
        "no reason is given for the transfer",
        "transferwatch decide explain A",
        "transferwatch decide release A",
    ):
        assert expected in ran.out
    sums = next(line for line in ran.out.splitlines() if line.split()[:2] == ["Lin", "Wei"] and line.endswith(" 8"))
    assert sums.split()[3:] == ["8000", "0", "0", "8000", "8"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_is_accused(events: Path, shell: Shell, lang: str) -> None:
    ran = shell("explain", "A", "--from", events, "--lang", lang)
    assert ran.code == 0
    assert GUILT.search(ran.out) is None
    assert "?" not in ran.out.replace("transferwatch", ""), "a figure is missing in a text"


def test_chinese_is_chinese(events: Path, shell: Shell) -> None:
    ran = shell("explain", "A", "--from", events, "--lang", "zh")
    for expected in ("客户归属", "自此离开原销售", "各人工作量合计", "未命中", "没有说明理由", "暂挂", "如何澄清"):
        assert expected in ran.out
    ours = re.sub("“[^”]*”|--by", "", ran.out)
    english = re.findall(r"\b(?:the|is|of|by|was|and)\b", ours)
    assert english == []


def test_each_weight_says_why(events: Path, shell: Shell) -> None:
    add_activity(events, 1, "2026-03-07T08:00:00Z", duration_seconds=5)
    add_activity(events, 2, "2026-03-07T09:00:00Z", content="Agreed on what comes next and who does it.")
    add_activity(events, 3, "2026-03-07T12:00:00Z", content="Agreed on what comes next, and who does it!")
    add_activity(events, 4, "2026-03-07T12:15:00Z")
    add_activity(events, 5, "2026-03-07T15:00:00Z", content=None)
    add_activity(events, 6, "2026-03-07T16:00:00Z", content="ok", duration_seconds=None, activity_type="message")
    ran = shell("explain", "A", "--from", events)
    lines = {line.split("  ")[1][-5:]: line for line in ran.out.splitlines() if line.startswith("  2026-03-07")}
    assert "0  weighs 0: only 5 s" in lines["16:00"], "times are the company's: 8 hours ahead of UTC"
    assert "copy" not in lines["17:00"]
    assert "copy of an earlier text" in lines["20:00"]
    assert "overlaps another entry of the same person" in lines["20:15"]
    assert "no text" in lines["23:00"]
    assert "the text says nothing" in next(line for line in ran.out.splitlines() if "2026-03-08 00:00" in line)


def test_many_at_once_late_and_a_full_day(events: Path, shell: Shell) -> None:
    for number in range(12):
        add_activity(events, number, f"2026-03-07T01:0{number // 2}:00Z", activity_type="quote", duration_seconds=None)
    for number in range(12, 18):
        add_activity(events, number, f"2026-03-08T{number - 10:02}:00:00Z", recorded_at="2026-03-15T09:00:00Z")
    for number in range(18, 26):
        add_activity(events, number, f"2026-03-09T{number - 17:02}:00:00Z", duration_seconds=3000)
    out = shell("explain", "A", "--from", events).out
    assert "many entries within minutes" in out
    assert "recorded long afterwards with others" in out
    assert "the day is full" in out


def test_a_tested_reason_and_a_later_explanation(events: Path, shell: Shell) -> None:
    folder = ripe_folder(events, RIPE.replace("lin → mei by lin", 'lin → mei by lin reason leave_cover "baby at home"'))
    out = shell("explain", "A", "--from", folder).out
    assert "reason: leave cover “baby at home”" in out
    assert "Claimed: leave cover “baby at home”" in out
    assert "contradicted" in out
    folder = ripe_folder(events, RIPE + '2026-03-11 10:00 | explain A by mei reason capacity "Lin had no time for it"')
    out = shell("explain", "A", "--from", folder).out
    assert "Claimed: capacity “Lin had no time for it”" in out
    assert "Given afterwards by mei, 2026-03-11 18:00." in out


def test_reasons_are_tried_beforehand(tmp_path: Path, shell: Shell) -> None:
    away = RIPE.replace("2026-03-06", "2026-03-05 09:00 | person lin on_leave\n2026-03-06")
    present = shell("explain", "A", "--from", ripe_folder(tmp_path / "present")).out
    absent = shell("explain", "A", "--from", ripe_folder(tmp_path / "absent", away)).out
    denied = next(line for line in present.splitlines() if line.strip().startswith("The facts known now deny"))
    assert "leave cover" in denied
    assert "“leave cover” would now be: confirmed" in absent
    assert "on leave" in next(line for line in absent.splitlines() if " sales, " in line)


def test_decisions_and_corrections_are_told(events: Path, shell: Shell) -> None:
    folder = ripe_folder(
        events,
        RIPE
        + """
2026-03-12 10:00 | release A by gao amount 12800.00 shares lin 0.80, mei 0.20
2026-03-13 10:00 | release A by mei amount 12800.00 shares lin 0.80, mei 0.20
2026-03-20 10:00 | refunded A seller mei 6400.00 CNY
""",
    )
    out = shell("explain", "A", "--from", folder).out
    assert "release by gao: holds" in out
    assert "release by mei: void (who is paid by the order cannot decide about it)" in out
    assert "refunded 6400.00 CNY" in out
    assert "(reversal)" in out
    assert "In sum: lin 5120.00 CNY posted, mei 1280.00 CNY posted." in out
    assert "Nothing is held." in out


def test_proxy_order_and_work_before_the_deal(tmp_path: Path, shell: Shell) -> None:
    lines = """
2025-02-01 09:00 | owner — → lin
2025-02-03 09:00 | work lin 2 meetings
2025-12-20 09:00 | work lin 3 meetings
2026-01-10 10:00 | order P seller mei 500 JPY new
"""
    folder = ripe_folder(tmp_path / "proxy", lines)
    out = shell("explain", "P", "--from", folder).out
    assert "At the order lin owned the customer; it is booked on mei." in out
    assert "lin 400 JPY held, mei 100 JPY held" in out
    assert "2 entries before this deal began are left out" in out
    assert "2025-02-03" not in out
    assert "2025-02-03" in shell("explain", "P", "--from", folder, "--all").out


def test_words_from_outside_cannot_steer_a_terminal(events: Path, shell: Shell) -> None:
    add_activity(events, 1, "2026-03-07T08:00:00Z", content="[bold]red\x1b[31m\u202e text\nand more words here[/bold]")
    add_name(events, "mei", "person", "Mei\x1b]0;title\x07")
    out = shell("explain", "A", "--from", events).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]red?[31m? text and more words here[/bold]" in out
    assert "Mei?]0;title? (mei)" in out


def test_every_result_of_a_rule_is_told(events: Path, tmp_path: Path, shell: Shell) -> None:
    own = tmp_path / "rules"
    shutil.copytree(SHIPPED, own, ignore=shutil.ignore_patterns("__pycache__"))
    missing = "from detector.rule import not_evaluated\n\n\ndef evaluate(f, p):\n    return not_evaluated('the quotas')"
    (own / "ripe.py").write_text(missing, "utf-8")
    (own / "chain.py").write_text("def evaluate(f, p):\n    return p['no such parameter']\n", "utf-8")
    out = shell("explain", "A", "--from", events, "--rules", own).out
    assert "(ripe v1): not evaluated\n    missing: the quotas" in out
    assert "(chain v1): error in the rule\n    KeyError: 'no such parameter'" in out
    assert "What rules lack: the quotas." in out
    assert "(no_reason v1): hit" in out


def test_an_order_without_any_record_asks_for_records_only(tmp_path: Path, shell: Shell) -> None:
    folder = ripe_folder(tmp_path / "bare", "2026-03-10 10:00 | order B seller lin 12800.00 CNY new")
    out = shell("explain", "B", "--from", folder).out
    assert "No owner is known." in out
    assert "Nothing is logged about this deal." in out
    assert ("Logs of who did the work" in out) == (": clear, " not in out.splitlines()[0])
    assert "transferwatch decide" not in out, "there is nothing to decide"


def test_a_terminal_without_these_characters(events: Path) -> None:
    for encoding in ("gbk", "ascii"):
        ended = subprocess.run(
            [sys.executable, "-c", "from cli.main import main; main()", "explain", "A", "--from", events, "--lang=zh"],
            capture_output=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding},
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        assert b"12800.00 CNY" in ended.stdout
