"""How often one address or account may ask, and how often signing in may fail."""

from sqlalchemy import Engine

from console.limits import Rate
from store.accounts.managing import add_account
from store.audit.chain import StoredChain
from store.engine import writing
from tests.console.world import CHEAP, NOW_US, PLENTY, World, browsing, console_on, key_of

SESSION = "/api/v1/session"


def test_guessing_is_slowed_down(empty: Engine) -> None:
    """By address, whatever the names: the lock of an account alone would let many names be tried."""
    few = Rate(per_minute=10, burst=3)
    with browsing(console_on(empty, rates=(PLENTY[0], PLENTY[1], few))) as client:
        codes = [client.post(SESSION, json={"name": f"n{n}", "password": "x"}).status_code for n in range(5)]
        late = client.post(SESSION, json={"name": "n", "password": "x"})
    assert codes == [401, 401, 401, 429, 429]
    assert late.headers["retry-after"] == "6"
    assert len(list(StoredChain(empty).entries())) == 3


def test_an_office_behind_one_address_signs_in(empty: Engine) -> None:
    """Only what fails counts against the address: sign-ins and own passwords of many people do not."""
    few = Rate(per_minute=10, burst=3)
    with browsing(console_on(empty, rates=(*PLENTY[:2], few))) as client:
        for number in range(5):
            client.cookies.clear()
            with writing(empty) as connection:
                name = f"person{number}"
                first = add_account(connection, CHEAP, name, "analyst", actor="root", at_us=NOW_US)[1]
            signed = client.post(SESSION, json={"name": name, "password": first})
            assert signed.status_code == 200
            new = {"password": first, "new_password": "three words of my own"}
            answer = client.put(f"{SESSION}/password", json=new, headers={"X-CSRF-Token": signed.json()["csrf"]})
            assert answer.status_code == 200
        client.cookies.clear()
        codes = [client.post(SESSION, json={"name": f"n{n}", "password": "x"}).status_code for n in range(4)]
    assert codes == [401, 401, 401, 429]


def test_requests_are_limited_by_account_and_by_address(world: World) -> None:
    few = Rate(per_minute=60, burst=2)
    key, other = key_of(world.engine, "auditor-lin"), key_of(world.engine, "auditor-chief")
    with browsing(console_on(world.engine, rates=(few, *PLENTY[1:]))) as client:
        codes = [client.get("/api/v1/rules", headers=key).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        assert client.get("/api/v1/rules", headers=other).status_code == 200
    with browsing(console_on(world.engine, rates=(PLENTY[0], few, PLENTY[2]))) as client:
        assert [client.get("/docs").status_code for _ in range(3)] == [200, 200, 429]
