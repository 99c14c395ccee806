"""docs/findings.md shows what its own commands write, and the sentences that this gives."""

import json
import re
from pathlib import Path

from detector.messages import LANGUAGES
from detector.rates import wilson_interval
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.packs import load_pack
from streams.replay import replay_folder
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "findings.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return [line for block in re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.M | re.S) for line in block.splitlines()]


def test_the_example_is_what_the_commands_write(tmp_path: Path) -> None:
    assert "simulate --output world --customers 600 --seed 2" in PAGE
    simulate(tmp_path / "world", WorldSettings(customers=600, seed=2))
    replay_folder(tmp_path / "world", tmp_path / "result")
    written = (tmp_path / "result" / "findings.ndjson").read_text("utf-8").splitlines()
    assert len(blocks("json")) == 3
    assert [line for line in blocks("json") if line not in written] == []
    assessments = (tmp_path / "result" / "assessments.ndjson").read_text("utf-8").splitlines()
    orders = set(json.loads(blocks("json")[0])["order_ids"])
    outcomes = [row["outcome"] for row in map(json.loads, assessments) if row.get("order_id") in orders]
    assert sorted(outcomes) == ["clear"] * 4 + ["review"] * 2, "as the page says"


def test_the_sentences_are_the_examples() -> None:
    catalog = load_pack().catalog
    rows = [json.loads(line) for line in blocks("json")]
    told = {catalog.render(row["message_id"], row["params"], language) for row in rows for language in LANGUAGES}
    assert len(blocks("text")) == 3
    assert set(blocks("text")) <= told


def test_the_intervals_in_the_text() -> None:
    def percent(part: int, whole: int) -> str:
        low, high = (round(float(bound) * 100) for bound in wilson_interval(part, whole))
        return f"{low} % to {high} %"

    text = " ".join(PAGE.split())
    assert f'Three of three orders say "{percent(3, 3)}", thirty of a hundred "{percent(30, 100)}"' in text
