"""The vault of a store: its key file is made at the first use, and the store knows by which key it goes."""

from pathlib import Path

from sqlalchemy import Connection, Engine

from detector.errors import VaultError
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.engine import reading, told, writing
from store.recording.feed import read_facts, write_facts
from store.sealing.key_file import add_key, keep_keys, make_key_file, read_keys
from store.sealing.sealed import count_by_key, lost, reseal, seal_plain
from store.sealing.vault import Vault, key_id_of

_FACT = "secrets_key"
NO_KEY = "none"
"""What a first key comes after, in the audit trail."""


def vault_of(path: Path) -> Vault:
    """The vault of a key file, which is read each time."""
    return Vault(lambda: read_keys(path))


def key_of(engine: Engine) -> str | None:
    """The id of the key by which a store goes; None where it has none yet."""
    with reading(engine) as connection:
        return read_facts(connection).get(_FACT)


def open_vault(engine: Engine, path: Path, *, actor: str, at_us: int) -> Vault:
    """The vault of a store that is set up; what an older version kept without encryption is sealed.

    Raises VaultError where the store's secrets go by a key that is not in the file: a new one would open nothing.
    """
    with reading(engine) as connection:
        known = read_facts(connection).get(_FACT)
        plain = count_by_key(connection)["plain"]
    if known is None:
        make_key_file(path)
    _need(engine, path, known)
    vault = vault_of(path)
    if known is not None and not plain:
        return vault
    with writing(engine) as connection:
        known = read_facts(connection).get(_FACT)  # another process may have been faster, with a file of its own
        _need(engine, path, known)
        sealed = seal_plain(connection, vault)
        if known is None:
            _go_by(connection, NO_KEY, vault.key_id(), sealed, actor, at_us)
    return vault


def vault_at_hand(engine: Engine, path: Path) -> Vault:
    """The vault of a store for whoever only opens what is sealed; nothing is made or changed.

    Raises VaultError where the store's secrets go by a key that is not in the file.
    """
    _need(engine, path, key_of(engine))
    return vault_of(path)


def _need(engine: Engine, path: Path, known: str | None) -> None:
    if known is None:
        return
    keys = [key_id_of(key) for key in read_keys(path)] if path.exists() else []
    if known not in keys:
        message = (
            f"{path}: lacks key {known}, by which the secrets in {told(engine)} are encrypted; put that file back "
            "(setting secrets_key_file), or give them up with `transferwatch secrets forget`"
        )
        raise VaultError(message)


def rotate(engine: Engine, path: Path, *, actor: str, at_us: int, drop_old: bool = False) -> tuple[str, int, list[str]]:
    """Another key for all secrets: its id, how many were sealed anew, and the ids of the keys that were dropped.

    The new key stands in the file before anything is sealed with it; a rotation that was broken off is simply done
    again. The old key stays in the file, so that backups can still be used, unless `drop_old`.
    """
    vault = open_vault(engine, path, actor=actor, at_us=at_us)
    before = vault.key_id()
    add_key(path)
    with writing(engine) as connection:
        count = reseal(connection, vault)
        _go_by(connection, before, vault.key_id(), count, actor, at_us)
    dropped = keep_keys(path, [vault.key_id()]) if drop_old else []
    return vault.key_id(), count, dropped


def forget(engine: Engine, path: Path, *, actor: str, at_us: int) -> list[str]:
    """Give up the secrets whose key is gone, and go by the key that there is; where they belonged.

    An account that loses its second factor that way must set up a new one, a webhook needs a new key; all of it is one
    entry of the trail.
    """
    make_key_file(path)
    vault = vault_of(path)
    with writing(engine) as connection:
        before = read_facts(connection).get(_FACT, NO_KEY)
        gone = lost(connection, vault)
        for found in gone:
            found.give_up(connection)
        places = sorted({found.place for found in gone})
        if before != vault.key_id() or places:
            _go_by(connection, before, vault.key_id(), 0, actor, at_us, forgotten=places)
    return places


def _go_by(
    connection: Connection, before: str, after: str, sealed: int, actor: str, at_us: int, **details: Detail
) -> None:
    """Note by which key the store goes, and enter it."""
    write_facts(connection, {_FACT: after})
    told_details: dict[str, Detail] = {"from_key": before, "to_key": after, "sealed": sealed, **details}
    append(connection, Happened(kind="secrets_key", actor=actor, subject="store", details=told_details), at_us)
