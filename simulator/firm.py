"""The firm: teams of sellers, assistants and service people, their careers, and who could take part in what."""

from collections.abc import Callable, Sequence
from random import Random

from simulator.people import Habits, Person
from simulator.settings import WorldSettings
from simulator.temper import Temper, draw_temper
from simulator.texts import person_name
from simulator.times import DAY, day_number, midnight
from simulator.workdays import Workdays


def drawn(rng: Random, between: tuple[int, int]) -> int:
    """Draw a number in [least, most]; what is fixed costs no draw."""
    least, most = between
    return least if least == most else rng.randint(least, most)


class Team:
    """One team: its manager and its members by the role in which they began."""

    __slots__ = ("assistants", "hires", "manager", "sales", "service")

    def __init__(self, manager: Person) -> None:
        self.manager = manager
        self.sales: list[Person] = []
        self.assistants: list[Person] = []
        self.service: list[Person] = []
        self.hires: list[Person] = []

    def members(self, role: str) -> list[Person]:
        """Return those who began in a role (sales, assistant or service)."""
        return self.sales if role == "sales" else self.assistants if role == "assistant" else self.service


class Firm:
    """Everybody, with careers drawn from the seed; `begin` and `end` are the observed time in epoch seconds.

    `collusions` are pairs (seller, assistant) who have an understanding, by no means all of whose customers
    are handed over; `rings` are pairs of sellers who hand ripe customers to each other. `reorganised` are the
    teams that get another id as a whole, with the time at which they do.
    """

    def __init__(self, rng: Random, settings: WorldSettings) -> None:
        year, month, day = (int(part) for part in settings.start.split("-"))
        self.begin = midnight(day_number(year, month, day))
        self.end = self.begin + settings.months * 30 * DAY
        self.focus_since = self.begin + settings.focus.from_month * 30 * DAY
        self._rng = rng
        self._settings = settings
        self.workdays = Workdays(settings.calendar)
        self.temper = settings.tempered(draw_temper(rng) if settings.vary else Temper())
        self.people: list[Person] = []
        self.queue = self._stranger("Q-LEADS")
        self.outsider = self._stranger("X-PARTNER-7")
        self.office = [self._person(-1, "other") for _ in range(4)]
        self.teams = [self._team(number) for number in range(settings.team_count())]
        self.collusions: list[tuple[Person, Person]] = []
        self.rings: list[tuple[Person, Person]] = []
        self._collude()
        self.absences = self._away("sales", 5)
        self.short_absences = self._away("sales", 2, 5)
        self.helper_absences = self._away("assistant", 4)
        self.leavers = [person for person in self._all("sales") if person.left < self.end]
        self.reorganised = {
            number: self.begin + int(rng.uniform(0.2, 0.9) * settings.months * 30) * DAY
            for number in range(len(self.teams))
            if rng.random() < settings.staff.reorganised
        }
        self.turned = [person for person in self._all("sales") if len(person.roles) > 1]

    def _away(self, role: str, least_days: int, below_days: int = 10_000) -> list[tuple[Person, int, int]]:
        """Return (person, from, to) of the absences of such a length."""
        return [
            (person, since, until)
            for person in self._all(role)
            for since, until in person.absences
            if least_days * DAY <= until - since < below_days * DAY
        ]

    def _habits(self) -> Habits:
        habits = Habits(
            self._rng, len(self.people), self._settings.unlogged, self._settings.style, self._settings.logging
        )
        if self.temper.retail:
            habits.weekend = 0.9
        return habits

    def _stranger(self, name: str) -> Person:
        """Return somebody whom the people stream never states: a queue that owns leads, a partner who helps."""
        stranger = Person(0, -1, "other", 0, "zh", name, self._habits())
        stranger.id = name
        return stranger

    def _person(self, team: int, role: str) -> Person:
        rng = self._rng
        lang = "en" if rng.random() < self.temper.english else "zh"
        hired = self.begin - int(rng.uniform(420, 2500)) * DAY
        person = Person(len(self.people), team, role, hired, lang, person_name(rng, lang), self._habits())
        self.people.append(person)
        return person

    def _team(self, number: int) -> Team:
        rng = self._rng
        team = Team(self._person(number, "manager"))
        staff = self._settings.staff
        from_start = (("sales", staff.sellers), ("assistant", staff.assistants), ("service", staff.service))
        for role, count in [(role, drawn(rng, between)) for role, between in from_start]:
            for _ in range(count):
                person = self._person(number, role)
                person.manager = team.manager
                team.members(role).append(person)
        hires = (("sales", drawn(rng, staff.new_sellers)), ("assistant", drawn(rng, staff.new_assistants)))
        for role, count in hires:
            for _ in range(count):
                self._hire(team, number, role)
        for person in team.sales + team.assistants + team.service:
            self._career(person)
        self._turns(team)
        return team

    def _hire(self, team: Team, number: int, role: str) -> None:
        person = self._person(number, role)
        person.manager = team.manager
        person.hired = self.begin + int(self._rng.uniform(0.15, 0.75) * (self.end - self.begin) / DAY) * DAY
        team.members(role).append(person)
        team.hires.append(person)

    def _career(self, person: Person) -> None:
        """Draw absences and a possible departure."""
        rng, span, leave = self._rng, (self.end - self.begin) // DAY, self._settings.leave
        lengths = [rng.randint(*leave.short_days) for _ in range(drawn(rng, leave.absences))]
        if rng.random() < leave.long_share:
            lengths.append(rng.randint(*leave.long_days))
        if rng.random() < leave.very_long_share:
            lengths.append(rng.randint(*leave.very_long_days))
        for length in lengths:
            since = self.begin + int(rng.random() * span) * DAY + rng.choice((0, 0, 9 * 3600))
            until = since + length * DAY
            if since > person.hired and not any(a < until + DAY and since < b + DAY for a, b in person.absences):
                person.absences.append((since, until))
        person.absences.sort()
        if person.hired < self.begin and rng.random() < self._settings.staff.leavers:
            person.left = self.begin + int(rng.uniform(0.25, 0.97) * span) * DAY
            person.absences = [(since, until) for since, until in person.absences if until < person.left - 20 * DAY]

    def _turns(self, team: Team) -> None:
        """Let a seller become an assistant, or an assistant a seller, here and there."""
        rng, span = self._rng, self.end - self.begin
        staff = self._settings.staff
        turns = (("sales", "assistant", staff.sellers_turn), ("assistant", "sales", staff.assistants_turn))
        for role, other, chance in turns:
            if rng.random() < chance:
                staying = [p for p in team.members(role) if p.left > self.end and p.hired < self.begin]
                if len(staying) > 3:
                    since = self.begin + int(rng.uniform(0.3, 0.8) * span / DAY) * DAY
                    rng.choice(staying).roles.append((since, other))

    def _collude(self) -> None:
        rng, wanted = self._rng, self._settings.understandings
        for team in self.teams:
            steady = [p for p in team.sales if p.hired < self.begin and p.left > self.end and len(p.roles) == 1]
            helpers = [p for p in team.assistants if p.hired < self.begin and p.left > self.end and len(p.roles) == 1]
            if steady and helpers and rng.random() < wanted.pair_share:
                self.collusions.append((rng.choice(steady), rng.choice(helpers)))
            if len(steady) > 1 and rng.random() < wanted.ring_share:
                first, second = rng.sample(steady, 2)
                self.rings.append((first, second))
        self.collusions = self.collusions[: wanted.most_pairs]
        self.rings = self.rings[: wanted.most_rings]

    def focused(self, rng: Random, order: int) -> int | None:
        """Draw whether a fraud with this order time is one of the team in focus; return that team's number or None."""
        focus = self._settings.focus
        if not focus.team or order < self.focus_since or rng.random() >= focus.share:
            return None
        return focus.team - 1

    def _all(self, role: str) -> list[Person]:
        return [person for team in self.teams for person in team.members(role)]

    def pick(
        self, rng: Random, role: str, start: int, end: int, *, team: int | None = None, avoid: Sequence[Person] = ()
    ) -> Person | None:
        """Draw somebody who holds the role, is employed and not on leave in all of [start, end], or None."""
        return self._draw(rng, role, (start, end), team, avoid, Person.at_work)

    def steady(
        self, rng: Random, role: str, start: int, end: int, *, team: int | None = None, avoid: Sequence[Person] = ()
    ) -> Person | None:
        """Draw somebody who holds the role and is employed in all of [start, end], on leave or not, or None."""
        return self._draw(rng, role, (start, end), team, avoid, Person.employed)

    def _draw(
        self,
        rng: Random,
        role: str,
        time: tuple[int, int],
        team: int | None,
        avoid: Sequence[Person],
        there: Callable[[Person, int, int], bool],
    ) -> Person | None:
        for _ in range(24):
            number = team if team is not None else int(rng.random() * len(self.teams))
            group = self.teams[number].members(role)
            person = group[int(rng.random() * len(group))]
            if person not in avoid and there(person, *time) and person.role(time[0]) == role:
                if person.keeps_role(*time):
                    return person
        return None
