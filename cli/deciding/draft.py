"""Turns what a person typed into a decision event, refusing what cannot be one."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from detector.errors import UsageError
from detector.events import REASON_CODES, Decision, Share
from detector.instant import EARLIEST_US, LATEST_US, InstantError, parse_instant
from detector.ledger import share_text
from detector.money import format_minor
from detector.text import has_letters
from streams.story import ToldOrder

_SHARE = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def decision_time(at: str | None) -> str:
    """The time of a decision as RFC 3339: as given, else now. Raises UsageError."""
    if at is None:
        return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    try:
        moment = parse_instant(at)
    except InstantError as error:
        message = f"--at: {error}"
        raise UsageError(message) from None
    if not EARLIEST_US <= moment <= LATEST_US:
        message = f"--at: {at} lies before 1990 or after 2100"
        raise UsageError(message)
    return at


def read_shares(texts: Sequence[str]) -> list[Share]:
    """`PAYEE=0.6` texts as shares; whether they add up is the core's to say. Raises UsageError.

    >>> read_shares(["amy=0.6", "bob=0.4"])
    [Share(payee_id='amy', share='0.6'), Share(payee_id='bob', share='0.4')]
    """
    shares = []
    for text in texts:
        payee, _, share = text.rpartition("=")
        if not payee or not _SHARE.fullmatch(share):
            message = f"--share {text!r} is not understood; expected a payee and a decimal number, such as E17=0.6"
            raise UsageError(message)
        shares.append(Share(payee, share))
    return shares


def _demand_words(option: str, text: str) -> str:
    if not text.strip():
        message = f"{option} is blank; say in a few words why, for whoever reads the decision later"
        raise UsageError(message)
    return text


def draft_release(told: ToldOrder, customer: str, by: str, reason: str, at: str) -> Decision:
    """A release of what the person sees now: the plan's split and the net amount."""
    last, shares = told.judged.order.last, told.judged.judgement.shares
    return Decision(
        event_id=str(uuid.uuid4()),
        occurred_at=at,
        customer_id=customer,
        decided_by=_demand_words("--by", by),
        decision="release",
        reason=_demand_words("--reason", reason),
        order_id=last.order_id,
        amount=format_minor(last.amount_minor, last.currency),
        shares=[Share(payee, share_text(share)) for payee, share in sorted(shares.items())],
    )


def draft_reassign(told: ToldOrder, customer: str, by: str, reason: str, at: str, shares: Sequence[str]) -> Decision:
    """A split by shares that the person sets; the amount they saw is noted beside it."""
    last = told.judged.order.last
    return Decision(
        event_id=str(uuid.uuid4()),
        occurred_at=at,
        customer_id=customer,
        decided_by=_demand_words("--by", by),
        decision="reassign",
        reason=_demand_words("--reason", reason),
        order_id=last.order_id,
        amount=format_minor(last.amount_minor, last.currency),
        shares=read_shares(shares),
    )


def draft_explain(
    customer: str, by: str, text: str, code: str | None, at: str, *, order_id: str | None, transfer: str | None
) -> Decision:
    """A reason given afterwards. Raises UsageError for an unknown code, or words that give no reason."""
    if code is not None and code not in REASON_CODES:
        message = f"--reason-code {code!r} is not known; expected one of {', '.join(REASON_CODES)}"
        raise UsageError(message)
    _demand_words("--reason-text", text)
    if code in (None, "other") and not has_letters(text):
        message = (
            f"--reason-text {text!r} is too short to be a reason; expected five letters or more, or a --reason-code"
        )
        raise UsageError(message)
    return Decision(
        event_id=str(uuid.uuid4()),
        occurred_at=at,
        customer_id=customer,
        decided_by=_demand_words("--by", by),
        decision="explain",
        reason=text,
        order_id=order_id,
        transfer_event_id=transfer,
        reason_code=code,
        reason_text=text,
    )
