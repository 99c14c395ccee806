"""What the live outputs must be: what `replay` says of the same events, read with read_committed."""

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path

from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from streams.comparing import COUNTS, LiveRecord, compare_outputs
from streams.partition_meta import META_KEY, PartitionMeta, decode_meta
from streams.topics import STATE_TOPIC, TEAM_FACTS_TOPIC, Namespace
from tests.kafka.flow import Flow
from tests.kafka.records import read_all, read_topics, wait_without_lag

DEAD_LETTERS = "transferwatch.dead-letters.v1"


def wait_until_judged(bootstrap_servers: str, namespace: str, limit_s: float = 120) -> None:
    """Wait until the workers have committed everything, their own facts too, and owe no judgement."""
    import time

    names = Namespace(namespace)
    sources = [names.topic(name) for name in (*(topic.name for topic in TOPICS), TEAM_FACTS_TOPIC)]
    deadline = time.monotonic() + limit_s
    while True:
        wait_without_lag(bootstrap_servers, names.group, sources, limit_s=max(1, deadline - time.monotonic()))
        if not any(meta.owed for meta in metas(bootstrap_servers, namespace).values()):
            return
        assert time.monotonic() < deadline, "customers still wait to be judged again"
        time.sleep(0.2)


def metas(bootstrap_servers: str, namespace: str) -> dict[int, PartitionMeta]:
    """What each partition's worker flushed last."""
    records = read_all(bootstrap_servers, Namespace(namespace).topic(STATE_TOPIC))
    return {
        record.partition: decode_meta(record.value) for record in records if record.key == META_KEY and record.value
    }


def live_records(bootstrap_servers: str, namespace: str) -> list[LiveRecord]:
    """Everything in the output topics, in order within each partition."""
    names = Namespace(namespace)
    read = read_topics(bootstrap_servers, [names.topic(topic) for topic, _, _, _ in OUTPUT_TOPICS])
    return [
        LiveRecord(names.plain(topic), record.key, record.value)
        for topic, records in read.items()
        for record in records
    ]


def differences(bootstrap_servers: str, namespace: str, result: Path, flow: Flow | None = None) -> list[str]:
    """What differs from replay's result, counts too; what came too late must be dead letters, and only that."""
    live = live_records(bootstrap_servers, namespace)
    late = [record for record in live if _is_too_late(record)]
    expected = Counter(line for _, line in flow.too_late) if flow is not None else Counter[bytes]()
    found = Counter(_value_of(record) for record in late)
    problems = [] if found == expected else [f"too late: {sum(found.values())} letters, expected {expected.total()}"]
    counts = _counts(bootstrap_servers, namespace)
    for name in ("read", "dead_letters"):
        counts[name]["crm.activities.v1"] -= len(late)
    rest = [record for record in live if not _is_too_late(record)]
    return problems + compare_outputs(result, rest, counts) + ledger_faults(rest)


def ledger_faults(records: list[LiveRecord]) -> list[str]:
    """Entries written twice, and reversals of what was never entered."""
    seen: dict[tuple[str, str, str], int] = Counter()
    reversed_ids: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        if record.topic == "transferwatch.credits.v1" and record.value is not None:
            row = json.loads(record.value)
            seen[row["customer_id"], row["order_id"], row["entry_id"]] += 1
            if "reverses" in row:
                reversed_ids[row["customer_id"], row["order_id"], row["reverses"]] += 1
    twice = [f"ledger entry {key} stands {count} times" for key, count in seen.items() if count > 1]
    unknown = [f"reversal of unknown entry {key}" for key in reversed_ids if key not in seen]
    again = [f"entry {key} was reversed {count} times" for key, count in reversed_ids.items() if count > 1]
    return twice + unknown + again


def _counts(bootstrap_servers: str, namespace: str) -> dict[str, Counter[str]]:
    total: dict[str, Counter[str]] = {name: Counter() for name in COUNTS}
    for meta in metas(bootstrap_servers, namespace).values():
        for name in COUNTS:
            total[name].update(getattr(meta, name))
    return total


def _is_too_late(record: LiveRecord) -> bool:
    return record.topic == DEAD_LETTERS and record.value is not None and b'"reason_code":"too_late"' in record.value


def _value_of(record: LiveRecord) -> bytes:
    assert record.value is not None
    return b64decode(json.loads(record.value)["value_b64"])
