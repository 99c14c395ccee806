"""Which order `./try` tells in full."""

import json
from pathlib import Path

from scripts.first_flagged import first_flagged


def written(folder: Path, *orders: tuple[str | None, str, int]) -> Path:
    lines = [
        json.dumps({"assessment_id": f"x:{order_id}", "order_id": order_id, "outcome": outcome, "score": score})
        for order_id, outcome, score in orders
    ]
    (folder / "assessments.ndjson").write_text("\n".join([*lines, ""]), "utf-8")
    return folder


def test_the_highest_score_in_review_then_the_lower_id(tmp_path: Path) -> None:
    orders = [("O-3", "review", 80), ("O-2", "review", 80), ("O-1", "review", 70), ("O-0", "watch", 90)]
    assert first_flagged(written(tmp_path, *orders, (None, "review", 99))) == "O-2"


def test_nothing_flagged(tmp_path: Path) -> None:
    assert first_flagged(written(tmp_path, ("O-1", "clear", 0), (None, "review", 99))) is None
