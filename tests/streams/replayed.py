"""The outputs of a replay as the records that a live worker would have written that went the straight way."""

import json
from pathlib import Path
from typing import Any

from detector.outputs import OUTPUT_TOPICS
from streams.comparing import LiveRecord

KEYS = {topic: key for topic, _, _, key in OUTPUT_TOPICS}
FILES = {topic: file for topic, file, _, _ in OUTPUT_TOPICS}


def record(topic: str, row: dict[str, Any] | None, key: str | None = None) -> LiveRecord:
    name = key if row is None else row.get(KEYS[topic])
    return LiveRecord(topic, None if name is None else name.encode(), None if row is None else json.dumps(row).encode())


def rows(result: Path, topic: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (result / FILES[topic]).read_bytes().splitlines()]


def live(result: Path) -> list[LiveRecord]:
    return [record(topic, row) for topic in KEYS for row in rows(result, topic)]


def counts(result: Path) -> dict[str, dict[str, int]]:
    summary = json.loads((result / "summary.json").read_bytes())
    return {name: summary[name] for name in ("read", "applied", "duplicates", "dead_letters")}
