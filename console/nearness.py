"""How near a row is to the person who looks at it, by the people stream."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from console.permissions import Scope


class Organisation(NamedTuple):
    """Who belongs to which team and reports to whom, as things stand; people without one are left out."""

    teams: Mapping[str, str]
    managers: Mapping[str, str]

    def reports_to(self, person_id: str, manager_id: str) -> bool:
        """Whether somebody reports to a manager, directly or through others; nobody reports to themselves.

        >>> Organisation({}, {"lin": "gao", "gao": "boss", "boss": "lin"}).reports_to("lin", "boss")
        True
        """
        passed: set[str] = set()
        above = self.managers.get(person_id)
        while above is not None and above not in passed:  # a circle in the record must not hold us
            if above == manager_id:
                return above != person_id
            passed.add(above)
            above = self.managers.get(above)
        return False


def nearness(viewer: str | None, people: Collection[str], organisation: Organisation) -> frozenset[Scope]:
    """How near a row is whose people these are; `viewer` None: an account without a person, near to nothing."""
    found: set[Scope] = {"all"}
    if viewer is None:
        return frozenset(found)
    if viewer in people:
        found.add("own")
    team = organisation.teams.get(viewer)
    if team is not None and any(organisation.teams.get(person) == team for person in people):
        found.add("team")
    if any(organisation.reports_to(person, viewer) for person in people):
        found.add("subtree")
    return frozenset(found)
