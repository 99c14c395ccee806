"""Why a record cannot be used: stable reason codes, and the exception that carries one with a sentence."""

from collections.abc import Mapping

MAX_DEPTH = 256
"""How deep a record may be nested; beyond it no parser's stack is trusted."""
MAX_BYTES = 16 * 1024 * 1024
"""How long a record may be."""

REASON_CODES: Mapping[str, str] = {
    "null_value": "a record without a value",
    "too_big": "a record longer than 16 MiB",
    "not_utf8": "bytes that are not UTF-8",
    "too_deep": f"nested deeper than {MAX_DEPTH} levels",
    "not_json": "no complete JSON value, or something behind it",
    "not_object": "JSON, but no object",
    "missing_field": "a required field is missing, null or empty",
    "wrong_type": "a field has a value of another type",
    "bad_value": "a field's value is outside its enumeration or form",
    "negative": "a number or amount below zero",
    "number_too_big": "a number beyond 64 bits",
    "bad_time": "no RFC 3339 time",
    "no_offset": "a time without an offset",
    "time_out_of_range": "occurred_at before 1990 or after 2100",
    "time_ahead": "occurred_at more than a day ahead of the record's timestamp",
    "bad_money": "an amount that is no decimal string",
    "too_many_digits": "an amount with more digits than its currency has",
    "amount_too_big": "an amount beyond 64 bits of minor units",
    "unknown_currency": "no ISO 4217 currency with minor units",
    "cancelled_amount": "a cancelled order with another amount than 0",
    "key_mismatch": "the record's key is not the id in its body",
    "wrong_partition": "the record lies in another partition than murmur2 gives its key",
    "id_conflict": "an id that came before with another payload",
    "too_late": "an event older than what is kept of its customer",
    "void_decision": "a decision that does not hold (it counts as applied)",
}
"""The stable reason codes of dead letters, with what each means."""


class Unusable(ValueError):
    """A record that cannot be used: `code` is one of REASON_CODES, the message says what was expected and found."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
