"""What is entered in the audit trail, and which details each kind has.

Entries can never be changed, so nothing may stand in them that may have to be erased: ids, counts, codes and SHA-256
values, never a name of a customer, a text, or what somebody typed. That is why the details are declared here.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from detector.errors import AuditError

Kind = Literal[
    "sign_in",
    "view",
    "export",
    "decision",
    "case_change",
    "rule_change",
    "snooze",
    "permission_change",
    "erasure",
    "retention",
    "session_end",
    "secrets_key",
    "restore",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Detail = str | int | bool | list[str]


class Declared(NamedTuple):
    """The details that an entry of a kind must have, and those that it may have, by name and type."""

    required: Mapping[str, type]
    optional: Mapping[str, type]


_JUDGED: Mapping[str, type] = {"assessment_id": str, "revision": int, "assessment_sha256": str, "rules_digest": str}
"""Which judgement a person saw: its id, revision, SHA-256 of its canonical JSON, and the rules that made it."""

DETAILS: Mapping[Kind, Declared] = {
    "sign_in": Declared({"result": str, "method": str}, {"why": str, "session": str, "key_id": str}),
    "view": Declared({"what": str}, {"fields": list, "case_id": str, "key_id": str, **_JUDGED}),
    "export": Declared({"what": str, "format": str}, {"filters": list, "rows": int, "sha256": str, "key_id": str}),
    "decision": Declared(
        {"decision": str},
        {
            "event_id": str,
            "event_sha256": str,
            "case_id": str,
            "customer_id": str,
            "order_id": str,
            "decided_by": str,
            "not_ours": str,
            **_JUDGED,
        },
    ),
    "case_change": Declared(
        {"change": str, "case_id": str, "version": int}, {"state": str, "assignee_id": str, "due": str, "asked": str}
    ),
    "rule_change": Declared({"where": str, "from_digest": str, "to_digest": str}, {"rules": list}),
    "snooze": Declared({"case_id": str, "version": int, "until": str}, {"lifted": bool}),
    "permission_change": Declared({"change": str}, {"role": str, "from_role": str, "scopes": list, "until": str}),
    "erasure": Declared({"what": list, "rows": int}, {"request": str}),
    "retention": Declared({"what": str, "before": str, "rows": int}, {}),
    "session_end": Declared({"why": str}, {}),
    "secrets_key": Declared({"from_key": str, "to_key": str, "sealed": int}, {"forgotten": list}),
    "restore": Declared({"taken_at": str, "sha256": str, "rows": int}, {}),
}
"""`erasure.what`: which fields were emptied; `request`: the id of the request, where there is one.

`snooze.lifted`: somebody ended it before `until`.

`decision.not_ours`: it was read from the topic and is not from the outbox, and why that is told. `rule_change.where`:
`judged` (by what the worker says), `console` (the pack that it was started with) or `lock` (`rules lock`).
`sign_in.key_id`: of the API key that was refused; of others: of the key that asked.
"""

VIA: Mapping[str, type] = {"via": str}
"""Of any kind: that it was done on the command line, and by which user of the machine, whoever `actor` says it was."""


def check_details(kind: str, details: Mapping[str, Detail]) -> None:
    """See that an entry of a kind has the declared details. Raises AuditError naming kind and detail."""
    declared = next((DETAILS[known] for known in KINDS if known == kind), None)
    if declared is None:
        message = f"{kind!r} is no kind of audit entry; expected one of {', '.join(KINDS)}"
        raise AuditError(message)
    missing = sorted(set(declared.required) - set(details))
    if missing:
        message = f"an audit entry of kind {kind} lacks {', '.join(missing)}"
        raise AuditError(message)
    known = {**declared.required, **declared.optional, **VIA}
    for name, value in details.items():
        if name not in known:
            message = f"{name!r} is no detail of audit kind {kind}; expected {', '.join(known)}"
            raise AuditError(message)
        if type(value) is not known[name] or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            wanted = "list of texts" if known[name] is list else known[name].__name__
            message = f"detail {name!r} of audit kind {kind} is a {type(value).__name__}; expected a {wanted}"
            raise AuditError(message)
