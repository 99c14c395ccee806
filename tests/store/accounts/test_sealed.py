"""Second factors are encrypted at rest, on SQLite and PostgreSQL: old rows, another key, a lost one."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from detector.errors import VaultError
from store.accounts.signing_in import Proofs, sign_in
from store.accounts.totp import hotp, totp_step
from store.audit.chain import StoredChain
from store.audit.entry import Entry
from store.engine import reading, writing
from store.sealing.key_file import read_keys
from store.sealing.opening import forget, open_vault, rotate, vault_of
from store.sealing.vault import Vault, key_id_of
from store.tables.accounts import accounts
from tests.store.accounts.desk import CHEAP, MINUTE, VAULT, Desk
from tests.store.audit.chains import START_US

LATER = START_US + 10 * MINUTE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.key"


def kept(desk: Desk) -> str:
    with reading(desk.engine) as connection:
        return str(connection.execute(select(accounts.c.totp_secret)).scalar_one())


def of_an_older_version(desk: Desk) -> str:
    """The secret of gao's app as an older version kept it: as it is."""
    secret, _ = desk.second_factor()
    with writing(desk.engine) as connection:
        connection.execute(update(accounts).values(totp_secret=secret))
    return secret


def signs_in(desk: Desk, vault: Vault, secret: str, at: int = LATER) -> bool:
    code = hotp(secret, totp_step(at))
    return sign_in(desk.engine, Proofs(CHEAP, vault), "gao", desk.password, code, at) is not None


def changes(desk: Desk) -> list[Entry]:
    return [entry for entry in StoredChain(desk.engine).entries() if entry.kind == "secrets_key"]


def test_the_database_does_not_hold_the_secret(desk: Desk) -> None:
    secret, _ = desk.second_factor()
    assert secret not in kept(desk)
    with reading(desk.engine) as connection:
        account_id = connection.execute(select(accounts.c.account_id)).scalar_one()
    assert VAULT.open(kept(desk), f"totp:{account_id}") == secret


def test_what_an_older_version_kept_is_sealed_and_works(desk: Desk, path: Path) -> None:
    secret = of_an_older_version(desk)
    vault = open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    assert secret not in kept(desk)
    assert signs_in(desk, vault, secret)
    (entry,) = changes(desk)
    assert entry.details == {"from_key": "none", "to_key": vault.key_id(), "sealed": 1}
    open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    assert len(changes(desk)) == 1, "the second time there is nothing to do"


def test_another_key_needs_no_restart(desk: Desk, path: Path) -> None:
    secret = of_an_older_version(desk)
    running = open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    first, before = running.key_id(), kept(desk)
    key, count, dropped = rotate(desk.engine, path, actor="gao", at_us=LATER)
    assert (count, dropped, key != first) == (1, [], True)
    assert kept(desk) != before
    assert signs_in(desk, running, secret)
    assert [key_id_of(each) for each in read_keys(path)] == [key, first]
    newest, count, dropped = rotate(desk.engine, path, actor="gao", at_us=LATER, drop_old=True)
    assert (count, dropped) == (1, [key, first])
    assert signs_in(desk, running, secret, LATER + MINUTE)
    assert [entry.details["to_key"] for entry in changes(desk)] == [first, key, newest]


def test_a_rotation_that_cannot_open_everything_changes_nothing(desk: Desk, path: Path) -> None:
    of_an_older_version(desk)
    open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    with writing(desk.engine) as connection:
        connection.execute(update(accounts).values(totp_pending=Vault(lambda: [b"x" * 32]).seal("A", "totp:a-1")))
    before = kept(desk)
    with pytest.raises(VaultError, match="which the key file does not hold"):
        rotate(desk.engine, path, actor="gao", at_us=LATER)
    assert kept(desk) == before
    open_vault(desk.engine, path, actor="os:root", at_us=LATER)


def test_a_lost_key_is_told_and_can_be_given_up(desk: Desk, path: Path) -> None:
    secret = of_an_older_version(desk)
    vault = open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    lost = vault.key_id()
    path.unlink()
    with pytest.raises(VaultError, match=f"lacks key {lost}.*secrets forget"):
        open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    assert not path.exists(), "no new key takes the place of the lost one unasked"
    assert not signs_in(desk, vault_of(path), secret)
    assert desk.whys()[-1] == "second_factor_unreadable"

    (place,) = forget(desk.engine, path, actor="root", at_us=LATER)
    assert changes(desk)[-1].details["forgotten"] == [place]
    vault = open_vault(desk.engine, path, actor="os:root", at_us=LATER)
    found = sign_in(desk.engine, Proofs(CHEAP, vault), "gao", desk.password, "", LATER)
    assert found is not None
    assert found.account.needs_second_factor, "nothing else may be done before there is a new one"


def test_recovery_codes_work_without_the_key(desk: Desk) -> None:
    _, codes = desk.second_factor()
    gone = Proofs(CHEAP, Vault(lambda: [b"other" * 6 + b"xx"]))
    found = sign_in(desk.engine, gone, "gao", desk.password, codes[0], LATER)
    assert found is not None
    assert found.method == "recovery"
