"""A store with one matter in it, whose hidden fields are canaries, and the console that serves it.

Lin (north) worked and handed over to Mei (north); Gao leads north, the chief leads Gao. The deputy is in north and
leads nobody, the stranger is nowhere.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct
from sqlalchemy import Connection, Engine, Table, update

from console.app import make_app
from console.house import House, Settings
from console.limits import Rate
from console.nearness import Organisation
from detector import events, outputs
from detector.instant import parse_instant
from store.accounts.account import account_of, find_row
from store.accounts.factors import place_of
from store.accounts.keys import SCOPES, add_key
from store.accounts.managing import add_account
from store.accounts.passwords import Cost, Passwords
from store.accounts.roles import ROLES, Role
from store.accounts.sessions import open_session
from store.audit.keeper import Keeper
from store.engine import writing
from store.recording.derived import renew_people
from store.recording.outputs import assessment_rows, finding_row
from store.sealing.vault import Vault
from store.tables import events as event_tables
from store.tables import judgements as tables
from store.tables.accounts import accounts
from store.types import utc
from tests.console.canaries import AT, records

CHEAP = Passwords(Cost(1, 8, 1))
NOW_US = 1_780_000_000_000_000
HOST = "watch.test"
VAULT = Vault(lambda: [b"k" * 32])
PLENTY = (Rate(1_000_000, 100_000),) * 3
ORG = Organisation(
    teams={"lin": "north", "mei": "north", "gao": "north", "deputy": "north"},
    managers={"lin": "gao", "mei": "gao", "gao": "chief", "deputy": "boss"},
)
VIEWERS = ("lin", "deputy", "chief", "stranger")
"""Near to the matter as `own`, `team`, `subtree` and `all`."""


class Shown(NamedTuple):
    """A record that a route serves, and whose it is, as a person thinks of it."""

    record: Struct
    people: frozenset[str]


def _own(record: Struct, *people: str) -> Shown:
    return Shown(record, frozenset(people))


def stated() -> Mapping[str, list[Shown]]:
    """Path → the records that it may serve."""
    by_type: dict[type[Struct], list[Any]] = {}
    for record in records():
        by_type.setdefault(type(record), []).append(record)
    name, _ = by_type[events.Name]
    order, (decision,) = by_type[events.Order][0], by_type[events.Decision]
    credit = [_own(each, each.payee_id) for each in by_type[outputs.Credit]]
    on_order = ("lin", "mei")
    history = [
        _own(by_type[events.OwnershipChange][0], "lin", "mei"),
        _own(by_type[events.Activity][0], "lin"),
        _own(order, *on_order),
        _own(decision, "gao", *on_order),
    ]
    judged = [_own(order_row(order), *on_order), _own(name, *on_order)]
    finding = [_own(by_type[outputs.Finding][0], "lin")]
    return {
        "/api/v1/orders": judged,
        "/api/v1/exports/orders": judged,
        "/api/v1/assessments": [_own(by_type[outputs.Assessment][0], *on_order)],
        "/api/v1/history": history,
        "/api/v1/decisions": history[-1:],
        "/api/v1/ledger": credit,
        "/api/v1/exports/ledger": credit,
        "/api/v1/findings": finding,
        "/api/v1/dead-letters": [_own(by_type[outputs.DeadLetter][0])],
    }


class _Amount(Struct):
    amount: str


def order_row(order: events.Order) -> Struct:
    """An order's amount in the row of a list."""
    return _Amount(order.amount)


class World(NamedTuple):
    """The store, its canaries by path, and the console."""

    engine: Engine
    stated: Mapping[str, list[Shown]]
    app: Litestar


def make_world(engine: Engine, **settings: Any) -> World:
    """Fill an empty store, and build the console on it."""
    told = stated()
    with writing(engine) as connection:
        _fill(connection, told)
        for role in ROLES:
            for person in VIEWERS:
                make_account(connection, f"{role}-{person}", role, person)
    return World(engine, told, console_on(engine, **settings))


def console_on(
    engine: Engine,
    *,
    rates: tuple[Rate, Rate, Rate] = PLENTY,
    clock_us: Callable[[], int] = lambda: NOW_US,
    keeper: Keeper | None = None,
    **settings: Any,
) -> Litestar:
    """The console of a store."""
    given = Settings(**({"hosts": (HOST,)} | settings))
    return make_app(House(engine, clock_us, given, CHEAP, CHEAP, rates, vault=VAULT, keeper=keeper))


def make_account(connection: Connection, name: str, role: Role, person: str | None) -> str:
    """An account that has set everything up; its password."""
    _, password = add_account(connection, CHEAP, name, role, actor="root", at_us=NOW_US, person_id=person)
    row = find_row(connection, name)
    assert row is not None
    sealed = VAULT.seal("A" * 32, place_of(row.account_id))
    done = {"must_change_password": False, "totp_secret": sealed}
    connection.execute(update(accounts).where(accounts.c.name == name).values(done))
    return password


def key_of(engine: Engine, name: str, *scopes: str) -> dict[str, str]:
    """The headers of a new key of an account."""
    with writing(engine) as connection:
        key = add_key(connection, CHEAP, name, "test", scopes or SCOPES, 1, actor="root", at_us=NOW_US)
    return {"Authorization": f"Bearer {key}"}


def session_of(engine: Engine, name: str) -> str:
    """The token of a new session of an account."""
    with writing(engine) as connection:
        row = find_row(connection, name)
        assert row is not None
        return open_session(connection, account_of(row).account_id, "totp", NOW_US)[1]


