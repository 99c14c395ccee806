"""Who works on a case."""

from typing import NamedTuple

from detector.errors import CaseError
from store.accounts.account import Account


class Worker(NamedTuple):
    """Who works on a case: the account, and the person that the people stream knows them as."""

    account_id: str
    person_id: str | None

    @property
    def decided_by(self) -> str:
        """Who a decision is by: the person, else the account (an auditor need not be in the people stream)."""
        return self.person_id or self.account_id


def worker_of(account: Account) -> Worker:
    """Whoever holds an account. Raises CaseError where it is disabled."""
    if account.disabled_at is not None:
        message = f"account {account.name!r} is disabled; a case is worked on by an account in service"
        raise CaseError(message)
    return Worker(account.account_id, account.person_id)
