"""Makes a whole world line by line: draws each customer's journey and counts what it tells."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from sys import intern

from simulator import careers
from simulator.booking import STAMPS, Booking
from simulator.cast import Miscast
from simulator.firm import Firm
from simulator.journey import Journey
from simulator.kinds import FRAUD, HONEST, OPEN, PLAIN, Deck
from simulator.settings import WorldSettings
from simulator.texts import Texts, customer_name
from simulator.times import date_of, day_of
from simulator.truth import plays_true
from simulator.wire import LabelLine, Line, NameLine

_TRIES = 60
Report = Callable[[int, int], None]
Row = tuple[str, Line | LabelLine]


class World:
    """One run: the firm, the decks of kinds and the running counts, which are whole once `rows` has ended."""

    def __init__(self, settings: WorldSettings) -> None:
        self.settings = settings
        seed = settings.seed
        self._rng = Random(f"world:{seed}")
        self.firm = Firm(Random(f"firm:{seed}"), settings)
        phrases = self.firm.temper.phrases
        self._texts = {lang: Texts(Random(f"texts:{seed}:{lang}"), lang, phrases) for lang in ("zh", "en")}
        wanted = settings.kinds
        sorts = ((FRAUD, wanted.fraud), (HONEST, wanted.honest), (PLAIN, wanted.plain), (OPEN, None))
        self._decks = {kinds: Deck(kinds, self._rng, weights) for kinds, weights in sorts}
        self._booked: Counter[tuple[str, str]] = Counter()
        self._bursts: Counter[tuple[str, str]] = Counter()
        self.labels: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.undecidable: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.orders = self.work_done = self.work_logged = 0
        self._crowding = _crowding(settings)

    def rows(self, report: Report | None = None) -> Iterator[Row]:
        """Yield every line with the name of its file: people first, quotas last, customer by customer between them."""
        settings, rng = self.settings, self._rng
        customers = settings.customers
        yield from (("people", line) for line in careers.versions(self.firm, Random(f"hr:{settings.seed}")))
        yield from (("names", line) for line in careers.people_names(self.firm))
        for number in range(customers):
            yield from self._customer(number, Random(rng.getrandbits(64)))
            if report is not None and number % 500 == 0:
                report(number, customers)
        if settings.quotas.given:
            targets = careers.quotas(self.firm, rng, settings.quotas, self._booked, self._bursts)
            yield from (("quotas", line) for line in targets)
        if report is not None:
            report(customers, customers)

    def _customer(self, number: int, rng: Random) -> Iterator[Row]:
        chance, settings = self._rng.random(), self.settings
        if chance < settings.fraud_share:
            deck = self._decks[FRAUD]
        elif chance < settings.fraud_share + settings.honest_share:
            deck = self._decks[HONEST]
        else:
            deck = self._decks[OPEN if chance > 1.0 - settings.open_share else PLAIN]
        journey = self._play(number, rng, deck)
        self._lose(journey)
        return self._tell(journey)

    def _play(self, number: int, rng: Random, deck: Deck) -> Journey:
        """Play the next kind of the deck with some cast; a deck whose kinds never fit gives way to plain ones."""
        for _ in range(_TRIES):
            play = deck.draw()
            for _ in range(_TRIES):
                journey = Journey(number, rng, self.firm, self._texts, self.settings)
                try:
                    play(journey)
                except Miscast:
                    continue
                if self.firm.workdays.office_handovers:
                    journey.wait_for_office()
                if plays_true(journey) and not self._crowded_out(journey):
                    return journey
        return self._play(number, rng, self._decks[PLAIN])

    def _crowded_out(self, j: Journey) -> bool:
        """Tell whether an honest deal of the team in focus gives way to its frauds, so that the team sells no more."""
        team = self.settings.focus.team
        if not team or not j.deals or any(deal.label == "fraud" for deal in j.deals):
            return False
        last = j.deals[-1]
        mine = last.seller.team == team - 1 and last.time >= self.firm.focus_since
        return mine and j.rng.random() < self._crowding

    def _lose(self, j: Journey) -> None:
        """Let records of this customer never arrive."""
        delivery = self.settings.delivery
        if delivery.lost_activities or delivery.lost_changes:
            rng = Random(f"lost:{self.settings.seed}:{j.number}")
            self.lost["activities"] += j.lose(rng, delivery.lost_activities)
            for move in j.moves:
                move.lost = rng.random() < delivery.lost_changes
            self.lost["ownership-changes"] += sum(move.lost for move in j.moves)

    def _tell(self, journey: Journey) -> Iterator[Row]:
        booking = Booking(journey, self.firm.end)
        for change in booking.changes():
            yield "ownership-changes", change
        for activity in booking.activities():
            yield "activities", activity
        orders, labels = booking.orders()
        for order in orders:
            yield "orders", order
            self.orders += order.status == "won"
        for label in labels:
            yield "labels", label
            self.labels[label.label] += 1
            self.kinds[label.kind] += 1
            self.undecidable[label.label] += not label.decidable
        self._note_sales(booking, "quota_burst" in {label.kind for label in labels})
        yield "names", self._name(journey, booking.customer_id)
        logged = sum(entry.real for entry in journey.entries)
        self.work_done += logged + len(journey.missed)
        self.work_logged += logged

    def _note_sales(self, booking: Booking, burst: bool) -> None:
        for seller_id, time, minor in booking.sales:
            key = (seller_id, intern(date_of(day_of(time)).isoformat()[:7]))
            self._booked[key] += minor
            if burst:
                self._bursts[key] += minor

    def _name(self, journey: Journey, customer_id: str) -> NameLine:
        return NameLine(
            event_id=f"n-{customer_id}",
            occurred_at=STAMPS["+08:00"].text(self.firm.begin),
            subject_id=customer_id,
            subject_type="customer",
            display_name=customer_name(journey.rng, journey.texts.lang),
        )


def _crowding(settings: WorldSettings) -> float:
    """Return the chance that an honest deal of the team in focus goes elsewhere: its frauds ÷ its honest deals."""
    teams, focus = settings.team_count(), settings.focus
    honest = max(0.01, 1.0 - settings.fraud_share - settings.open_share)
    return min(0.95, settings.fraud_share * focus.share * (teams - 1) / honest)
