"""What the worker says, as rows of its tables."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import msgspec

from detector.decode import customer_of
from detector.instant import parse_instant
from detector.money import currency_digits
from detector.outputs import OUTPUT_TOPICS, Alert, Assessment, Credit, DeadLetter, Finding, Output
from store.recording.incoming import Incoming
from store.recording.rows import Row
from store.types import clean_text, fit_id, fit_json, offset_minutes, utc

_DECODERS: Mapping[str, msgspec.json.Decoder[Output]] = {
    name: msgspec.json.Decoder(record) for name, _, record, _ in OUTPUT_TOPICS
}
_DECIDING = ("release", "reassign")


def decode_output(topic: str, value: bytes) -> Output:
    """A record of an output topic. Raises msgspec.DecodeError where it is none of this version's."""
    return _DECODERS[topic].decode(value)


def _moment(name: str, instant: str) -> Row:
    return {f"{name}_at": utc(parse_instant(instant)), f"{name}_offset": offset_minutes(instant)}


def _ids(record: Any, *names: str) -> Row:
    found = {name: getattr(record, name) for name in names}
    return {name: None if text is None else fit_id(text) for name, text in found.items()}


def signed_minor(amount: str, currency: str) -> int:
    """Minor units of an amount that may be negative, as reversals are.

    >>> signed_minor("-12.5", "CNY"), signed_minor("7", "JPY")
    (-1250, 7)
    """
    whole, _, fraction = amount.partition(".")
    return int(whole + fraction.ljust(currency_digits(currency), "0"))


def assessment_rows(record: Assessment, value: bytes) -> tuple[Row, Row]:
    """The row of an assessment as it stands, and that of its revision. `matter_at` is the transfer's, if it is one.

    Of an order it is `assessed_at` until the order's own time is known.
    """
    assessed = _moment("assessed", record.assessed_at)
    since = record.path[-1].since if record.order_id is None and record.path else None
    tested = record.reason_test
    decided = any(item.state == "holds" and item.decision in _DECIDING for item in record.decisions or ())
    head = _ids(record, "customer_id", "assessment_id") | {
        "revision": record.revision,
        "outcome": record.outcome,
        "score": record.score,
        **assessed,
    }
    named = _ids(
        record, "order_id", "originator_id", "beneficiary_id", "compared_with", "superseded_by", "rules_digest"
    )
    row = head | named
    row["owners"] = sorted({fit_id(owner.owner) for owner in record.path if owner.owner is not None})
    row["reason_result"] = None if tested is None else tested.result
    row["reason_late"] = tested is not None and tested.late
    row["decided"] = decided
    row["matter_at"] = assessed["assessed_at"] if since is None else utc(parse_instant(since))
    return row, head | {"assessment": fit_json(value)}


def alert_row(record: Alert, value: bytes) -> Row:
    """The row of an alert."""
    named = ("alert_id", "case_id", "assessment_id", "finding_id")
    who = ("originator_id", "beneficiary_id", "customer_id", "order_id")
    return {
        **_ids(record, *named, *who),
        "revision": record.revision,
        "severity": record.severity,
        "status": record.status,
        "amount": record.amount,
        "currency": record.currency,
        **_moment("raised", record.raised_at),
        "headline": clean_text(record.headline),
        "alert": fit_json(value),
    }


def credit_row(record: Credit, line: int) -> Row:
    """The row of an entry; `line`: where it stood."""
    named = ("entry_id", "customer_id", "order_id", "payee_id", "plan_id", "reverses", "assessment_id")
    same = ("credit_type", "share", "amount", "currency", "status", "plan_version", "accounting_period")
    return {
        **_ids(record, *named),
        **{name: getattr(record, name) for name in same},
        "amount_minor": signed_minor(record.amount, record.currency),
        **_moment("effective", record.effective_at),
        "original_period": record.original_period,
        "reason": clean_text(record.reason),
        "line": line,
    }


def finding_row(record: Finding, value: bytes) -> Row:
    """The row of a finding."""
    return {
        **_ids(record, "finding_id", "subject", "assessment_id"),
        "kind": record.kind,
        "period": record.period,
        "level": record.level,
        "finding": fit_json(value),
    }


def letter_row(record: DeadLetter, value: bytes, letter: Incoming) -> Row:
    """The row of a dead letter; `letter`: where it stood itself, and when it was written."""
    subject = customer_of(_bytes(record.value_b64)) or _bytes(record.key_b64).decode(errors="replace")
    return {
        "partition": letter.place.partition,
        "offset": letter.offset,
        "topic": fit_id(record.topic),
        "reason_code": record.reason_code,
        "message": clean_text(record.message),
        "subject_id": fit_id(subject) if subject else None,
        "refused_at": None if letter.at_us is None else utc(letter.at_us),
        "letter": fit_json(value),
    }


def _bytes(base64: str | None) -> bytes:
    return b64decode(base64 or "")
