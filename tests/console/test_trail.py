"""What the console enters in the audit trail, and whether it tells that the trail is not anchored."""

import pytest
from sqlalchemy import Engine

from console.door import COOKIE
from console.house import House, Settings
from console.limits import Rate
from detector.errors import AuditError
from detector.instant import SECOND_US
from store.accounts.sessions import open_session
from store.audit.anchor import Anchor
from store.audit.chain import StoredChain, append
from store.audit.entry import Entry, Happened
from store.audit.keeper import Keeper
from store.engine import writing
from tests.console.world import CHEAP, NOW_US, PLENTY, VAULT, World, browsing, console_on, key_of, make_account

SESSION = "/api/v1/session"


class Place:
    """Somewhere to keep anchors, which may fail."""

    name = "a witness"

    def __init__(self) -> None:
        self.kept: list[Anchor] = []
        self.full = False

    def put(self, anchor: Anchor) -> None:
        if self.full:
            message = "a witness: an audit anchor cannot be written"
            raise AuditError(message)
        self.kept.append(anchor)


def entries(engine: Engine, kind: str) -> list[Entry]:
    return [entry for entry in StoredChain(engine).entries() if entry.kind == kind]


def enter_one(engine: Engine) -> None:
    with writing(engine) as connection:
        details = {"what": "order"}
        append(connection, Happened(kind="view", actor="a-1", subject="o", details={**details}), NOW_US)


def test_health_and_metrics_tell_of_anchors(empty: Engine) -> None:
    now, place = [NOW_US], Place()
    keeper = Keeper(StoredChain(empty), [place], lambda: now[0])
    enter_one(empty)
    keeper.tick()

    def health() -> tuple[str, str]:
        answer = client.get("/health")
        assert answer.status_code == 200, "a console whose trail is not anchored still serves"
        return answer.json()["status"], answer.json()["audit"]

    def figure(name: str) -> float:
        (line,) = [
            each for each in client.get("/metrics").text.splitlines() if each.startswith(f"transferwatch_{name} ")
        ]
        return float(line.split()[1])

    with browsing(console_on(empty, clock_us=lambda: now[0], keeper=keeper)) as client:
        assert health() == ("ok", "anchored")
        place.full = True
        enter_one(empty)
        now[0] += 30 * SECOND_US
        with pytest.raises(AuditError, match="cannot be written"):
            keeper.look()
        assert health() == ("degraded", "failing")
        now[0] += 31 * SECOND_US
        assert health() == ("degraded", "late")
        assert (figure("audit_entries"), figure("audit_anchored_entries")) == (2, 1)
        assert (figure("audit_anchor_age_seconds"), figure("audit_anchor_failures")) == (61, 1)
        place.full = False
        keeper.look()
        assert health() == ("ok", "anchored")
        assert figure("audit_anchored_entries") == 2
    with browsing(console_on(empty)) as client:
        assert client.get("/health").json() == {"status": "ok", "audit": "elsewhere"}
        assert "transferwatch_audit" not in client.get("/metrics").text


def test_a_decision_is_anchored_before_it_is_answered(empty: Engine) -> None:
    place = Place()
    keeper = Keeper(StoredChain(empty), [place], lambda: NOW_US)
    house = House(empty, lambda: NOW_US, Settings(), CHEAP, CHEAP, vault=VAULT, keeper=keeper)
    decided = Happened(kind="decision", actor="a-1", subject="case:c", details={"decision": "honest"})
    with house.deciding() as connection:
        append(connection, decided, NOW_US)
        assert place.kept == [], "never before it stands"
    assert [anchor.seq for anchor in place.kept] == [1]
    place.full = True
    with house.deciding() as connection:
        append(connection, decided, NOW_US)
    assert StoredChain(empty).head().seq == 2, "it stands, and is anchored later"
    assert keeper.standing.failures == 1


def test_refused_keys_are_entered_and_slowed_down_apart_from_sign_ins(empty: Engine) -> None:
    with writing(empty) as connection:
        make_account(connection, "gao", "auditor", "gao")
    good, few = key_of(empty, "gao"), Rate(per_minute=10, burst=3)
    with browsing(console_on(empty, rates=(PLENTY[0], PLENTY[1], few))) as client:
        bad = {"Authorization": good["Authorization"][:-1] + ("0" if good["Authorization"][-1] != "0" else "1")}
        answers = [
            client.get("/api/v1/rules", headers=headers) for headers in (bad, {"Authorization": "Basic eA=="}, bad)
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.text for answer in answers}) == 1
        assert client.get("/api/v1/rules", headers=bad).status_code == 429
        assert client.get("/api/v1/rules", headers=good).status_code == 200
        assert client.post(SESSION, json={"name": "gao", "password": "x"}).status_code == 401
    told = [entry.details for entry in entries(empty, "sign_in")]
    assert [(each["method"], each["why"]) for each in told] == [
        ("key", "secret"),
        ("key", "unknown"),
        ("key", "secret"),
        ("password", "password"),
    ]


def test_two_consoles_count_the_same_attempts(empty: Engine) -> None:
    few = (PLENTY[0], PLENTY[1], Rate(per_minute=10, burst=3))
    with browsing(console_on(empty, rates=few)) as one, browsing(console_on(empty, rates=few)) as other:
        tried = {"name": "gao", "password": "wrong"}
        codes = [each.post(SESSION, json=tried).status_code for each in (one, other, one, other, one)]
    assert codes == [401, 401, 401, 429, 429]


def test_what_a_program_saw_names_its_key(world: World) -> None:
    key = key_of(world.engine, "auditor-lin")
    with browsing(world.app) as client:
        assert client.get("/api/v1/ledger", headers=key).json()["items"]
        client.get("/api/v1/exports/orders", headers=key)
    key_id = key["Authorization"].split("_")[1]
    assert entries(world.engine, "view")[-1].details["key_id"] == key_id
    assert [entry.details["key_id"] for entry in entries(world.engine, "export")[-2:]] == [key_id] * 2


def test_a_token_that_comes_back_after_it_was_replaced_is_entered(empty: Engine) -> None:
    with writing(empty) as connection:
        make_account(connection, "gao", "auditor", "gao")
    account_id = entries(empty, "permission_change")[0].subject.partition(":")[2]
    with writing(empty) as connection:
        token = open_session(connection, account_id, "totp", NOW_US - 16 * 60 * SECOND_US)[1]
    now = [NOW_US]
    with browsing(console_on(empty, clock_us=lambda: now[0])) as client:
        old = {"Cookie": f"{COOKIE}={token}"}
        assert client.get("/api/v1/rules", headers=old).status_code == 200
        client.cookies.clear()
        now[0] += 60 * SECOND_US
        for _ in range(2):
            assert client.get("/api/v1/rules", headers=old).status_code == 401
    (entry,) = entries(empty, "session_end")
    assert (entry.actor, entry.details) == ("unknown", {"why": "token_used_again"})
