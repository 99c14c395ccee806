"""A store with one matter in it, whose hidden fields are canaries, and the console that serves it.

Lin (north) worked and handed over to Mei (north); Gao leads north, the chief leads Gao. The deputy is in north and
leads nobody, the stranger is nowhere.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct
from sqlalchemy import Connection, Engine, update

from console.app import make_app
from console.house import House, Settings
from console.limits import Rate
from console.nearness import Organisation
from detector import events, outputs
from store.accounts.account import account_of, find_row
from store.accounts.factors import place_of
from store.accounts.keys import SCOPES, add_key
from store.accounts.managing import add_account
from store.accounts.passwords import Cost, Passwords
from store.accounts.roles import ROLES, Role
from store.accounts.sessions import open_session
from store.audit.keeper import Keeper
from store.engine import writing
from store.queries.cases import CaseStep
from store.sealing.vault import Vault
from store.tables.accounts import accounts
from tests.console.canaries import records
from tests.console.filling import fill
from tests.console.shown import Shown

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
    assessment = _own(by_type[outputs.Assessment][0], *on_order)
    alert, step = by_type[outputs.Alert][0], by_type[CaseStep][0]
    listed = [_own(_Line(alert.headline, alert.params, alert.amount), *on_order), _own(name, *on_order)]
    of_case = [_own(alert, *on_order), _own(step, *on_order), assessment, *judged, *credit, *history]
    return {
        "/api/v1/orders": judged,
        "/api/v1/exports/orders": judged,
        "/api/v1/assessments": [assessment],
        "/api/v1/cases": listed,
        "/api/v1/case": of_case,
        "/api/v1/exports/assessments": [assessment],
        "/api/v1/exports/history": history,
        "/api/v1/exports/decisions": history[-1:],
        "/api/v1/exports/cases": listed,
        "/api/v1/exports/findings": finding,
        "/api/v1/exports/dead-letters": [_own(by_type[outputs.DeadLetter][0])],
        "/api/v1/history": history,
        "/api/v1/decisions": history[-1:],
        "/api/v1/ledger": credit,
        "/api/v1/exports/ledger": credit,
        "/api/v1/findings": finding,
        "/api/v1/dead-letters": [_own(by_type[outputs.DeadLetter][0])],
    }


class _Amount(Struct):
    amount: str


class _Line(Struct):
    """What a line of the list of cases tells of its alert."""

    headline: str
    params: dict[str, outputs.Param]
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
        fill(connection, told, ORG)
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
