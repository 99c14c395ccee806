"""Makes a whole world: draws each customer's journey, writes the contract's folder, labels and world.json."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import msgspec

from simulator import careers
from simulator.booking import STAMPS, Booking
from simulator.cast import Miscast
from simulator.firm import Firm
from simulator.journey import Journey
from simulator.kinds import FRAUD, HONEST, OPEN, PLAIN, Deck
from simulator.settings import WorldCounts, WorldSettings
from simulator.spool import FILES, Spool, buckets_for, target_folder
from simulator.texts import Texts, customer_name
from simulator.times import date_of, day_of
from simulator.wire import NameLine

FORMAT = 1
_TRIES = 60
Report = Callable[[int, int], None]


def simulate(
    output: Path, settings: WorldSettings, *, force: bool = False, report: Report | None = None
) -> WorldCounts:
    """Write a world into the folder `output` and return its counts.

    The folder appears whole or not at all: it is written beside and renamed. `report` is called with
    (customers done, customers in all) from time to time. Raises UsageError for settings that make no world
    and for a folder that holds something else than a world; with `force` the world's files are put among them.
    """
    settings.check()
    target_folder(output, force=force)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    try:
        counts = _World(partial, settings).write(report)
        partial.chmod(0o755)
        _publish(partial, output)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return counts


def _publish(partial: Path, output: Path) -> None:
    """Put the finished folder in its place; in a folder that holds other files too, replace only our own."""
    names = {entry.name for entry in partial.iterdir()}
    if output.exists() and {entry.name for entry in output.iterdir()} - names:
        for name in sorted(names):
            (partial / name).replace(output / name)
        partial.rmdir()
        return
    if output.exists():
        shutil.rmtree(output)
    partial.rename(output)


class _World:
    """One run: the firm, the decks of kinds, the open files and the running counts."""

    def __init__(self, folder: Path, settings: WorldSettings) -> None:
        self._settings = settings
        self._folder = folder
        seed = settings.seed
        self._rng = Random(f"world:{seed}")
        self._firm = Firm(Random(f"firm:{seed}"), settings)
        phrases = self._firm.temper.phrases
        self._texts = {lang: Texts(Random(f"texts:{seed}:{lang}"), lang, phrases) for lang in ("zh", "en")}
        self._decks = {kinds: Deck(kinds, self._rng) for kinds in (FRAUD, HONEST, PLAIN, OPEN)}
        self._encode = msgspec.json.Encoder().encode
        self._spools = {name: self._spool(name) for name in FILES}
        self._labels = Spool(folder / "labels.ndjson", Random(f"labels:{seed}"), duplicates=0.0, buckets=0)
        self._booked: Counter[tuple[str, str]] = Counter()
        self._bursts: Counter[tuple[str, str]] = Counter()
        self._by_label: Counter[str] = Counter()
        self._by_kind: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()
        self._orders = self._done = self._logged = 0

    def _spool(self, name: str) -> Spool:
        settings = self._settings
        buckets = buckets_for(name, settings.customers, settings.shuffle)
        rng = Random(f"lines:{settings.seed}:{name}")
        return Spool(self._folder / f"{name}.ndjson", rng, duplicates=settings.duplicates, buckets=buckets)

    def write(self, report: Report | None) -> WorldCounts:
        """Write everything and return the counts."""
        customers, rng = self._settings.customers, self._rng
        for line in careers.versions(self._firm, Random(f"hr:{self._settings.seed}")):
            self._spools["people"].add(self._encode(line))
        for name in careers.people_names(self._firm):
            self._spools["names"].add(self._encode(name))
        for number in range(customers):
            self._customer(number, Random(rng.getrandbits(64)))
            if report is not None and number % 500 == 0:
                report(number, customers)
        for quota in careers.quotas(self._firm, rng, self._booked, self._bursts):
            self._spools["quotas"].add(self._encode(quota))
        for spool in (*self._spools.values(), self._labels):
            spool.close()
        counts = self._counts()
        self._describe(counts)
        if report is not None:
            report(customers, customers)
        return counts

    def _customer(self, number: int, rng: Random) -> None:
        chance, settings = self._rng.random(), self._settings
        if chance < settings.fraud_share:
            deck = self._decks[FRAUD]
        elif chance < settings.fraud_share + settings.honest_share:
            deck = self._decks[HONEST]
        else:
            deck = self._decks[OPEN if chance > 1.0 - settings.open_share else PLAIN]
        journey = self._play(number, rng, deck)
        self._emit(journey)

    def _play(self, number: int, rng: Random, deck: Deck) -> Journey:
        """Play the next kind of the deck with some cast; a deck whose kinds never fit gives way to plain ones."""
        for _ in range(_TRIES):
            play = deck.draw()
            for _ in range(_TRIES):
                journey = Journey(number, rng, self._firm, self._texts, self._settings)
                try:
                    play(journey)
                except Miscast:
                    continue
                if journey.plays_true():
                    return journey
        return self._play(number, rng, self._decks[PLAIN])

    def _emit(self, journey: Journey) -> None:
        encode, spools = self._encode, self._spools
        booking = Booking(journey, self._firm.end)
        for change in booking.changes():
            spools["ownership-changes"].add(encode(change))
        for activity in booking.activities():
            spools["activities"].add(encode(activity))
        orders, labels = booking.orders()
        for order in orders:
            spools["orders"].add(encode(order))
            self._orders += order.status == "won"
        for label in labels:
            self._labels.add(encode(label))
            self._by_label[label.label] += 1
            self._by_kind[label.kind] += 1
            self._hidden[label.label] += not label.decidable
        self._note_sales(booking, "quota_burst" in {label.kind for label in labels})
        self._name(journey, booking.customer_id)
        logged = sum(entry.real for entry in journey.entries)
        self._done += logged + len(journey.missed)
        self._logged += logged

    def _note_sales(self, booking: Booking, burst: bool) -> None:
        for seller_id, time, minor in booking.sales:
            key = (seller_id, date_of(day_of(time)).isoformat()[:7])
            self._booked[key] += minor
            if burst:
                self._bursts[key] += minor

    def _name(self, journey: Journey, customer_id: str) -> None:
        line = NameLine(
            event_id=f"n-{customer_id}",
            occurred_at=STAMPS["+08:00"].text(self._firm.begin),
            subject_id=customer_id,
            subject_type="customer",
            display_name=customer_name(journey.rng, journey.texts.lang),
        )
        self._spools["names"].add(self._encode(line))

    def _counts(self) -> WorldCounts:
        lines = {name: spool.lines for name, spool in self._spools.items()}
        return WorldCounts(
            customers=self._settings.customers,
            people=len(self._firm.people),
            orders=self._orders,
            won_orders=sum(self._by_label.values()),
            events=sum(lines.values()),
            lines=lines,
            duplicates={name: spool.copies for name, spool in self._spools.items()},
            labels=dict(sorted(self._by_label.items())),
            kinds=dict(sorted(self._by_kind.items())),
            undecidable=dict(sorted(self._hidden.items())),
            work_done=self._done,
            work_logged=self._logged,
        )

    def _describe(self, counts: WorldCounts) -> None:
        facts = {"format": FORMAT, "settings": self._settings, "temper": self._firm.temper, "counts": counts}
        text = msgspec.json.format(msgspec.json.encode(facts), indent=2)
        (self._folder / "world.json").write_bytes(text + b"\n")
