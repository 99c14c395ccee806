"""A firm with one case in it, and the console that serves it: who works there, and how they ask."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, update

from console.app import make_app
from console.door import COOKIE, csrf_of
from console.house import House, Settings
from console.webhooks.addresses import Network
from store.engine import writing
from store.tables.accounts import accounts
from tests.console.world import CHEAP, HOST, NOW_US, PLENTY, VAULT, key_of, make_account, session_of
from tests.store.cases.firm import CASE, Firm, ripe_firm

KEYS = (b"a key of links, long enough, 32 bytes", b"an older key of links, 32 bytes or so")
Client = TestClient[Litestar]


class Office(NamedTuple):
    """Boss leads gao, who leads lin and mei; audit is an auditor, lin and mei are sellers."""

    firm: Firm
    app: Litestar

    def get(self, client: Client, path: str, by: str, **params: Any) -> Response:
        """As a program of somebody's asks."""
        return client.get(f"/api/v1{path}", params=params, headers=key_of(self.firm.engine, by))

    def tag(self, client: Client, by: str, case_id: str = CASE) -> str:
        """The ETag of the case as somebody sees it now."""
        answer = self.get(client, "/case", by, case_id=case_id)
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    def post(self, client: Client, path: str, by: str, body: object, tag: str | None = None, **params: Any) -> Response:
        """As a browser of somebody's sends it, with the session's token."""
        token = session_of(self.firm.engine, by)
        headers = {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": csrf_of(token)}
        headers |= {} if tag is None else {"If-Match": tag}
        if path.startswith("/case/"):
            params = {"case_id": CASE} | params
        return client.post(f"/api/v1{path}", params=params, json=body, headers=headers)


def make_office(engine: Engine, keys: Sequence[bytes] = KEYS, networks: Sequence[Network] = ()) -> Office:
    """The office of a store that is set up and empty."""
    firm = ripe_firm(engine)
    with writing(engine) as connection:
        done = {"must_change_password": False, "totp_secret": "A" * 32}
        connection.execute(update(accounts).values(done))
        connection.execute(update(accounts).where(accounts.c.name == "lin").values(role="seller"))
        make_account(connection, "mei", "seller", "mei")
        make_account(connection, "ana", "analyst", None)
        make_account(connection, "pay", "compensation", None)
        make_account(connection, "root", "administrator", None)
    given: dict[str, Any] = {"keys": keys, "webhook_networks": networks, "vault": VAULT}
    house = House(engine, lambda: NOW_US, Settings(hosts=(HOST,)), CHEAP, CHEAP, PLENTY, **given)
    return Office(firm, make_app(house))
