"""Which roles may work on which cases: generated from the table of permissions."""

import pytest

from console.casework import need_right
from console.nearness import Organisation, nearness
from console.permissions import ACTIONS, MAY, SIGHT, Action
from detector.errors import CaseError
from store.accounts.account import Account
from store.accounts.lockout import Failures
from store.accounts.roles import ROLES, Role

ORGANISATION = Organisation({"lin": "T1", "gao": "T1", "zhao": "T2"}, {"lin": "gao", "gao": "boss"})


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("person", ["lin", "gao", "boss", "zhao", None])
def test_every_role_action_and_nearness(role: Role, action: Action, person: str | None) -> None:
    account = Account("a-1", "name", person, role, False, True, Failures(), None, None)
    near = nearness(person, {"lin"}, ORGANISATION)
    sees = any(scope in near for scope in SIGHT[role])
    if sees and action in MAY[role]:
        need_right(account, action, "C1/h1", {"lin"}, ORGANISATION)
        return
    told = "may not" if sees else "there is no case 'C1/h1' that account"
    with pytest.raises(CaseError, match=told):
        need_right(account, action, "C1/h1", {"lin"}, ORGANISATION)
