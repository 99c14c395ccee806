"""The lines of a world as the contract words them.

These types are written from the contract and not taken from the detector, so that a misreading there cannot
hide here. A field left at its default is left out of the line.
"""

import msgspec


class Line(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What every event has."""

    event_id: str
    occurred_at: str
    recorded_at: str | None = None
    source: str | None = None


class OwnershipLine(Line, omit_defaults=True, kw_only=True):
    """A change of owner; `new_owner_id` None is a release to the pool."""

    customer_id: str
    previous_owner_id: str | None = None
    new_owner_id: str | None = None
    changed_by: str | None = None
    reason_code: str | None = None
    reason_text: str | None = None


class ActivityLine(Line, omit_defaults=True, kw_only=True):
    """One logged piece of work, `duration_seconds` in whole seconds."""

    customer_id: str
    actor_id: str
    activity_type: str
    direction: str | None = None
    duration_seconds: int | None = None
    content: str | None = None
    stage: str | None = None


class OrderLine(Line, omit_defaults=True, kw_only=True):
    """One statement of an order; `amount` is its net amount from then on."""

    order_id: str
    customer_id: str
    seller_id: str
    amount: str
    currency: str
    status: str
    entered_by: str | None = None
    order_type: str | None = None
    order_source: str | None = None


class PersonLine(Line, omit_defaults=True, kw_only=True):
    """One version of a person."""

    person_id: str
    role: str
    status: str
    effective_from: str
    team_id: str | None = None
    manager_id: str | None = None


class NameLine(Line, omit_defaults=True, kw_only=True):
    """A display name of a person or a customer."""

    subject_id: str
    subject_type: str
    display_name: str


class QuotaLine(Line, omit_defaults=True, kw_only=True):
    """A target of a person for a period: a decimal string for money, an integer else."""

    person_id: str
    period: str
    metric: str
    target: str | int
    currency: str | None = None


class LabelLine(msgspec.Struct, kw_only=True):
    """The truth about one won order; see docs/simulator.md for what `decidable` means.

    The last four fields count pieces of real work before the order: the payee's and everybody else's, done and
    logged.
    """

    order_id: str
    customer_id: str
    label: str
    kind: str
    decidable: bool
    payee_done: int
    payee_logged: int
    others_done: int
    others_logged: int
