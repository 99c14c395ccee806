"""What `replay` writes fits the JSON Schemas, and says nothing that they do not name."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from streams.replay import replay_folder
from streams.schema_notes import EXAMPLES
from streams.schemas import topic_schemas

AT = "2026-02-{:02}T10:00:00+08:00"


def history() -> dict[str, list[dict[str, Any]]]:
    """A customer worked for weeks by one, handed over to an assistant, sold the next day; and the examples."""
    records = {topic: [dict(record) for record in EXAMPLES[topic]] for topic in EXAMPLES}
    people, changes = records["crm.people.v1"], records["crm.ownership-changes.v1"]
    for person, role in (("S1", "sales"), ("A1", "assistant")):
        person_of = {"person_id": person, "role": role, "status": "active", "effective_from": AT.format(1)}
        people.append({"event_id": f"p-{person}", "occurred_at": AT.format(1), **person_of})
    for day, owner in ((1, "S1"), (20, "A1")):
        owned = {"customer_id": "C1", "new_owner_id": owner, "changed_by": "S1"}
        changes.append({"event_id": f"own-{day}", "occurred_at": AT.format(day), **owned})
    for day in range(2, 20):
        meeting = {"customer_id": "C1", "actor_id": "S1", "activity_type": "meeting", "duration_seconds": 3600}
        text = {
            "content": f"第{day}次会谈：讨论{'合同价格交付验收'[day % 8]}方面的问题与安排",
            "recorded_at": AT.format(day),
        }
        records["crm.activities.v1"].append({"event_id": f"m-{day}", "occurred_at": AT.format(day), **meeting, **text})
    sold = {"order_id": "O1", "customer_id": "C1", "seller_id": "A1", "amount": "1000.00", "currency": "CNY"}
    records["crm.orders.v1"].append({"event_id": "ord-1", "occurred_at": AT.format(21), **sold, "status": "won"})
    return records


def test_outputs_fit_their_schemas(tmp_path: Path) -> None:
    events, results = tmp_path / "events", tmp_path / "results"
    events.mkdir()
    for topic in TOPICS:
        lines = [json.dumps(record, ensure_ascii=False) for record in history()[topic.name]]
        (events / topic.file).write_text("\n".join([*lines, "no event", ""]), "utf-8")
    replay_folder(events, results)
    schemas, written = topic_schemas(), {}
    for topic_name, file, _, key in OUTPUT_TOPICS:
        records = [json.loads(line) for line in (results / file).read_text("utf-8").splitlines()]
        written[topic_name] = len(records)
        for record in records:
            errors = [error.message for error in Draft202012Validator(schemas[topic_name]).iter_errors(record)]
            assert errors == []
            assert set(record) <= set(schemas[topic_name]["properties"])
            assert record[key]
    for topic_name in ("assessments", "alerts", "credits", "dead-letters"):
        assert written[f"transferwatch.{topic_name}.v1"] > 0, "a test that sees nothing proves nothing"
