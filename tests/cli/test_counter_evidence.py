"""`explain` and reports tell what speaks against suspicion as that, and of which orders only the date is known."""

from pathlib import Path

import pytest

from detector.messages import Language
from tests.cli.running import Shell, add_activity, judged, ripe_folder

HANDED = """
2026-01-05 09:00 | owner — → lin by gao
2026-01-15 10:00 | work lin 4 meetings
2026-03-06 10:00 | owner lin → mei by lin
2026-03-10 10:00 | order A seller mei 12800.00 CNY new
"""
DATED = HANDED.replace("2026-03-10 10:00", "2026-03-09 16:00")
"""Booked at midnight in Shanghai."""


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """The new owner met the customer once."""
    folder = ripe_folder(tmp_path / "events", HANDED)
    add_activity(folder, 1, "2026-03-07T08:00:00Z", activity_type="meeting")
    return folder


WORDS: dict[Language, tuple[str, str, str]] = {
    "en": ("speaks against suspicion, −24 points", "Speaks against it: the payee did work worth 1.0", "Points for and"),
    "zh": ("反证，−24 分", "反证：收款人自己的工作量为 1.0", "得分合计"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_counter_evidence_is_told_after_the_signs(events: Path, shell: Shell, lang: Language) -> None:
    label, sentence, total = WORDS[lang]
    lines = shell("explain", "A", "--from", events, "--lang", lang).out.splitlines()
    (place,) = (number for number, line in enumerate(lines) if "(own_work v" in line)
    assert label in lines[place]
    assert sentence in lines[place + 1]
    signs = [number for number, line in enumerate(lines) if any(f"({name} v" in line for name in ("ripe", "no_reason"))]
    assert len(signs) == 2
    assert max(signs) < place
    (sums,) = (line for line in lines if total in line)
    assert " − own_work 24" in sums
    assert " + -" not in sums


def test_a_stored_result_tells_it_too(events: Path, shell: Shell, tmp_path: Path) -> None:
    result = judged(events, tmp_path / "result")
    for path in events.iterdir():
        path.unlink()
    events.rmdir()
    out = shell("explain", "A", "--from", result).out
    assert "own_work v1: speaks against suspicion, −24 points" in out
    assert " − own_work 24" in out


def test_less_than_0_counts_as_0(events: Path, shell: Shell) -> None:
    for number in range(2, 6):
        add_activity(events, number, f"2026-03-08T{2 * number:02}:00:00Z", activity_type="meeting")
    for lang, said in (("en", "Less than 0 counts as 0."), ("zh", "低于 0 按 0 计。")):
        out = shell("explain", "A", "--from", events, "--lang", lang).out
        assert said in out
        assert ("score 0" if lang == "en" else "分数 0") in out


@pytest.mark.parametrize(("lang", "said"), [("en", "• Speaks against it: "), ("zh", "• 反证：")])
def test_a_report_has_it_last(events: Path, shell: Shell, tmp_path: Path, lang: Language, said: str) -> None:
    result = judged(events, tmp_path / "result")
    out = shell("report", "flagged", "--from", result, "--outcome", "watch", "--lang", lang).out
    (row,) = (line for line in out.splitlines() if line.startswith("A "))
    assert row.split(" • ")[-1].startswith(said.removeprefix("• "))


def test_an_absurd_duration_is_told(events: Path, shell: Shell) -> None:
    add_activity(events, 2, "2026-03-08T01:00:00Z", duration_seconds=86_400)
    assert (
        "much longer than any such contact, so hardly any of it counts" in shell("explain", "A", "--from", events).out
    )
    assert "时长离谱，几乎不计" in shell("explain", "A", "--from", events, "--lang", "zh").out


def test_the_days_work_of_a_dated_order_is_told_as_work_for_it(shell: Shell, tmp_path: Path) -> None:
    folder = ripe_folder(tmp_path / "dated", DATED)
    add_activity(folder, 1, "2026-03-10T04:00:00Z", activity_type="meeting")
    add_activity(folder, 2, "2026-03-11T04:00:00Z", activity_type="meeting")
    out = shell("explain", "A", "--from", folder).out
    assert "── order A, known by its date only: the work of this day counts for it ──" in out
    (mei,) = (line.split() for line in out.splitlines() if line.startswith("  mei ") and line.endswith(" 2"))
    assert mei == ["mei", "0", "1000", "1000", "0", "2"], (
        "before, after the hop, after the order, for the plan, entries"
    )
    assert "只知日期，当天的跟进计入此单" in shell("explain", "A", "--from", folder, "--lang", "zh").out
    timed = shell("explain", "A", "--from", ripe_folder(tmp_path / "timed", HANDED)).out
    assert "── order A ──" in timed
