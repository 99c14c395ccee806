"""A store with one account, for the tests of accounts."""

from sqlalchemy import Engine

from detector.instant import SECOND_US
from store.accounts.factors import begin_second_factor, confirm_second_factor
from store.accounts.managing import add_account
from store.accounts.passwords import Cost, Passwords
from store.accounts.sessions import open_session
from store.accounts.signing_in import Proofs, sign_in
from store.accounts.totp import hotp, totp_step
from store.audit.chain import StoredChain
from store.engine import writing
from store.sealing.vault import Vault
from tests.store.audit.chains import START_US

CHEAP = Passwords(Cost(1, 8, 1))
VAULT = Vault(lambda: [b"k" * 32])
PROOFS = Proofs(CHEAP, VAULT)
MINUTE = 60 * SECOND_US


class Desk:
    """A store with one account, and signing in to it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as connection:
            self.account, self.password = add_account(
                connection, CHEAP, "Gao", "manager", actor="root", at_us=START_US, person_id="gao"
            )

    def sign_in(self, password: str | None = None, code: str = "", at: int = START_US, name: str = "gao") -> str | None:
        found = sign_in(self.engine, PROOFS, name, self.password if password is None else password, code, at)
        return found.method if found else None

    def second_factor(self, at: int = START_US) -> tuple[str, list[str]]:
        with writing(self.engine) as connection:
            secret = begin_second_factor(connection, VAULT, self.account.account_id)
            code = hotp(secret, totp_step(at))
            codes = confirm_second_factor(connection, VAULT, self.account.account_id, code, at)
        return secret, codes

    def whys(self) -> list[str]:
        """What the audit trail says of each sign-in."""
        entries = [entry for entry in StoredChain(self.engine).entries() if entry.kind == "sign_in"]
        return [str(entry.details.get("why", entry.details["result"])) for entry in entries]

    def changes(self) -> list[str]:
        entries = StoredChain(self.engine).entries()
        return [str(entry.details["change"]) for entry in entries if entry.kind == "permission_change"]

    def session(self, at: int = START_US) -> str:
        with writing(self.engine) as connection:
            return open_session(connection, self.account.account_id, "totp", at)[1]
