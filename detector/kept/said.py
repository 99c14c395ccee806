"""What a worker says of a customer, one record of an output topic each."""

from typing import Literal, NamedTuple

import msgspec

from detector.judge import VoidDecision
from detector.text import hash64

encode_content = msgspec.json.Encoder().encode
DELETED = 0
"""Stands for the digest of what was deleted."""


class Said(NamedTuple):
    """One record to write. `key`: the record's Kafka key. `record` None: the key is deleted (a null value).

    `was`: the outcome that was last said of an order, where `record` says another assessment of it.

    The key of an assessment is its `assessment_id`, of an alert its `case_id`, of a credit its `order_id`, of a void
    decision (a dead letter, keyed as the decision was received) the customer's id, of a `FactChange` its team or
    seller.
    """

    kind: Literal["assessment", "alert", "credit", "void", "fact"]
    key: str
    record: msgspec.Struct | VoidDecision | None
    was: str = ""


def digest_of(content: bytes) -> int:
    """The 8-byte hash by which content is known to be the one last said; never that of something deleted."""
    return hash64(content) or 1
