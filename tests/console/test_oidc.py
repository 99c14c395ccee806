"""Sign-in at a provider, against one that answers as told: what an id token must say, and what is refused."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, select

from console.app import make_app
from console.door import COOKIE
from console.house import House, Settings
from console.oidc import OidcSettings, Provider
from detector.errors import UsageError
from detector.instant import SECOND_US
from store.accounts.managing import add_account, disable
from store.audit.chain import StoredChain
from store.engine import writing
from store.tables.accounts import accounts
from tests.console.world import CHEAP, HOST, NOW_US, PLENTY, browsing

ISSUER = "https://id.test/realms/sales"
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "k1"}), RSAKey.generate_key(2048, {"kid": "k1"})
NOW_S = NOW_US // SECOND_US
Claims = dict[str, Any]


class Fake:
    """A provider. `change`: what it puts into its tokens otherwise; `sign`: how it signs them."""

    def __init__(self) -> None:
        self.nonce, self.challenge, self.asked = "", "", {"token": 0, "keys": 0}
        self.change: Claims = {}
        self.sign: Callable[[Claims], str] = lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)
        self.issuer = ISSUER

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("openid-configuration"):
            paths = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
            return httpx2.Response(200, json={"issuer": self.issuer} | {k: f"{ISSUER}/{v}" for k, v in paths.items()})
        if request.url.path.endswith("keys"):
            self.asked["keys"] += 1
            return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        self.asked["token"] += 1
        sent = parse_qs(request.content.decode())
        if sent["code"] != ["good"] or self._challenge(sent["code_verifier"][0]) != self.challenge:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        claims = {"iss": ISSUER, "aud": "watch", "exp": NOW_S + 300, "iat": NOW_S, "nonce": self.nonce, "sub": "1"}
        claims |= {"preferred_username": "gao"} | self.change
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        return httpx2.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _challenge(self, verifier: str) -> str:
        """RFC 7636, 4.2."""
        return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(empty: Engine, fake: Fake) -> Iterator[TestClient[Litestar]]:
    with browsing(console(empty, fake)) as made:
        made.follow_redirects = False
        yield made


def console(engine: Engine, fake: Fake, **settings: Any) -> Litestar:
    with writing(engine) as connection:
        add_account(connection, CHEAP, "Gao", "manager", actor="root", at_us=NOW_US, person_id="gao")
    given = OidcSettings(ISSUER, "watch", "secret", **settings)
    provider = Provider(given, lambda: NOW_US, httpx2.MockTransport(fake))
    return make_app(House(engine, lambda: NOW_US, Settings(hosts=(HOST,)), CHEAP, CHEAP, PLENTY, provider))


def begin(client: TestClient[Litestar], fake: Fake) -> str:
    """The state that the browser is sent with."""
    answer = client.get("/api/v1/oidc/start")
    assert answer.status_code == 302
    sent = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert sent["redirect_uri"] == f"https://{HOST}/api/v1/oidc/callback"
    assert (sent["code_challenge_method"], sent["response_type"], sent["scope"]) == ("S256", "code", "openid profile")
    fake.nonce, fake.challenge = sent["nonce"], sent["code_challenge"]
    return sent["state"]


def test_there_and_back(empty: Engine, client: TestClient[Litestar], fake: Fake) -> None:
    """The account's first password goes, since nobody needs it; the provider's word is enough for a second factor."""
    state = begin(client, fake)
    answer = client.get("/api/v1/oidc/callback", params={"code": "good", "state": state})
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    told = client.get("/api/v1/session").json()
    assert (told["name"], told["missing"]) == ("gao", "")
    assert client.get("/api/v1/orders").status_code == 200
    with empty.connect() as connection:
        assert connection.execute(select(accounts.c.password_hash)).scalar_one() is None
    entries = [(entry.kind, entry.details) for entry in StoredChain(empty).entries()][1:]
    assert entries == [
        ("permission_change", {"change": "password_removed"}),
        ("sign_in", {"method": "oidc", "result": "ok"}),
    ]


def hs256(claims: Claims) -> str:
    """Signed with the provider's public key as if it were a shared secret."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY.as_pem(private=False)), algorithms=["HS256"])


def unsigned(claims: Claims) -> str:
    parts = ({"alg": "none"}, claims)
    head, body = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{body}."