@contextmanager
def browsing(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of the console; errors in it are answers, as they are to others."""
    with TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False) as client:
        yield client


def _moment(name: str) -> dict[str, Any]:
    return {f"{name}_at": utc(parse_instant(AT)), f"{name}_offset": 0}


def _put(connection: Connection, table: Table, record: Struct, **more: Any) -> None:
    known = {column.name for column in table.columns}
    fields = {name: value for name, value in msgspec.to_builtins(record).items() if name in known}
    connection.execute(table.insert().values(fields | more))


def _fill(connection: Connection, told: Mapping[str, list[Shown]]) -> None:
    change, activity, order, decision = (each.record for each in told["/api/v1/history"])
    happened = _moment("occurred") | _moment("recorded")
    _put(connection, event_tables.ownership_changes, change, previous_owner_id="lin", new_owner_id="mei", **happened)
    _put(connection, event_tables.activities, activity, **happened)
    _put(connection, event_tables.order_statements, order, amount_minor=1, **happened)
    _put(connection, event_tables.decisions, decision, order_id="O-1", **happened)
    _put(connection, event_tables.names, told["/api/v1/orders"][1].record, **happened)
    statement = {
        "statement_id": "e-1",
        "order_type": "new",
        "amount_minor": 1,
        **_moment("ordered"),
        **_moment("stated"),
    }
    _put(connection, tables.orders, order, **statement)
    assessment = told["/api/v1/assessments"][0].record
    assert isinstance(assessment, outputs.Assessment)
    row, revision = assessment_rows(assessment, msgspec.json.encode(assessment))
    connection.execute(tables.assessments.insert().values(row))
    connection.execute(tables.assessment_revisions.insert().values(revision))
    renew_people(connection, [("c-1", "O-1")])
    for number, each in enumerate(told["/api/v1/ledger"]):
        more = {"amount_minor": 1, "line": number, "entry_id": f"x-{number}", **_moment("effective")}
        _put(connection, tables.credits, each.record, **more)
    finding = told["/api/v1/findings"][0].record
    assert isinstance(finding, outputs.Finding)
    connection.execute(tables.findings.insert().values(finding_row(finding, msgspec.json.encode(finding))))
    letter = told["/api/v1/dead-letters"][0].record
    raw = msgspec.Raw(msgspec.json.encode(letter))
    _put(connection, tables.dead_letters, letter, partition=0, offset=0, letter=raw)
    _other_matter(connection)
    for person in sorted({*ORG.teams, *ORG.managers.values()}):
        _person(connection, person)


def _other_matter(connection: Connection) -> None:
    """Wang's own, of which Lin and those around them know nothing: an order, its judgement, a decision, an entry."""
    later = "2026-04-01T00:00:00Z"
    at = {f"{name}_{part}": value for name in ("ordered", "stated", "occurred", "effective")
          for part, value in (("at", utc(parse_instant(later))), ("offset", 0))}  # fmt: skip
    order = {"customer_id": "c-2", "order_id": "O-2", "seller_id": "wang", "amount": "7.00", "amount_minor": 700}
    order |= {"currency": "CNY", "status": "won", "order_type": "new", "statement_id": "e-2"}
    connection.execute(tables.orders.insert().values(_known(tables.orders, order | at)))
    judged = outputs.Assessment(
        assessment_id="order:O-2", revision=1, customer_id="c-2", order_id="O-2", path=[], outcome="clear", score=0,
        hits=[], features={}, notes=[], assessed_at=later, rule_versions={}, rules_digest="0" * 64,
    )  # fmt: skip
    row, revision = assessment_rows(judged, msgspec.json.encode(judged))
    connection.execute(tables.assessments.insert().values(row))
    connection.execute(tables.assessment_revisions.insert().values(revision))
    renew_people(connection, [("c-2", "O-2")])
    made = {"event_id": "d-2", "decided_by": "hu", "decision": "release", "reason": "", "amount": "7.00"}
    decision = _known(event_tables.decisions, order | made | at)
    connection.execute(event_tables.decisions.insert().values(decision))
    for number in range(2):  # of Lin's customer, but Wang's: a colleague's call is not one's own
        call = {"customer_id": "c-1", "event_id": f"a-{number}", "actor_id": "wang", "activity_type": "call"}
        connection.execute(event_tables.activities.insert().values(_known(event_tables.activities, call | at)))
    entry = {"entry_id": "x-9", "payee_id": "wang", "credit_type": "direct", "share": "1", "plan_id": "p", "line": 9}
    entry |= {"plan_version": 1, "accounting_period": "2026-04", "reason": "won", "assessment_id": "order:O-2"}
    entry |= {"status": "posted"}
    connection.execute(tables.credits.insert().values(_known(tables.credits, order | entry | at)))
    finding = outputs.Finding(finding_id="f-2", kind="transfer_rate", subject="wang")
    connection.execute(tables.findings.insert().values(finding_row(finding, msgspec.json.encode(finding))))


def _known(table: Table, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in table.c}


def _person(connection: Connection, person: str) -> None:
    stands = {"role": "sales", "status": "active", "team_id": ORG.teams.get(person)}
    ids = {"person_id": person, "event_id": f"p-{person}", "manager_id": ORG.managers.get(person)}
    row = ids | stands | _moment("occurred") | _moment("effective")
    connection.execute(event_tables.people.insert().values(row))
