"""Where the console listens, by which names it answers, and where else people may sign in."""

import os
from typing import NamedTuple

from console.house import LOOPBACK
from console.oidc import OidcSettings
from detector.errors import UsageError

SECRET_VARIABLE = "TRANSFERWATCH_OIDC_SECRET"
DEMO = "demo-"
"""How the namespaces of demos begin: only their consoles may go without sign-in."""

_LOOPBACK_ADDRESSES = frozenset({"127.0.0.1", "::1", "localhost"})


class Listening(NamedTuple):
    """As given on the command line. `proxy`: whose word is taken for where a request comes from."""

    host: str
    port: int
    names: tuple[str, ...]
    proxy: str | None
    sign_in: bool

    @property
    def address(self) -> str:
        """As a person may type it."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def hosts_of(listening: Listening, namespace: str = "") -> tuple[str, ...]:
    """By which names the console answers.

    Raises UsageError: beyond this machine without sign-in or a name; without sign-in in a namespace that is no demo's.

    >>> hosts_of(Listening("0.0.0.0", 1, ("Watch.example",), None, sign_in=True))[0]
    'watch.example'
    """
    if not listening.sign_in and not namespace.startswith(DEMO):
        message = (
            f"--no-sign-in is for demos: `transferwatch demo --no-sign-in`; expected a namespace {DEMO}…, "
            f"not {namespace!r}. Where people's data is, make accounts: `transferwatch accounts add`"
        )
        raise UsageError(message)
    here = listening.host in _LOOPBACK_ADDRESSES
    if not listening.sign_in and (not here or listening.names or listening.proxy is not None):
        message = (
            "--no-sign-in goes with this machine alone; expected --host 127.0.0.1, without --name and --trusted-proxy"
        )
        raise UsageError(message)
    if not here and not listening.names:
        message = f"on {listening.host!r} others ask for the console; say by which name: --name watch.example.com"
        raise UsageError(message)
    return (*(name.lower() for name in listening.names), *LOOPBACK)


def provider_of(issuer: str | None, client: str, claim: str, acr: list[str]) -> OidcSettings | None:
    """The provider; None where none is named. Raises UsageError where its client or secret is missing."""
    if issuer is None:
        return None
    secret = os.environ.get(SECRET_VARIABLE, "")
    if not client or not secret:
        message = f"--oidc-issuer needs --oidc-client, and the client's secret in the variable {SECRET_VARIABLE}"
        raise UsageError(message)
    return OidcSettings(issuer, client, secret, claim, tuple(acr))
