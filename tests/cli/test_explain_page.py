"""docs/explain.md shows what `explain` prints: every line of its excerpts comes from its little history."""

import re
from pathlib import Path

from tests.cli.running import Shell, add_activity, ripe_folder
from tests.docs.pages import ROOT

HISTORY = """
2026-01-05 09:00 | owner — → lin by gao
2026-01-12 10:00 | work lin 4 meetings
2026-03-06 10:00 | owner lin → mei by lin reason leave_cover "On leave from Friday"
2026-03-10 10:00 | order A seller mei 12800.00 CNY new
"""


def test_the_page_shows_what_is_printed(tmp_path: Path, shell: Shell) -> None:
    events = ripe_folder(tmp_path / "events", HISTORY)
    add_activity(events, 1, "2026-03-07T08:00:00Z", duration_seconds=5)
    add_activity(events, 2, "2026-03-09T08:00:00Z", activity_type="message", duration_seconds=None, content="ok")
    printed = shell("explain", "A", "--from", events).out.splitlines()
    add_activity(events, 3, "2026-03-07T10:00:00Z", activity_type="meeting")  # "Had Mei met the customer once …"
    printed += shell("explain", "A", "--from", events).out.splitlines()
    page = (ROOT / "docs" / "explain.md").read_text("utf-8")
    shown = [line for block in re.findall(r"^```text\n(.*?)^```", page, re.M | re.S) for line in block.splitlines()]
    assert len(shown) > 10
    assert [line for line in shown if line not in printed] == []
