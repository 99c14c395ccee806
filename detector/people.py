"""Who was what, when: roles, teams and status of people as of any time."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from msgspec import Struct

from detector.facts import PersonFact


class PersonState(Struct, frozen=True):
    """A person's state at one time; a person never stated is `other` and `active`."""

    role: str
    team: str
    manager: str
    status: str


UNKNOWN = PersonState("other", "", "", "active")


class Span(Struct, frozen=True):
    """A state in force for [start, end), clipped to what was asked for (microseconds since 1970)."""

    start: int
    end: int
    state: PersonState


class People:
    """Everybody's history. Versions sort by (effective_from, occurred_at, event_id).

    >>> people = People({"amy": [PersonFact(100, 1, "e1", "sales", "north", "", "active", 1),
    ...                          PersonFact(200, 2, "e2", "sales", "north", "", "left", 2)]})
    >>> people.at("amy", 50).role, people.at("amy", 199).status, people.at("amy", 200).status, people.at("bob", 0).role
    ('sales', 'active', 'left', 'other')
    """

    def __init__(self, versions: Mapping[str, Iterable[PersonFact]]) -> None:
        """`versions`: person id → facts in any order, without duplicates."""
        self._starts: dict[str, list[int]] = {}
        self._states: dict[str, list[PersonState]] = {}
        self._selling_teams: set[str] = set()
        for person, facts in versions.items():
            ordered = sorted(facts)
            self._starts[person] = [fact.effective_from for fact in ordered]
            self._states[person] = [PersonState(f.role, f.team, f.manager, f.status) for f in ordered]
            self._selling_teams.update(fact.team for fact in ordered if fact.role == "sales" and fact.team)

    def at(self, person: str, at: int) -> PersonState:
        """The state in force at a time."""
        starts = self._starts.get(person)
        if not starts:
            return UNKNOWN
        states = self._states[person]
        return states[0] if len(states) == 1 else states[max(0, bisect_right(starts, at) - 1)]

    def unchanged(self, person: str) -> PersonState | None:
        """A person's state where it is the same at all times."""
        states = self._states.get(person)
        if not states:
            return UNKNOWN
        return states[0] if len(states) == 1 else None

    def team_sells(self, team: str) -> bool:
        """Whether a team ever had a salesperson; a pool of assistants is no territory."""
        return team in self._selling_teams

    def joined(self, other: "People") -> set[str]:
        """Everybody ever in a team that has salespeople only by these versions, not by those of `other`."""
        teams = self._selling_teams - other._selling_teams
        if not teams:
            return set()
        return {who for who, states in self._states.items() if any(state.team in teams for state in states)}

    def first_from(self, person: str) -> int | None:
        """When a person's first stated version takes effect; None for a person never stated."""
        starts = self._starts.get(person)
        return starts[0] if starts else None

    def spans(self, person: str, start: int, end: int) -> list[Span]:
        """The states in force within [start, end), clipped to it; always at least one where start < end."""
        starts = self._starts.get(person)
        if not starts:
            return [Span(start, end, UNKNOWN)] if start < end else []
        if len(starts) == 1:  # the first state also holds backwards
            return [Span(start, end, self._states[person][0])] if start < end else []
        spans = []
        index = max(0, bisect_right(starts, start) - 1)
        while index < len(starts):
            begins = max(start, starts[index]) if index else start
            ends = min(end, starts[index + 1]) if index + 1 < len(starts) else end
            if begins >= end:
                break
            if begins < ends:
                spans.append(Span(begins, ends, self._states[person][index]))
            index += 1
        return spans

    def had_role(self, person: str, role: str, start: int, end: int) -> bool:
        """Whether a person had a role at any moment of [start, end)."""
        return any(span.state.role == role for span in self.spans(person, start, end))

    def away(self, person: str, start: int, end: int) -> bool:
        """Whether a person was on leave or had left at any moment of [start, end)."""
        return any(span.state.status != "active" for span in self.spans(person, start, end))


def concerned_by(person: str, before: People, after: People) -> set[str]:
    """Whose customers may be judged otherwise when a person's history changes from `before` to `after`.

    The person's own, and where a team gets its first salesperson those of everybody ever in it (`team_sells`).

    >>> amy = PersonFact(1, 1, "e1", "assistant", "east", "", "active", 1)
    >>> bob = PersonFact(1, 1, "e2", "sales", "east", "", "active", 2)
    >>> sorted(concerned_by("bob", People({"amy": [amy]}), People({"amy": [amy], "bob": [bob]})))
    ['amy', 'bob']
    """
    return {person} | after.joined(before) | before.joined(after)
