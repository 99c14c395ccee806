"""Sign-in at a provider: OpenID Connect's authorization code flow with PKCE (RFC 7636), and what an id token must say.

The provider only says who somebody is. What they may do stands with their account here, which an administrator made.
"""

import hmac
import secrets
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

import httpx2
import msgspec
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from detector.errors import TransferwatchError, UsageError
from detector.instant import SECOND_US

_ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512"]
"""Signatures by a key that only the provider has: never `none`, never a secret that both sides know."""

_LEEWAY_S = 60
_KEYS_EVERY_US = 60 * SECOND_US
_PATIENCE_S = 10.0


class OidcSettings(NamedTuple):
    """`issuer`: URL of the provider. `claim`: has the account's name; users must not be able to change it there.

    `acr`: values of the claim `acr` of which one is demanded, such as that of a second factor; empty: any.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str = "preferred_username"
    acr: tuple[str, ...] = ()


class Attempt(msgspec.Struct, frozen=True, array_like=True):
    """What the browser keeps from the beginning of a sign-in to its end."""

    state: str
    nonce: str
    verifier: str


class Refused(TransferwatchError):
    """The provider's answer does not prove who somebody is. The reason is for the log."""


class Provider:
    """A provider, asked for its addresses and keys when they are first needed."""

    def __init__(
        self, settings: OidcSettings, clock_us: Callable[[], int], transport: httpx2.BaseTransport | None = None
    ) -> None:
        """`transport`: tests hand in a provider of their own. Raises UsageError: no https beyond this machine."""
        url = httpx2.URL(settings.issuer)
        if url.scheme != "https" and url.host not in ("localhost", "127.0.0.1"):
            message = f"the issuer {settings.issuer!r} is not reached by https; a provider must be"
            raise UsageError(message)
        self._settings, self._clock_us, self._transport = settings, clock_us, transport
        self._lock = Lock()
        self._metadata: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._keys_at_us = 0

    def begin(self, redirect_uri: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what it keeps meanwhile. Raises Refused where the provider does not answer."""
        attempt = Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self._found()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
                **({"acr_values": " ".join(self._settings.acr)} if self._settings.acr else {}),
            )
        return str(url), attempt

    def end(self, redirect_uri: str, attempt: Attempt, code: str, state: str) -> str:
        """The account's name that the provider vouches for. Raises Refused."""
        if not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise Refused("the state is another one")
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    self._found()["token_endpoint"],
                    code=code,
                    code_verifier=attempt.verifier,
                    grant_type="authorization_code",
                )
        except (OAuthError, httpx2.HTTPError, ValueError) as error:
            message = f"the provider did not take the code: {type(error).__name__}"
            raise Refused(message) from None
        return self._name(self._claims(str(token.get("id_token", ""))), attempt)

    def _claims(self, id_token: str) -> dict[str, Any]:
        """The claims of a token that the provider signed. An unknown key may be a new one: ask for them again."""
        for fresh in (False, True):
            try:
                return dict(jwt.decode(id_token, self._key_set(fresh=fresh), algorithms=_ALGORITHMS).claims)
            except (JoseError, ValueError) as error:
                wrong = type(error).__name__
        message = f"the id token is not the provider's: {wrong}"
        raise Refused(message)

    def _name(self, claims: dict[str, Any], attempt: Attempt) -> str:
        settings, now_s = self._settings, self._clock_us() // SECOND_US
        audience = claims.get("aud")
        several = audience if isinstance(audience, list) else [audience]
        until, since = claims.get("exp"), claims.get("nbf", 0)
        checks = {
            "iss": claims.get("iss") == self._found()["issuer"],
            "aud": settings.client_id in several,
            "azp": claims.get("azp", settings.client_id) == settings.client_id,
            "exp": isinstance(until, int | float) and now_s < until + _LEEWAY_S,
            "nbf": isinstance(since, int | float) and now_s > since - _LEEWAY_S,
            "nonce": hmac.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()),
            "acr": not settings.acr or claims.get("acr") in settings.acr,
            "email_verified": settings.claim != "email" or claims.get("email_verified") is True,
            settings.claim: isinstance(claims.get(settings.claim), str),
        }
        wrong = sorted(name for name, good in checks.items() if not good)
        if wrong:
            message = f"the id token's {', '.join(wrong)} is not as it must be"
            raise Refused(message)
        return str(claims[settings.claim])

    def _client(self, redirect_uri: str) -> OAuth2Client:
        settings = self._settings
        return OAuth2Client(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scope="openid profile email" if settings.claim == "email" else "openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=_PATIENCE_S,
        )

    def _found(self) -> dict[str, Any]:
        with self._lock:
            if self._metadata is None:
                found = self._get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self._settings.issuer:
                    message = "the provider calls itself by another name than the issuer's"
                    raise Refused(message)
                self._metadata = found
            return self._metadata

    def _key_set(self, *, fresh: bool) -> KeySet:
        address, now_us = self._found()["jwks_uri"], self._clock_us()
        with self._lock:
            if self._keys is None or (fresh and now_us - self._keys_at_us >= _KEYS_EVERY_US):
                self._keys, self._keys_at_us = KeySet.import_key_set(self._get(address)), now_us  # type: ignore[arg-type]
            return self._keys

    def _get(self, address: str) -> dict[str, Any]:
        try:
            with httpx2.Client(transport=self._transport, timeout=_PATIENCE_S) as client:
                found = client.get(address).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            message = f"the provider does not answer at {address}: {type(error).__name__}"
            raise Refused(message) from None
        if not isinstance(found, dict):
            message = "the provider's answer is no JSON object"
            raise Refused(message)
        return found
