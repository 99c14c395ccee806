"""Enters which rules are in force where, whenever they are others than before."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection

from store.audit.chain import append
from store.audit.entry import NO_HASH, Entry, Happened
from store.audit.kinds import Detail
from store.recording.feed import read_facts, write_facts

Where = Literal["judged", "console", "lock"]
"""By what the worker says, by the console's own pack, or by a command that locked a pack."""


def enter_rules(
    connection: Connection,
    where: Where,
    digest: str,
    *,
    actor: str,
    at_us: int,
    before: str | None = None,
    rules: Sequence[str] = (),
) -> Entry | None:
    """Enter the digest of a rule pack if it is another one than was entered of this place last; None if it is not.

    `before`: the digest that it replaces, where the caller knows better than the store. `rules`: the files that differ.
    Within a transaction of `store.engine.writing`; call it last. Raises AuditError.
    """
    fact = f"rules_digest_{where}"
    known = before or read_facts(connection).get(fact, NO_HASH)
    if known == digest:
        return None
    write_facts(connection, {fact: digest})
    details: dict[str, Detail] = {"where": where, "from_digest": known, "to_digest": digest}
    if rules:
        details["rules"] = sorted(rules)
    return append(connection, Happened(kind="rule_change", actor=actor, subject="rules", details=details), at_us)
