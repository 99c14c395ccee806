"""Signing in as a browser does it, from the first password to the last, and what forged and stolen things are worth."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, select

from console.door import COOKIE, csrf_of
from detector.instant import SECOND_US
from store.accounts.account import find_row
from store.accounts.managing import add_account, disable, reset
from store.accounts.roles import Role
from store.accounts.sessions import open_session
from store.accounts.totp import hotp, totp_step
from store.audit.chain import StoredChain
from store.engine import reading, writing
from store.tables.accounts import accounts
from tests.console.world import (
    CHEAP,
    HOST,
    NOW_US,
    World,
    browsing,
    console_on,
    key_of,
    make_account,
    session_of,
)

Client = TestClient[Litestar]
SESSION = "/api/v1/session"
OWN = "three words of my own"


@pytest.fixture
def client(empty: Engine) -> Iterator[Client]:
    with browsing(console_on(empty)) as made:
        yield made


def new_account(engine: Engine, name: str = "gao", role: Role = "manager") -> str:
    with writing(engine) as connection:
        return add_account(connection, CHEAP, name, role, actor="root", at_us=NOW_US, person_id=name)[1]


def test_from_the_first_password_to_signing_out(empty: Engine, client: Client) -> None:
    password = new_account(empty)
    first = client.post(SESSION, json={"name": "Gao", "password": password})
    assert (first.status_code, first.json()["missing"]) == (200, "password-change-needed")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("__Host-") and cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    refused = client.get("/api/v1/orders")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:transferwatch:problem:password-change-needed")

    csrf = {"X-CSRF-Token": first.json()["csrf"]}
    weak = client.put(f"{SESSION}/password", json={"password": password, "new_password": "gao"}, headers=csrf)
    assert weak.status_code == 400
    changed = client.put(f"{SESSION}/password", json={"password": password, "new_password": OWN}, headers=csrf)
    assert (changed.status_code, changed.json()["missing"]) == (200, "second-factor-needed")
    assert client.get("/api/v1/orders").status_code == 403

    csrf = {"X-CSRF-Token": changed.json()["csrf"]}
    secret = client.post(f"{SESSION}/second-factor", json={"password": OWN}, headers=csrf).json()["secret"]
    wrong = client.put(f"{SESSION}/second-factor", json={"code": "000000"}, headers=csrf)
    assert wrong.status_code == 400
    code = hotp(secret, totp_step(NOW_US))
    taken = client.put(f"{SESSION}/second-factor", json={"code": code}, headers=csrf)
    assert len(taken.json()["recovery_codes"]) == 10
    assert client.get("/api/v1/orders").status_code == 200
    assert client.get(SESSION).json()["recovery_codes_left"] == 10

    csrf = {"X-CSRF-Token": taken.json()["csrf"]}
    token = client.cookies[COOKIE]
    assert client.delete(SESSION, headers=csrf).status_code == 204
    assert client.get("/api/v1/orders", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401
    changes = [entry.details["change"] for entry in StoredChain(empty).entries() if entry.kind == "permission_change"]
    assert changes == ["created", "password_changed", "second_factor_set"]
    assert [entry.details for entry in StoredChain(empty).entries() if entry.kind == "session_end"] == [
        {"why": "signed_out"}
    ]
    with reading(empty) as connection:
        assert secret not in str(connection.execute(select(accounts)).all())


def test_every_refused_sign_in_is_one_and_the_same(empty: Engine, client: Client) -> None:
    """A wrong password, a missing code, a name that nobody has, a disabled account: no difference to be seen."""
    with writing(empty) as connection:
        right = make_account(connection, "gao", "manager", "gao")
        gone = make_account(connection, "gone", "manager", "gao")
        disable(connection, "gone", actor="root", at_us=NOW_US)
    tries = [("gao", "wrong"), ("gao", right), ("nobody", "wrong"), ("gone", gone), ("\u0000", "wrong"), ("", "")]
    answers = [client.post(SESSION, json={"name": name, "password": typed}) for name, typed in tries]
    assert {each.status_code for each in answers} == {401}
    assert len({each.text for each in answers}) == 1
    assert all("set-cookie" not in each.headers for each in answers)
    assert len({tuple(sorted(each.headers.items())) for each in answers}) == 1
    whys = [entry.details["why"] for entry in StoredChain(empty).entries() if entry.kind == "sign_in"]
    assert whys == ["password", "second_factor", "unknown", "disabled", "unknown", "unknown"]


def test_a_session_of_before_the_sign_in_is_not_gone_on_with(empty: Engine, client: Client) -> None:
    """Whoever planted a cookie in somebody's browser has nothing from it."""
    password = new_account(empty, "ana", "analyst")
    planted = "planted-by-somebody"
    client.cookies.set(COOKIE, planted)
    answer = client.post(SESSION, json={"name": "ana", "password": password})
    assert answer.status_code == 200
    assert planted not in answer.headers["set-cookie"]


