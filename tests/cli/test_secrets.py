"""`transferwatch secrets`, and what commands that take something out of a store, or change it, enter in its trail."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from cli.storing.opening import os_user
from store.accounts.factors import place_of
from store.accounts.managing import add_account
from store.accounts.passwords import Cost, Passwords
from store.audit.chain import StoredChain
from store.audit.entry import Entry
from store.engine import open_engine, reading, writing
from store.migrations.running import upgrade
from store.sealing.opening import vault_of
from store.tables.accounts import accounts
from streams.pack_files import SHIPPED
from tests.cli.running import Shell
from tests.store.audit.chains import START_US

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store as an older version left it: the secret of gao's app as it is."""
    made = f"sqlite:///{tmp_path / 'store.db'}"
    engine = open_engine(made)
    upgrade(engine)
    with writing(engine) as connection:
        add_account(connection, Passwords(Cost(1, 8, 1)), "gao", "auditor", actor="root", at_us=START_US)
        connection.execute(update(accounts).values(totp_secret=SECRET))
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", made)
    monkeypatch.chdir(tmp_path)
    return made


def kept(url: str) -> tuple[str, str]:
    """Gao's account, and the secret as the database has it."""
    with reading(open_engine(url)) as connection:
        row = connection.execute(select(accounts.c.account_id, accounts.c.totp_secret)).one()
    return row.account_id, row.totp_secret


def entries(url: str, kind: str) -> list[Entry]:
    return [entry for entry in StoredChain(open_engine(url)).entries() if entry.kind == kind]


def test_from_an_older_store_to_another_key(shell: Shell, url: str, tmp_path: Path) -> None:
    assert "1 secrets are not encrypted yet" in shell("secrets", "show").out
    upgraded = shell("store", "upgrade")
    assert "1 secrets are encrypted now" in upgraded.out, upgraded.err
    path = tmp_path / "store.db.key"
    account_id, sealed = kept(url)
    assert SECRET not in sealed
    assert shell("store", "upgrade").out.count("encrypted") == 0
    rotated = shell("secrets", "rotate", "--by", "root")
    assert "1 secrets are encrypted under the new key" in rotated.out, rotated.err
    assert vault_of(path).open(kept(url)[1], place_of(account_id)) == SECRET
    shown = shell("secrets", "show").out
    assert ("2 keys" in shown, path.read_text("ascii").split()[0] in shown) == (True, False)
    assert "移除旧密钥 2 个" in shell("secrets", "rotate", "--drop-old", "--lang", "zh").out
    first, second, third = entries(url, "secrets_key")
    assert (first.actor, second.actor, third.actor) == (os_user(), "root", os_user())
    assert second.details["via"] == os_user()
    assert "via" not in first.details, "the actor says it already"
    assert third.details["from_key"] == second.details["to_key"]


def test_a_backup_needs_its_key(shell: Shell, url: str, tmp_path: Path) -> None:
    shell("store", "upgrade")
    key = tmp_path / "store.db.key"
    made = shell("backup", "copy.zip")
    assert (made.code, f"in {key}, which it does not hold" in made.out) == (0, True), made.err
    assert key.read_text("ascii").strip().encode() not in (tmp_path / "copy.zip").read_bytes()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    restored = shell("restore", "copy.zip", "--store", other, "--by", "root")
    assert f"put the key file back as {tmp_path / 'other.db.key'}" in restored.out
    lacking = shell("console", "--store", other)
    assert (lacking.code, "secrets forget" in lacking.err) == (2, True)
    account_id, _ = kept(other)
    (tmp_path / "other.db.key").write_bytes(key.read_bytes())
    (tmp_path / "other.db.key").chmod(0o600)
    assert "1 secrets are encrypted" in shell("secrets", "rotate", "--store", other).out
    assert vault_of(tmp_path / "other.db.key").open(kept(other)[1], place_of(account_id)) == SECRET
    (tmp_path / "other.db.key").unlink()
    forgotten = shell("secrets", "forget", "--store", other, "--by", "root")
    assert f"1 secrets were given up: totp:{account_id}" in forgotten.out
    assert kept(other)[1] is None


def test_what_is_taken_out_and_put_back_is_entered(shell: Shell, url: str, tmp_path: Path) -> None:
    assert shell("store", "export", "v_orders", "--output", "orders.csv", "--by", "gao").code == 0
    assert shell("store", "export", "Lin's secret", "--output", "orders.csv").code == 2
    assert shell("backup", "copy.zip").code == 0
    told = [(entry.actor, entry.details["what"], "sha256" in entry.details) for entry in entries(url, "export")]
    me = os_user()
    assert told == [("gao", "v_orders", False), ("gao", "v_orders", True), (me, "backup", False), (me, "backup", True)]
    assert all(entry.details.get("via", me) == me for entry in entries(url, "export"))
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert shell("restore", "copy.zip", "--store", other, "--by", "root").code == 0
    (entry,) = entries(other, "restore")
    assert (entry.actor, entry.details["via"]) == ("root", me)
    assert StoredChain(open_engine(other)).verify().fault is None


def test_locking_rules_is_a_change_with_a_name(shell: Shell, url: str, tmp_path: Path) -> None:
    company = tmp_path / "mine" / "company.yml"
    company.parent.mkdir()
    company.write_text((SHIPPED / "company.yml").read_text("utf-8"), "utf-8")
    lock = ("rules", "lock", "--rules", tmp_path / "mine", "--store", url, "--by", "ann")
    first = shell(*lock)
    assert (first.code, "entered in the audit trail" in first.out) == (0, True), first.err
    assert "knows these rules already" in shell(*lock).out
    company.write_text(company.read_text("utf-8").replace("Asia/Shanghai", "Europe/Berlin"), "utf-8")
    assert "entered in the audit trail" in shell(*lock).out
    one, two = entries(url, "rule_change")
    assert (one.actor, two.details["from_digest"], two.details["rules"]) == (
        "ann",
        one.details["to_digest"],
        ["company.yml"],
    )
