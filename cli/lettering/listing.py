"""Shows dead letters: a list without their content, one letter with it, and what a replay would send."""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from cli.story.teller import in_columns, printable
from detector.outputs import DeadLetter
from detector.unusable import REASON_CODES
from streams.cluster.letters import LetterHead, Position, readable
from streams.cluster.replaying import NOT_SENT, Plan

_SHOWN_BYTES = 4000
_SKIPPED_SHOWN = 10


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _place(head: LetterHead) -> str:
    return "" if head.partition is None or head.offset is None else f"{head.partition}:{head.offset}"


def print_table(heads: Sequence[LetterHead], limit: int) -> None:
    """The latest letters, then how many there are for each reason and what it means."""
    if not heads:
        print("No dead letters.")
        return
    shown = heads[-limit:]
    rows = [["letter", "refused at", "reason", "topic", "from"]]
    rows += [[str(head.position), _time(head.at_ms), head.reason, head.topic, _place(head)] for head in shown]
    print("\n".join(in_columns(rows)))
    print(f"\n{len(shown)} of {len(heads)} dead letters:")
    counts = Counter(head.reason for head in heads).most_common()
    print(
        "\n".join(in_columns([[f"  {count}", code, REASON_CODES.get(code, "")] for code, count in counts], right=[0]))
    )
    print("\n`dead-letters show PARTITION:OFFSET` shows a record, `dead-letters replay` sends records back.")


def print_json(heads: Sequence[LetterHead]) -> None:
    """One JSON object a line."""
    for head in heads:
        fields = {
            "letter": str(head.position),
            "refused_at": _time(head.at_ms),
            "reason_code": head.reason,
            "topic": head.topic,
            "partition": head.partition,
            "offset": head.offset,
            "whole": head.whole,
            "replayed_from": None if head.origin is None else str(head.origin),
        }
        print(json.dumps({name: value for name, value in fields.items() if value is not None}))


def print_letter(position: Position, letter: DeadLetter) -> None:
    """Everything about one letter; of a long record the beginning."""
    value = b64decode(letter.value_b64 or "")
    length = len(value) if letter.value_length is None else letter.value_length
    place = "" if letter.partition is None else f", partition {letter.partition}, offset {letter.offset}"
    rows = [
        ["letter", str(position)],
        ["reason", f"{letter.reason_code}: {printable(letter.message)}"],
        ["topic", f"{letter.topic}{place}"],
        ["key", "none" if letter.key_b64 is None else printable(readable(letter.key_b64))],
        *(["header", f"{printable(name)} = {printable(readable(text))}"] for name, text in letter.headers or []),
        ["record", "none" if letter.value_b64 is None else f"{length} bytes"],
    ]
    print("\n".join(in_columns(rows)))
    if value:
        print(_text(value[:_SHOWN_BYTES]))
    if letter.value_sha256 is not None:
        print(f"Only its first {len(value)} bytes were kept; SHA-256 of the whole: {letter.value_sha256}")
    elif length > _SHOWN_BYTES:
        print(f"… and {length - _SHOWN_BYTES} bytes more.")


def _text(value: bytes) -> str:
    return printable(value.decode("utf-8", "replace"))


def print_plan(plan: Plan) -> None:
    """What would be sent by topic, and what would not with the reason."""
    counts = Counter(head.topic for head in plan.send)
    print(f"To send back: {', '.join(f'{topic} {count}' for topic, count in sorted(counts.items())) or 'nothing'}.")
    for code, count in Counter(why for _, why in plan.skipped).items():
        places = [str(position) for position, why in plan.skipped if why == code]
        more = ", …" if count > _SKIPPED_SHOWN else ""
        print(f"Not sent, {count}: {NOT_SENT[code]} ({', '.join(places[:_SKIPPED_SHOWN])}{more})")
