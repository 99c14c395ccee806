"""Which columns hold sealed secrets, and what is done to all of them: sealing old ones, another key, giving up."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select, update

from detector.errors import VaultError
from store.sealing.vault import Vault, sealing_key
from store.tables.accounts import accounts
from store.tables.webhooks import webhooks


class Sealed(NamedTuple):
    """A column of sealed secrets; `purpose` and the row's id say where a secret belongs.

    `none`: what stands there where there is no secret, or where it was given up.
    """

    table: Table
    id_column: str
    secret_column: str
    purpose: str
    none: str | None = None


SEALED: tuple[Sealed, ...] = (
    Sealed(accounts, "account_id", "totp_secret", "totp"),
    Sealed(accounts, "account_id", "totp_pending", "totp"),
    Sealed(webhooks, "webhook_id", "secret", "webhook", none=""),
    Sealed(webhooks, "webhook_id", "previous_secret", "webhook"),
)
"""Whoever adds a column of secrets adds it here: rotation, counting and giving up go through this list."""


class Found(NamedTuple):
    """A secret as it is kept."""

    column: Sealed
    row_id: str
    kept: str

    @property
    def place(self) -> str:
        """Where it belongs."""
        return f"{self.column.purpose}:{self.row_id}"

    def give_up(self, connection: Connection) -> None:
        """Take it away."""
        self.write(connection, self.column.none)

    def write(self, connection: Connection, value: str | None) -> None:
        """Put another value in its place."""
        table, column = self.column.table, self.column.secret_column
        mine = table.c[self.column.id_column] == self.row_id
        connection.execute(update(table).where(mine).values({column: value}))


def all_sealed(connection: Connection, *, lock: bool = False) -> Iterator[Found]:
    """Every secret that is kept, sealed or not; `lock`: nobody changes them until the transaction ends."""
    for column in SEALED:
        table = column.table
        secret = table.c[column.secret_column]
        query: Any = select(table.c[column.id_column], secret).where(secret.is_not(None), secret != "")
        query = query.order_by(table.c[column.id_column])
        for row_id, kept in connection.execute(query.with_for_update() if lock else query).all():
            yield Found(column, row_id, kept)


def count_by_key(connection: Connection) -> Counter[str]:
    """How many secrets each key has sealed; `plain`: not encrypted."""
    return Counter(sealing_key(found.kept) or "plain" for found in all_sealed(connection))


def reseal(connection: Connection, vault: Vault) -> int:
    """Seal everything under the key that seals now, also what was never encrypted; how many were written anew.

    Raises VaultError where one cannot be opened: nothing may be lost by a rotation.
    """
    written, now = 0, vault.key_id()
    for found in all_sealed(connection, lock=True):
        name = sealing_key(found.kept)
        if name == now:
            continue
        secret = found.kept if name is None else vault.open(found.kept, found.place)
        found.write(connection, vault.seal(secret, found.place))
        written += 1
    return written


def seal_plain(connection: Connection, vault: Vault) -> int:
    """Seal what an older version kept as it was; how many."""
    plain = [found for found in all_sealed(connection, lock=True) if sealing_key(found.kept) is None]
    for found in plain:
        found.write(connection, vault.seal(found.kept, found.place))
    return len(plain)


def lost(connection: Connection, vault: Vault) -> list[Found]:
    """The secrets that no key at hand opens."""
    gone = []
    for found in all_sealed(connection, lock=True):
        if sealing_key(found.kept) is None:
            continue
        try:
            vault.open(found.kept, found.place)
        except VaultError:
            gone.append(found)
    return gone
