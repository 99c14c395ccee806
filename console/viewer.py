"""Who asks, and what they see of a row."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from console.masking import Sight, sight_of
from console.nearness import Organisation, nearness
from console.permissions import SIGHT, Scope
from store.accounts.account import Account
from store.accounts.roles import Role
from store.queries.staff import PersonNow, people_now
from store.types import utc

_BY_OTHERS: frozenset[Scope] = frozenset({"team", "subtree"})
Missing = Literal["", "password-change-needed", "second-factor-needed"]
NO_SIGN_IN = "no-sign-in"
"""The account's id in the audit trail where nobody signs in."""


class Viewer(NamedTuple):
    """Who a request acts for. `scopes`: of a key; None: a person in a browser, whom the role alone limits.

    `missing`: what an account must do before anything else. `csrf`: what unsafe requests of the session carry.
    `key_id`: of the key, which the audit trail names beside the account.
    """

    account_id: str
    name: str
    role: Role
    person_id: str | None
    scopes: frozenset[str] | None = None
    missing: Missing = ""
    csrf: str = ""
    key_id: str = ""


def viewer_of(
    account: Account,
    scopes: frozenset[str] | None = None,
    csrf: str = "",
    *,
    second_factor: bool = False,
    key_id: str = "",
) -> Viewer:
    """Who an account is to the console. `second_factor`: the session began with one, here or at a provider."""
    missing: Missing = ""
    if account.must_change_password:
        missing = "password-change-needed"
    elif account.needs_second_factor and not second_factor:
        missing = "second-factor-needed"
    return Viewer(account.account_id, account.name, account.role, account.person_id, scopes, missing, csrf, key_id)


class Eyes:
    """What one person sees, by the people stream as it stands."""

    def __init__(self, viewer: Viewer, staff: Collection[PersonNow]) -> None:
        self._viewer = viewer
        teams = {person.person_id: person.team_id for person in staff if person.team_id}
        managers = {person.person_id: person.manager_id for person in staff if person.manager_id}
        self._organisation = Organisation(teams, managers)
        self.only_people = self._only_people(staff)

    def _only_people(self, staff: Collection[PersonNow]) -> frozenset[str] | None:
        """The people whose rows are seen; None: all rows are."""
        if "all" in SIGHT[self._viewer.role]:
            return None
        known = {person.person_id for person in staff} | {self._viewer.person_id or ""} - {""}
        return frozenset(person for person in known if self.sight({person}) is not None)

    def sight(self, people: Collection[str]) -> Sight | None:
        """What is seen of a row of these people; None: nothing."""
        near = nearness(self._viewer.person_id, people, self._organisation)
        return sight_of(self._viewer.role, self._viewer.person_id, near)

    def sight_of_team(self, team_id: str, members: Collection[str]) -> Sight | None:
        """What is seen of a row about a whole team: being in it makes it nobody's own."""
        near = nearness(self._viewer.person_id, members, self._organisation) - {"own"}
        if self._viewer.person_id is not None and self._organisation.teams.get(self._viewer.person_id) == team_id:
            near |= {"team"}
        return sight_of(self._viewer.role, self._viewer.person_id, near)

    def members(self, team_id: str) -> frozenset[str]:
        """Who is in a team now."""
        return frozenset(person for person, team in self._organisation.teams.items() if team == team_id)


def eyes_of(connection: Connection, viewer: Viewer, at_us: int) -> Eyes:
    """The eyes of a viewer now. Who is in whose team is asked for only where the role's sight depends on it."""
    depends = not _BY_OTHERS.isdisjoint(SIGHT[viewer.role])
    return Eyes(viewer, people_now(connection, utc(at_us)).values() if depends else ())
