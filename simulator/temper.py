"""The character of a firm: how often people help, claim, click and forget, drawn once per world.

A detector that was tuned on one firm must not live off that firm's habits, so each seed makes another one. All
of it acts on cheats and honest people alike.
"""

from random import Random
from typing import Any

import msgspec


class Temper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chances (0 to 1) of what people and the CRM do beside the deeds; the defaults are a middling firm.

    `silence`: no reason is stated for a handover. `third`: somebody else than the two presses the button.
    `hidden`: a change leaves the previous owner out. `late_export`: the first owner was set before the records
    begin. `queue`: a lead lies in a queue first. `bought`: the customer has bought from its first owner before.
    `help`: the old owner helps in the first days. `bystander`: a colleague does a thing or two. `greeting`: an
    owner sends a template. `slight`: an accomplice does a piece of real work after all. `inbound`: a contact was
    started by the customer. `note`: the new owner notes the handover. `restated`: the CRM states an owner again.
    `misclick`: a wrong handover is undone within minutes. `dated`: orders of a customer are known by their date
    only. `english`: a person or customer writes English. `empty_seconds` is the longest empty call in seconds,
    `phrases` the number of sentences that people use in a phase of a deal (with few, honest texts repeat),
    `retail` lets people work on days off, `tied` is the chance that an order bears the very time of an entry.
    `day_end` tells that the CRM books all orders at the last second of their day.
    """

    silence: float = 0.33
    third: float = 0.25
    hidden: float = 0.12
    late_export: float = 0.12
    queue: float = 0.06
    bought: float = 0.13
    help: float = 0.35
    bystander: float = 0.14
    greeting: float = 0.18
    slight: float = 0.4
    inbound: float = 0.3
    note: float = 0.2
    restated: float = 0.03
    misclick: float = 0.025
    dated: float = 0.06
    english: float = 0.12
    empty_seconds: int = 22
    phrases: int = 1200
    retail: bool = False
    tied: float = 0.02
    day_end: bool = False


def traits(given: dict[str, Any]) -> dict[str, Any]:
    """Return single traits with their values as numbers, where a file has them as text. Raises msgspec.ValidationError.

    >>> traits({"silence": "0.5", "retail": "true"})
    {'silence': 0.5, 'retail': True}
    """
    whole = msgspec.to_builtins(msgspec.convert(given, Temper, strict=False))
    return {name: whole[name] for name in given}


def draw_temper(rng: Random) -> Temper:
    """Draw a firm's character."""
    day_end = rng.random() < 0.2
    return Temper(
        silence=rng.uniform(0.15, 0.6),
        third=rng.uniform(0.1, 0.4),
        hidden=rng.choice((0.0, 0.12, 0.12, 0.5, 1.0)),
        late_export=rng.uniform(0.0, 0.3),
        queue=rng.choice((0.0, 0.06, 0.3)),
        bought=rng.uniform(0.04, 0.25),
        help=rng.uniform(0.15, 0.6),
        bystander=rng.uniform(0.04, 0.3),
        greeting=rng.uniform(0.05, 0.35),
        slight=rng.uniform(0.15, 0.4),
        inbound=rng.uniform(0.1, 0.5),
        note=rng.uniform(0.05, 0.45),
        restated=rng.choice((0.0, 0.03, 0.08)),
        misclick=rng.uniform(0.0, 0.05),
        dated=0.0 if day_end else rng.choice((0.0, 0.06, 0.12)),
        english=rng.choice((0.0, 0.12, 0.12, 0.9)),
        empty_seconds=rng.randint(9, 40),
        phrases=rng.choice((14, 60, 300, 1200)),
        retail=rng.random() < 0.2,
        tied=rng.choice((0.0, 0.02, 0.3)),
        day_end=day_end,
    )
