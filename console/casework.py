"""Who may work on which case: what their role may do, within the rows that it sees."""

from collections.abc import Collection

from console.nearness import Organisation, nearness
from console.permissions import Action, may, visible_fields
from detector.errors import CaseError
from store.accounts.account import Account


def need_right(
    account: Account, action: Action, case_id: str, people: Collection[str], organisation: Organisation
) -> None:
    """See that an account may do something with a case of these people. Raises CaseError.

    A case that the account does not see is told to be none, so that nobody learns which there are.
    """
    near = nearness(account.person_id, people, organisation)
    if visible_fields(account.role, near) is None:
        message = f"there is no case {case_id[:80]!r} that account {account.name!r} may see"
        raise CaseError(message)
    if not may(account.role, action):
        message = (
            f"case {case_id!r}: account {account.name!r} is {account.role}, which may not {action}; see who may in "
            "docs/accounts.md"
        )
        raise CaseError(message)
