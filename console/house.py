"""What the console works with: the store, clocks, passwords, settings. Handed in by whoever starts it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection, Engine

from console.limits import Limiter, Rate, pace_of
from console.oidc import Provider
from console.webhooks.addresses import Network
from console.webhooks.deliverer import Deliverer
from detector.errors import TransferwatchError, VaultError
from detector.pack import Calendar
from store.accounts.passwords import FOR_KEYS, Passwords
from store.accounts.session_rules import SessionRules
from store.accounts.signing_in import Proofs
from store.audit.decisive import decisive
from store.audit.keeper import Keeper
from store.sealing.vault import Vault

_LOG = structlog.get_logger("transferwatch.console")

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
        vault: Vault | None = None,
        keeper: Keeper | None = None,
        keys: Sequence[bytes] = (),
        webhook_networks: Sequence[Network] = (),
        deliverer: Deliverer | None = None,
    ) -> None:
        """`passwords`, `key_passwords`: tests take cheaper ones; `rates`: of accounts, addresses and sign-ins.

        `provider`: where people may sign in beside here. `vault`: has the secrets of second factors and webhooks;
        without it nobody can use or register one. `keeper`: anchors the audit trail; None: another process does.
        `keys`: sign links; the first does, the others still work. `webhook_networks`: where webhooks may lead beside
        public addresses; `deliverer`: brings their events; None: another process does.
        """
        self.engine = engine
        self.provider = provider
        self.keys = keys
        self.webhook_networks = webhook_networks
        self.deliverer = deliverer
        self.clock_us = clock_us
        self.settings = settings
        self.passwords = passwords or Passwords()
        self.key_passwords = key_passwords or Passwords(FOR_KEYS)
        self.vault = vault or Vault(_no_keys)
        self.keeper = keeper
        for_accounts, for_addresses, for_sign_ins = rates
        self.accounts, self.addresses = Limiter(for_accounts), Limiter(for_addresses)
        self.sign_in_pace = pace_of(for_sign_ins)

    @property
    def proofs(self) -> Proofs:
        """By what sign-ins are proved."""
        return Proofs(self.passwords, self.vault)

    @contextmanager
    def deciding(self) -> Iterator[Connection]:
        """A transaction in which somebody decides: the head of the audit chain is anchored as soon as it stands."""
        with decisive(self.engine, self.keeper, _tell_unanchored) as connection:
            yield connection


def _tell_unanchored(error: TransferwatchError) -> None:
    _LOG.error("audit_not_anchored", error=str(error))


def _no_keys() -> Sequence[bytes]:
    message = "this console was started without a key file: second factors and webhooks cannot be used"
    raise VaultError(message)
