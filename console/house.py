"""What the console works with: the store, clocks, passwords, settings. Handed in by whoever starts it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from console.limits import Limiter, Rate
from console.oidc import Provider
from console.webhooks.addresses import Network
from detector.pack import Calendar
from store.accounts.passwords import FOR_KEYS, Passwords
from store.accounts.session_rules import SessionRules
from store.engine import writing
from store.webhooks.sealing import KeySealer, Sealer

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
FOR_ACCOUNTS = Rate(per_minute=600, burst=200)
FOR_ADDRESSES = Rate(per_minute=1200, burst=400)
FOR_SIGN_INS = Rate(per_minute=10, burst=10)


class Settings(NamedTuple):
    """How the console is run.

    `hosts`: names, without ports, by which it may be asked for; empty: any. `sign_in`: False lets everybody in as an
    auditor, for a machine's own user alone. `rules`: the rules as documents, for `/api/v1/rules`.
    `calendar`: the company's, by which figures know their periods.
    """

    hosts: tuple[str, ...] = LOOPBACK
    sign_in: bool = True
    session_rules: SessionRules = SessionRules()
    rules: tuple[Mapping[str, Any], ...] = ()
    calendar: Calendar = Calendar("UTC", 1)


class House:
    """The parts that all requests share."""

    def __init__(
        self,
        engine: Engine,
        clock_us: Callable[[], int],
        settings: Settings,
        passwords: Passwords | None = None,
        key_passwords: Passwords | None = None,
        rates: tuple[Rate, Rate, Rate] = (FOR_ACCOUNTS, FOR_ADDRESSES, FOR_SIGN_INS),
        provider: Provider | None = None,
        keys: Sequence[bytes] = (),
        anchor: Callable[[], None] = lambda: None,
        webhook_networks: Sequence[Network] = (),
    ) -> None:
        """`passwords`, `key_passwords`: tests take cheaper ones; `rates`: of accounts, addresses and sign-ins.

        `provider`: where people may sign in beside here. `keys`: sign links and seal webhooks' secrets; the first does,
        the others still work. `anchor`: anchors the audit trail's head, and reports by itself what goes wrong.
        `webhook_networks`: where webhooks may lead beside public addresses.
        """
        self.engine = engine
        self.provider = provider
        self.keys = keys
        self.sealer: Sealer = KeySealer(keys)
        self.webhook_networks = webhook_networks
        self._anchor = anchor
        self.clock_us = clock_us
        self.settings = settings
        self.passwords = passwords or Passwords()
        self.key_passwords = key_passwords or Passwords(FOR_KEYS)
        self.accounts, self.addresses, self.sign_ins = map(Limiter, rates)

    @contextmanager
    def deciding(self) -> Iterator[Connection]:
        """A transaction of weight; its audit entries are anchored right after it is committed."""
        with writing(self.engine) as connection:
            yield connection
        self._anchor()
