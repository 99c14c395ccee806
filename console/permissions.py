"""Who may see and do what: one table for all, checked where a field is serialized and where an action begins.

A row has a nearness to the person who looks: their `own` (they are one of its people), of their `team`, of their
`subtree` (who reports to them, directly or through others), and `all`, which every row is. A role sees a row when the
table has the role's line for one of the row's nearnesses, and of its fields those of all such lines together. What
somebody is paid themselves they always see; `others_pay` is the pay of everybody else.
"""

from collections.abc import Mapping, Set
from typing import Literal, get_args

from store.accounts.roles import Role

Scope = Literal["own", "team", "subtree", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

Field = Literal["customer_name", "texts", "amounts", "others_pay"]
FIELDS: tuple[Field, ...] = get_args(Field)

_EVERYTHING: frozenset[Field] = frozenset(FIELDS)

SIGHT: Mapping[Role, Mapping[Scope, frozenset[Field]]] = {
    "seller": {"own": frozenset({"customer_name", "texts", "amounts"})},
    "manager": {
        "own": frozenset({"customer_name", "texts", "amounts"}),
        "team": frozenset({"customer_name"}),  # a deputy, or one of two managers of a team: what there is, not how much
        "subtree": _EVERYTHING,
    },
    "auditor": {"all": _EVERYTHING},
    "compensation": {"all": frozenset({"amounts", "others_pay"})},
    "analyst": {"all": frozenset({"amounts"})},
    "administrator": {},  # keeps accounts and the system; business is not theirs, and taking another role is an entry
}
"""Which fields a role sees of a row, by the row's nearness. A nearness that is not there is a row that is not seen."""

Action = Literal[
    "explain",
    "follow_cases",
    "decide",
    "export",
    "change_rules",
    "snooze",
    "read_audit",
    "erase",
    "manage_accounts",
    "manage_webhooks",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

MAY: Mapping[Role, frozenset[Action]] = {
    "seller": frozenset({"explain"}),
    "manager": frozenset({"explain", "follow_cases", "decide", "snooze", "export"}),
    "auditor": frozenset({"explain", "follow_cases", "decide", "snooze", "export", "read_audit", "change_rules"}),
    "compensation": frozenset({"follow_cases", "export"}),
    "analyst": frozenset({"follow_cases", "export"}),
    "administrator": frozenset({"manage_accounts", "manage_webhooks", "erase"}),
}
"""What a role may do, always within the rows that it sees; nobody decides on what they are paid from or caused.

A seller follows no cases: what people write there about somebody is not for that person; they are asked by a link."""


def may(role: Role, action: Action) -> bool:
    """Whether a role may do something at all.

    >>> may("administrator", "decide")
    False
    """
    return action in MAY[role]


def visible_fields(role: Role, nearness: Set[Scope]) -> frozenset[Field] | None:
    """The fields that a role sees of a row; None where it does not see the row at all.

    >>> sorted(visible_fields("manager", {"team", "all"}) or ()), visible_fields("seller", {"team", "all"})
    (['customer_name'], None)
    """
    lines = [fields for scope, fields in SIGHT[role].items() if scope in nearness]
    return frozenset[Field]().union(*lines) if lines else None
