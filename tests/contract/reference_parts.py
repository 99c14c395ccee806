"""The smaller parts of the reference: what a reason is, when a decision is valid, how money is divided."""

from decimal import Decimal

from tests.contract.story import Event

Split = dict[str, Decimal]
MINOR = {"CNY": 2, "JPY": 0, "KWD": 3}
KNOWN_REASONS = {
    "leaver",
    "leave_cover",
    "territory_change",
    "pool_recycle",
    "capacity",
    "post_sale_handover",
    "policy_assignment",
}


def is_reason(row: Event, field: str) -> bool:
    letters = sum(character.isalpha() for character in row.get(field) or "")
    return row.get("reason_code") in KNOWN_REASONS or letters >= 5


def shares_of(decision: Event) -> Split:
    return {part["payee_id"]: Decimal(part["share"]) for part in decision["shares"]}


def is_valid(row: Event, plan: Split) -> bool:
    """Whether a release or reassign counts, given who is paid by the plan."""
    parts = row.get("shares") or []
    shares = [Decimal(part["share"]) for part in parts]
    paid = set(plan) | {part["payee_id"] for part in parts}
    if row["decided_by"] in paid or not row["reason"].strip() or not parts:
        return False
    if row["decision"] == "release":
        return row.get("amount") is not None
    fine = all(share > 0 and share == share.quantize(Decimal("0.0001")) for share in shares)
    return fine and sum(shares) == 1 and len({part["payee_id"] for part in parts}) == len(parts)


def divide(amount: Decimal, currency: str, split: Split) -> dict[str, Decimal]:
    """Largest remainder in minor units, ties to the lower payee; zeros left out."""
    unit = Decimal(1).scaleb(-MINOR[currency])
    exact = {payee: amount * share / unit for payee, share in split.items()}
    parts = {payee: int(value) for payee, value in exact.items()}
    ranked = sorted(exact, key=lambda payee: (parts[payee] - exact[payee], payee))
    for payee in ranked[: int(amount / unit) - sum(parts.values())]:
        parts[payee] += 1
    return {payee: value * unit for payee, value in parts.items() if value}
