"""`transferwatch accounts`: what it prints, what it changes, and that all of it is in the audit trail."""

import re
from pathlib import Path

import pytest

from store.accounts.passwords import Passwords
from store.accounts.signing_in import Proofs, sign_in
from store.audit.chain import StoredChain
from store.audit.places import read_anchors
from store.engine import open_engine
from store.migrations.running import upgrade
from store.sealing.vault import Vault
from tests.cli.running import Ran, Shell

NOW_US = 1_780_000_000_000_000
PROOFS = Proofs(Passwords(), Vault(list))


@pytest.fixture
def accounts(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(open_engine(url))
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", url)
    monkeypatch.setenv("TRANSFERWATCH_AUDIT_ANCHORS", str(tmp_path / "anchors.ndjson"))
    return shell


def shown(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out.split()[-1]


def test_an_account_from_its_first_day_to_its_last(accounts: Shell, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    password = shown(accounts("accounts", "add", "Gao", "--role", "manager", "--person", "gao", "--by", "root"))
    assert sign_in(engine, PROOFS, "gao", password, "", NOW_US) is not None
    listed = accounts("accounts", "list").out
    assert re.search(r"gao +manager +gao +required, missing +2026-05-28 20:26Z +active", listed)
    assert "须设而未设" in accounts("accounts", "list", "--lang", "zh").out

    new = shown(accounts("accounts", "reset", "gao", "--by", "root", "--second-factor"))
    assert sign_in(engine, PROOFS, "gao", password, "", NOW_US) is None
    assert sign_in(engine, PROOFS, "gao", new, "", NOW_US) is not None

    assert "审计" in accounts("accounts", "role", "gao", "--role", "auditor", "--by", "root", "--lang", "zh").out
    key = shown(accounts("accounts", "key", "gao", "--by", "root", "--scope", "export", "--label", "nightly"))
    listed = accounts("accounts", "keys").out
    assert re.search(r"gao +nightly +export .* never +active", listed)
    assert key.rsplit("_", 1)[1] not in listed
    assert accounts("accounts", "revoke", key.split("_")[1], "--by", "root").code == 0
    assert "revoked" in accounts("accounts", "keys").out
    assert accounts("accounts", "disable", "gao", "--by", "root").code == 0
    assert "disabled" in accounts("accounts", "list").out
    assert accounts("accounts", "enable", "gao", "--by", "root").code == 0

    chain = StoredChain(engine)
    changes = [entry.details["change"] for entry in chain.entries() if entry.kind == "permission_change"]
    assert changes == [
        "created", "password_and_second_factor_reset", "role", "key_created", "key_revoked", "disabled", "enabled",
    ]  # fmt: skip
    anchors = read_anchors(tmp_path / "anchors.ndjson")
    assert len(anchors) == len(changes)
    verdict = chain.verify(anchors)
    assert (verdict.fault, verdict.unanchored) == (None, 0)
    assert new not in (tmp_path / "store.db").read_bytes().decode("latin-1")


def test_what_cannot_be_done_ends_with_2(accounts: Shell) -> None:
    for arguments, told in (
        (("add", "li", "--role", "king", "--by", "root"), "is no role"),
        (("disable", "nobody", "--by", "root"), "there is no account"),
        (("revoke", "0", "--by", "root"), "there is no key"),
    ):
        ran = accounts("accounts", *arguments)
        assert (ran.code, told in ran.err, ran.out) == (2, True, "")
