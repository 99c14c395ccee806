"""Signing in and out, the own password, the own second factor."""

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from litestar import Request, Response, delete, get, post, put
from litestar.params import JSONBody
from msgspec import Meta, Struct

from console.door import CSRF_HEADER, address_of, csrf_of, give_sign_in_back, limit_sign_ins, token_of
from console.handlers.common import ERRORS, house_of
from console.headers import cookie_of
from console.house import House
from console.problems import Problem
from console.viewer import NO_SIGN_IN, Viewer, viewer_of
from store.accounts.factors import begin_second_factor, codes_left, confirm_second_factor
from store.accounts.managing import change_password
from store.accounts.rates import give_back
from store.accounts.sessions import end_session, enter_end, open_session
from store.accounts.signing_in import SignedIn, sign_in
from store.accounts.totp import totp_uri
from store.engine import reading, writing

Short = Annotated[str, Meta(max_length=300)]
_Request = Request[Any, Any, Any]
_HASHES_AT_ONCE = 4
"""Each takes 64 MiB: more at once would let strangers fill the memory by guessing."""


class Credentials(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person types to sign in; `code`: of the app, or a recovery code, where a second factor is set up."""

    name: Short
    password: Short
    code: Short = ""


class NewPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The old password and the new one."""

    password: Short
    new_password: Short
    code: Short = ""


class Proof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password once more, and a code of the second factor that there is."""

    password: Short
    code: Short = ""


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the new second factor."""

    code: Short


class Signed(Struct, frozen=True, kw_only=True):
    """Who is signed in. `missing`: what must be done before anything else; `csrf`: goes with unsafe requests."""

    name: str
    role: str
    person_id: str | None
    missing: str
    csrf: str
    sign_in: bool = True
    recovery_codes_left: int | None = None


class NewFactor(Struct, frozen=True, kw_only=True):
    """The secret of a new second factor, as text and as an app reads it from a QR code."""

    secret: str
    uri: str


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Shown this once."""

    recovery_codes: list[str]
    csrf: str


async def _prove(request: _Request, name: str, password: str, code: str) -> SignedIn:
    """Who this is. Raises Problem: the same one, whatever is wrong."""
    house = house_of(request)
    await to_thread.run_sync(limit_sign_ins, house, address_of(request))
    found = await to_thread.run_sync(
        sign_in, house.engine, house.proofs, name, password, code, house.clock_us(), limiter=_hashing(request)
    )
    if found is None:
        raise Problem("sign-in-refused", 401)
    await to_thread.run_sync(give_sign_in_back, house, address_of(request))
    return found


def _hashing(request: _Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "hashing"):
        state.hashing = CapacityLimiter(_HASHES_AT_ONCE)  # made here: it belongs to the running event loop
    hashing: CapacityLimiter = state.hashing
    return hashing


def opened_session(house: House, signed: SignedIn, before: str) -> tuple[str, Signed]:
    """A new session in place of what the browser had before the sign-in: its token, and who is signed in."""
    with writing(house.engine) as connection:
        end_session(connection, before)
        _, token = open_session(connection, signed.account.account_id, signed.method, house.clock_us())
        return token, _signed(viewer_of(signed.account, csrf=csrf_of(token), second_factor=signed.method != "password"))


def _signed(viewer: Viewer, left: int | None = None) -> Signed:
    return Signed(
        name=viewer.name,
        role=viewer.role,
        person_id=viewer.person_id,
        missing=viewer.missing,
        csrf=viewer.csrf,
        sign_in=viewer.account_id != NO_SIGN_IN,
        recovery_codes_left=left,
    )


@post("/session", tags=["session"], status_code=200, responses=ERRORS)
async def sign_in_here(request: _Request, data: JSONBody[Credentials]) -> Response[Signed]:
    """Sign in with name, password and code at once; every refusal is one and the same."""
    house = house_of(request)
    if not house.settings.sign_in:
        raise Problem("not-allowed", 403, "this console was started without sign-in")
    signed = await _prove(request, data.name, data.password, data.code)
    token, body = await to_thread.run_sync(opened_session, house, signed, token_of(request))
    return Response(body, status_code=200, headers={"Set-Cookie": cookie_of(token)})


@get("/session", tags=["session"], responses=ERRORS, sync_to_thread=True)
def who_is_signed_in(request: _Request) -> Signed:
    """Who is signed in, and the token that unsafe requests carry in `X-CSRF-Token`."""
    viewer: Viewer = request.user
    if viewer.account_id == NO_SIGN_IN:
        return _signed(viewer)
    with reading(house_of(request).engine) as connection:
        return _signed(viewer, codes_left(connection, viewer.account_id))


@delete("/session", tags=["session"], responses=ERRORS, sync_to_thread=True)
def sign_out(request: _Request) -> None:
    """Sign out. An entry of the trail."""
    house, viewer = house_of(request), request.user
    with writing(house.engine) as connection:
        end_session(connection, token_of(request))
        if viewer.account_id != NO_SIGN_IN:
            enter_end(connection, viewer.account_id, viewer.account_id, "signed_out", house.clock_us())
    request.scope["auth"] = ""  # the answer takes the cookie away


@put("/session/password", tags=["session"], responses=ERRORS)
async def set_password(request: _Request, data: JSONBody[NewPassword]) -> Response[Signed]:
    """Replace the own password by showing the old one. All sessions end; this answer opens a new one."""
    house, viewer = house_of(request), _person(request)
    signed = await _prove(request, viewer.name, data.password, data.code)
    again = await to_thread.run_sync(_change_password, house, signed, data.new_password, limiter=_hashing(request))
    token, body = await to_thread.run_sync(opened_session, house, again, "")
    return Response(body, headers={"Set-Cookie": cookie_of(token)})


def _change_password(house: House, signed: SignedIn, new: str) -> SignedIn:
    with writing(house.engine) as connection:
        change_password(connection, house.passwords, signed.account.name, new, at_us=house.clock_us())
    return signed._replace(account=signed.account._replace(must_change_password=False))


@post("/session/second-factor", tags=["session"], status_code=200, responses=ERRORS)
async def new_second_factor(request: _Request, data: JSONBody[Proof]) -> NewFactor:
    """The secret of a new second factor; it counts once a code of it was sent (PUT)."""
    house, viewer = house_of(request), _person(request)
    signed = await _prove(request, viewer.name, data.password, data.code)

    def begin() -> str:
        with writing(house.engine) as connection:
            return begin_second_factor(connection, house.vault, signed.account.account_id)

    secret = await to_thread.run_sync(begin)
    return NewFactor(secret=secret, uri=totp_uri(secret, signed.account.name))


@put("/session/second-factor", tags=["session"], responses=ERRORS, sync_to_thread=True)
def confirm_factor(request: _Request, data: JSONBody[Code]) -> Response[RecoveryCodes]:
    """Take the new second factor by a code of it. All sessions end; this answer opens a new one."""
    house, viewer = house_of(request), _person(request)
    limit_sign_ins(house, address_of(request))
    with writing(house.engine) as connection:
        codes = confirm_second_factor(connection, house.vault, viewer.account_id, data.code, house.clock_us())
        _, token = open_session(connection, viewer.account_id, "totp", house.clock_us())
        give_back(connection, address_of(request), house.sign_in_pace)
    body = RecoveryCodes(recovery_codes=codes, csrf=csrf_of(token))
    return Response(body, headers={"Set-Cookie": cookie_of(token), CSRF_HEADER: csrf_of(token)})


def _person(request: _Request) -> Viewer:
    viewer: Viewer = request.user
    if viewer.account_id == NO_SIGN_IN:
        raise Problem("not-allowed", 403, "this console was started without sign-in")
    return viewer