def test_unsafe_requests_need_the_token_of_the_session(world: World) -> None:
    token = session_of(world.engine, "auditor-lin")
    other = session_of(world.engine, "auditor-chief")
    with browsing(world.app) as client:
        client.cookies.set(COOKIE, token)
        for given in (None, "", "forged", csrf_of(other), csrf_of(token)[:-1], "ü"):
            headers = [] if given is None else [(b"X-CSRF-Token", given.encode())]
            assert client.delete(SESSION, headers=headers).status_code == 403
        assert client.get(SESSION).status_code == 200
        assert client.delete(SESSION, headers={"X-CSRF-Token": csrf_of(token)}).status_code == 204


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": f"https://{HOST}.evil.test"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_other_sites_cannot_sign_anybody_in_or_out(empty: Engine, client: Client, headers: dict[str, str]) -> None:
    password = new_account(empty, "ana", "analyst")
    body = {"name": "ana", "password": password}
    refused = client.post(SESSION, json=body, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:transferwatch:problem:cross-site")
    own = {"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}
    assert client.post(SESSION, json=body, headers=own).status_code == 200


def test_a_form_of_another_site_is_no_json(client: Client) -> None:
    """A plain form can be sent from anywhere; its kinds of bodies are not taken."""
    assert client.post(SESSION, data={"name": "a", "password": "b"}).status_code == 415
    text = client.post(SESSION, content=b'{"name":"a","password":"b"}', headers={"Content-Type": "text/plain"})
    assert text.status_code == 415


def test_forged_and_dead_tokens_are_refused(world: World, empty: Engine) -> None:
    """A session of another store, one cut, one of a reset account; a key with another's secret, a revoked one."""
    token = session_of(world.engine, "auditor-lin")
    with browsing(world.app) as client:
        for each in (token[:-1], token + "x", token.swapcase(), "", "x" * 5000):
            assert client.get(SESSION, headers={"Cookie": f"{COOKIE}={each}"}).status_code == 401
        assert client.get(SESSION, headers={"Cookie": f"{COOKIE}={token}"}).status_code == 200
        one, two = key_of(world.engine, "auditor-lin"), key_of(world.engine, "auditor-chief")
        mixed = "_".join([*one["Authorization"].split("_")[:2], two["Authorization"].split("_")[2]])
        for given in (mixed, "Bearer", "Bearer tw_", "Basic YTpi", one["Authorization"] + "0", "Bearer " + "é"):
            answer = client.get("/api/v1/orders", headers=[(b"Authorization", given.encode())])
            assert answer.status_code == 401, given
        assert client.get("/api/v1/orders", headers=one).status_code == 200
    with browsing(console_on(empty)) as client:
        assert client.get(SESSION, headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


def test_a_bad_key_is_not_mended_by_a_good_session(world: World) -> None:
    token = session_of(world.engine, "auditor-lin")
    with browsing(world.app) as client:
        headers = {"Cookie": f"{COOKIE}={token}", "Authorization": "Bearer tw_forged"}
        assert client.get("/api/v1/orders", headers=headers).status_code == 401


def test_a_key_is_no_session(world: World) -> None:
    with browsing(world.app) as client:
        assert client.get(SESSION, headers=key_of(world.engine, "auditor-lin")).status_code == 403


def test_a_reset_ends_sessions_and_a_disabled_account_has_no_keys(empty: Engine, client: Client) -> None:
    with writing(empty) as connection:
        make_account(connection, "gao", "auditor", "gao")
    token, key = session_of(empty, "gao"), key_of(empty, "gao")
    assert client.get("/api/v1/orders", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 200
    with writing(empty) as connection:
        reset(connection, CHEAP, "gao", actor="root", at_us=NOW_US)
    assert client.get("/api/v1/orders", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401
    with writing(empty) as connection:
        disable(connection, "gao", actor="root", at_us=NOW_US)
    assert client.get("/api/v1/orders", headers=key).status_code == 401


def test_a_token_is_replaced_in_time_and_the_old_one_is_worth_nothing_later(empty: Engine) -> None:
    with writing(empty) as connection:
        make_account(connection, "gao", "auditor", "gao")
        row = find_row(connection, "gao")
        assert row is not None
        token = open_session(connection, row.account_id, "totp", NOW_US - 16 * 60 * SECOND_US)[1]
    now = [NOW_US]
    with browsing(console_on(empty, clock_us=lambda: now[0])) as client:
        old = {"Cookie": f"{COOKIE}={token}"}
        answer = client.get("/api/v1/orders", headers=old)
        new = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        client.cookies.clear()
        assert (answer.status_code, new != token) == (200, True)
        assert answer.headers["x-csrf-token"] == csrf_of(new)
        assert client.get("/api/v1/orders", headers=old).status_code == 200  # was under way
        now[0] += 60 * SECOND_US
        assert client.get("/api/v1/orders", headers={"Cookie": f"{COOKIE}={new}"}).status_code == 200
        assert client.get("/api/v1/orders", headers=old).status_code == 401
        assert client.get("/api/v1/orders", headers={"Cookie": f"{COOKIE}={new}"}).status_code == 401
