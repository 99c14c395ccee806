"""One customer's story while it is being made up: who owned, who worked, what was logged, what was ordered."""

from random import Random

from simulator.firm import Firm
from simulator.people import Person
from simulator.records import Deal, Entry, Move
from simulator.settings import WorldSettings
from simulator.texts import Texts
from simulator.times import DAY, HOUR, friday_evening

# Activity types by phase of a deal, as often as they are listed.
TYPES = {
    "early": ("call", "call", "call", "message", "message", "email", "visit", "meeting", "note"),
    "middle": ("call", "message", "email", "demo", "demo", "meeting", "visit", "quote", "note", "call"),
    "late": ("call", "message", "quote", "quote", "meeting", "contract", "contract", "email", "visit", "call"),
    "after": ("service", "service", "call", "message", "visit", "note"),
}
# Median minutes and the widest factor around them.
MINUTES = {"call": 9, "visit": 55, "meeting": 42, "demo": 50, "service": 25}
_ODD_TYPES = ("wechat", "todo", "电话", "line")


class Journey:
    """The story of one customer; the kinds in this package call its verbs.

    `size` is the number of pieces of work that a whole deal of this customer takes, `days` its usual length.
    """

    def __init__(self, number: int, rng: Random, firm: Firm, texts: dict[str, Texts], settings: WorldSettings) -> None:
        self.number = number
        self.rng = rng
        self.firm = firm
        self.settings = settings
        self.texts = texts["en" if rng.random() < firm.temper.english else "zh"]
        self.size = max(3, min(50, round(settings.deal_work * rng.lognormvariate(0.0, 0.42))))
        self.days = max(4.0, min(160.0, settings.deal_days * rng.lognormvariate(0.0, 0.6)))
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.deals: list[Deal] = []
        self.owner: Person | None = None
        self.quiet: float = 1.0
        self.missed: list[tuple[Person, int]] = []
        self.restated: list[Move] = []

    # --- time and work

    def working(self, start: int, end: int, weekend: float = 0.05) -> int:
        """Draw a time in [start, end], mostly in business hours; `weekend` is the chance to work on a day off."""
        return self.firm.workdays.working(self.rng, start, end, weekend)

    def next_working(self, time: int) -> int:
        """Return a time in business hours on the day of `time`, or on the next working day."""
        return self.firm.workdays.next_working(self.rng, time)

    def pursue(self, who: Person, start: int, end: int, first: float, last: float, *, least: int = 0) -> None:
        """Let `who` really do the part of a deal from progress `first` to `last` in [start, end]."""
        rng = self.rng
        count = max(least, int(self.size * (last - first) + rng.random()))
        times = sorted(self.working(start, end, who.habits.weekend) for _ in range(count))
        if count > 3 and rng.random() < 0.15:
            self._crowd(times, end)
        for index, time in enumerate(times):
            self.step(who, time, first + (last - first) * (index + 0.5) / count)

    def _crowd(self, times: list[int], end: int) -> None:
        """Move some pieces of work next to each other: a day at the customer's."""
        place = int(self.rng.random() * (len(times) - 2))
        for index in range(place + 1, min(len(times), place + 2 + int(self.rng.random() * 3))):
            times[index] = min(end, times[index - 1] + 300 + int(self.rng.random() * 3600))
        times.sort()

    def step(self, who: Person, time: int, progress: float, kind: str | None = None) -> None:
        """Let `who` do one real piece of work; it may go unlogged, and an empty entry may stand beside it."""
        rng, habits = self.rng, who.habits
        if who.absent(time):
            return
        if rng.random() < 1.0 - (1.0 - habits.miss) * self.quiet:
            self.missed.append((who, time))
            return
        phase = "early" if progress < 0.35 else "middle" if progress < 0.75 else "late" if progress <= 1.0 else "after"
        kinds = TYPES[phase]
        kind = kind or kinds[int(rng.random() * len(kinds))]
        entry = self.write(who, time, kind, self._words(who, phase), real=True)
        self._measure(entry)
        if entry.direction is None and kind in ("call", "message", "email") and rng.random() < 0.75:
            entry.direction = "inbound" if rng.random() < self.firm.temper.inbound else "outbound"
            if entry.direction == "inbound" and kind == "message":
                entry.content = self.asked()
        if kind == "note" and rng.random() < 0.25:
            entry.content = self.texts.internal[int(rng.random() * len(self.texts.internal))]
        if rng.random() < habits.staged:
            names = self.texts.stages
            entry.stage = self.texts.after_stage if progress > 1.0 else names[min(5, int(progress * 6))]
        if rng.random() < habits.trivial:
            self.trifle(who, max(0, time - int(rng.random() * 30 * HOUR)))

    def write(self, who: Person, time: int, kind: str, content: str | None, *, real: bool) -> Entry:
        """Log an entry as it stands, with this person's way of recording; return it for more detail."""
        if self.rng.random() < 0.004:
            kind = _ODD_TYPES[int(self.rng.random() * 4)]
        entry = Entry(time, who, kind, content, real=real)
        self._record(entry)
        self.entries.append(entry)
        return entry

    def trifle(self, who: Person, time: int) -> None:
        """Log an empty entry such as everybody leaves behind: an unanswered call, two letters."""
        rng = self.rng
        if who.absent(time):
            return
        kind = ("call", "call", "message", "note")[int(rng.random() * 4)]
        pool = self.texts.internal if kind == "note" and rng.random() < 0.5 else self.texts.short
        silent = rng.random() < max(who.habits.silent, 0.3 if kind == "call" else 0.0)
        text = None if silent else pool[int(rng.random() * len(pool))]
        entry = self.write(who, time, kind, text, real=False)
        if kind == "call" and who.habits.untimed < 1.0:
            entry.seconds = int(rng.random() * self.firm.temper.empty_seconds)
        if kind != "note" and rng.random() < 0.7:
            entry.direction = "outbound"

    def asked(self) -> str:
        """Draw what a customer writes; now and then everybody is asked for another contact."""
        pool = self.texts.another_contact if self.rng.random() < 0.03 else self.texts.inbound
        return pool[int(self.rng.random() * len(pool))]

    def _words(self, who: Person, phase: str) -> str | None:
        rng, habits, texts = self.rng, who.habits, self.texts
        chance = rng.random()
        if chance < habits.silent:
            return None
        chance = rng.random()
        if chance < habits.copy:
            return texts.templates[habits.template % len(texts.templates)]
        if chance < habits.copy + habits.terse:
            pool = texts.terse if rng.random() < 0.85 else texts.short
        else:
            pool = texts.full[phase]
        text = pool[int(rng.random() * len(pool))]
        return f"{text} {1 + int(rng.random() * 30)}" if rng.random() < 0.03 else text

    def _measure(self, entry: Entry) -> None:
        minutes = MINUTES.get(entry.kind)
        if minutes is not None and self.rng.random() >= entry.actor.habits.untimed:
            entry.seconds = max(40, int(60 * minutes * self.rng.lognormvariate(0.0, 0.5)))

    def _record(self, entry: Entry) -> None:
        rng, way = self.rng, entry.actor.habits.recording
        if way == "prompt":
            entry.recorded = entry.time + 60 + int(rng.expovariate(1 / 1500))
        elif way == "evening":
            entry.recorded = entry.time + 1800 + int(rng.expovariate(1 / (5 * HOUR)))
        elif way != "none":
            entry.recorded = friday_evening(entry.time) + int(rng.random() * 2400)
            if way == "friday_flat":
                entry.time = entry.recorded - int(rng.random() * 30)

    # --- owners and orders

    def own(self, time: int, new: Person | None, *, button: str | None, claim: tuple[str | None, str | None]) -> Move:
        """Make `new` the owner (None: the pool)."""
        move = Move(time, self.owner, new)
        move.button = button
        move.claim = claim
        self.moves.append(move)
        self.owner = new
        if new is not None and self.rng.random() < self.firm.temper.restated:
            self._restate(time, new)
        return move

    def _restate(self, time: int, owner: Person) -> None:
        """Let the CRM's nightly job state the same owner again, as if it were a change."""
        again = Move(time + self.span(0.02, 9.0), owner, owner)
        again.button = "system"
        self.restated.append(again)

    def wait_for_office(self) -> None:
        """Let changes of owner that came while the office was closed wait until it opens, if nothing comes between."""
        workdays = self.firm.workdays
        for number, move in enumerate(self.moves):
            if not workdays.closed(move.time):
                continue
            times = [deal.time for deal in self.deals] + [later.time for later in self.moves[number + 1 :]]
            times += [entry.time for entry in self.entries if entry.actor is move.new]
            opens = self.next_working(move.time)
            if all(not move.time <= time <= opens for time in times):
                move.time = opens

    def order(self, time: int, seller: Person, kind: str, label: str = "legit", **facts: object) -> Deal:
        """Book an order; `facts` set further fields of the deal."""
        deal = Deal(time, seller, kind, label)
        if any(earlier.time < time - DAY for earlier in self.deals) and self.rng.random() < 0.45:
            deal.order_type = "repeat"
        for name, value in facts.items():
            setattr(deal, name, value)
        self.deals.append(deal)
        return deal

    def lose(self, rng: Random, share: float) -> int:
        """Let a share of the entries never arrive; real work among them counts as not logged. Return their number."""
        kept: list[Entry] = []
        for entry in self.entries:
            if rng.random() >= share:
                kept.append(entry)
            elif entry.real:
                self.missed.append((entry.actor, entry.time))
        lost = len(self.entries) - len(kept)
        self.entries = kept
        return lost

    def span(self, low: float, high: float) -> int:
        """Draw a length of `low` to `high` days, in seconds."""
        return int((low + (high - low) * self.rng.random()) * DAY)