FORGED: list[tuple[str, Claims, Callable[[Claims], str] | None]] = [
    ("another issuer", {"iss": "https://evil.test"}, None),
    ("for another client", {"aud": "other"}, None),
    ("another party", {"azp": "other"}, None),
    ("expired", {"exp": NOW_S - 100}, None),
    ("without end", {"exp": None}, None),
    ("not yet", {"nbf": NOW_S + 100}, None),
    ("another's nonce", {"nonce": "other"}, None),
    ("without nonce", {"nonce": None}, None),
    ("without name", {"preferred_username": None}, None),
    ("a name that is none", {"preferred_username": ["gao"]}, None),
    ("nobody here", {"preferred_username": "mallory"}, None),
    ("another key", {}, lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER)),
    ("the public key as secret", {}, hs256),
    ("no signature", {}, unsigned),
    ("no token", {}, lambda _: "x"),
    ("empty", {}, lambda _: ""),
]


@pytest.mark.parametrize(("change", "sign"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED])
def test_a_token_that_proves_nothing_is_refused(
    client: TestClient[Litestar], fake: Fake, change: Claims, sign: Callable[[Claims], str] | None
) -> None:
    fake.change, fake.sign = change, sign or fake.sign
    state = begin(client, fake)
    answer = client.get("/api/v1/oidc/callback", params={"code": "good", "state": state})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:transferwatch:problem:sign-in-refused")
    assert "set-cookie" not in answer.headers
    assert client.get("/api/v1/session").status_code == 401


def test_only_the_browser_that_began_comes_back(client: TestClient[Litestar], fake: Fake) -> None:
    state = begin(client, fake)
    for params in ({"code": "good", "state": "other"}, {"code": "good"}, {"code": "bad", "state": state}, {}):
        assert client.get("/api/v1/oidc/callback", params=params).status_code == 401
    kept = client.cookies[f"{COOKIE}-oidc"]
    client.cookies.clear()
    assert client.get("/api/v1/oidc/callback", params={"code": "good", "state": state}).status_code == 401
    for cookie in ("x", "", kept[:-4]):
        headers = {"Cookie": f"{COOKIE}-oidc={cookie}"}
        answer = client.get("/api/v1/oidc/callback", params={"code": "good", "state": state}, headers=headers)
        assert answer.status_code == 401


def test_a_disabled_account_stays_outside(empty: Engine, client: TestClient[Litestar], fake: Fake) -> None:
    with writing(empty) as connection:
        disable(connection, "gao", actor="root", at_us=NOW_US)
    answer = client.get("/api/v1/oidc/callback", params={"code": "good", "state": begin(client, fake)})
    assert answer.status_code == 401
    assert list(StoredChain(empty).entries())[-1].details == {"method": "oidc", "result": "refused", "why": "disabled"}


def test_a_second_factor_can_be_demanded(empty: Engine, fake: Fake) -> None:
    with browsing(console(empty, fake, acr=("mfa",))) as client:
        client.follow_redirects = False
        for told, status in ((None, 401), ("pwd", 401), ("mfa", 303)):
            fake.change = {"acr": told}
            state = begin(client, fake)
            answer = client.get("/api/v1/oidc/callback", params={"code": "good", "state": state})
            assert answer.status_code == status


def test_forged_keys_do_not_make_us_ask_without_end(client: TestClient[Litestar], fake: Fake) -> None:
    fake.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "new"}, claims, OTHER)
    for _ in range(5):
        state = begin(client, fake)
        client.get("/api/v1/oidc/callback", params={"code": "good", "state": state})
    assert fake.asked == {"token": 5, "keys": 1}


def test_a_provider_that_calls_itself_otherwise_is_not_believed(client: TestClient[Litestar], fake: Fake) -> None:
    fake.issuer = "https://evil.test"
    assert client.get("/api/v1/oidc/start").status_code == 503


def test_a_provider_is_reached_by_https() -> None:
    with pytest.raises(UsageError, match="https"):
        Provider(OidcSettings("http://id.test", "a", "b"), lambda: NOW_US)


def test_without_a_provider_there_is_nothing(empty: Engine) -> None:
    with browsing(make_app(House(empty, lambda: NOW_US, Settings(hosts=(HOST,)), CHEAP, CHEAP, PLENTY))) as client:
        assert client.get("/api/v1/oidc/start").status_code == 404
        assert client.get("/api/v1/oidc/callback").status_code == 404
