"""The truth about an order: what people did for it, and whether the log lets anybody see it.

All of it counts pieces of real work since the customer's last order, as the labels do.
"""

from typing import NamedTuple

from simulator.journey import Journey
from simulator.people import Person
from simulator.records import Deal, Entry
from simulator.times import DAY

# What a label rests on: the payee's share of all pieces, and least numbers of pieces.
FRAUD_SHARE, FRAUD_PIECES = 0.2, 5
HONEST_SHARE, HONEST_PIECES = 0.36, 2
# Where a perfect reader of the log draws the line between the two, and how much of others' work must be seen.
READ_SHARE, READ_PIECES = 0.28, 2
# Of these the type alone tells that somebody saw the customer or wrote something for it.
_DEEDS = frozenset(("meeting", "visit", "demo", "quote", "contract", "service"))


class Work(NamedTuple):
    """Pieces of real work for one order: the payee's and everybody else's."""

    payee: int
    others: int

    @property
    def share(self) -> float:
        """The payee's share, 0 where nobody did anything."""
        return self.payee / max(1, self.payee + self.others)

    def bears_out(self, label: str) -> bool:
        """Tell whether these pieces make the label true."""
        if label == "fraud":
            return self.others >= FRAUD_PIECES and self.share <= FRAUD_SHARE
        return self.payee >= HONEST_PIECES and self.share >= HONEST_SHARE

    def points_to(self, label: str) -> bool:
        """Tell whether these pieces, as logged, lead a perfect reader to the label."""
        if label == "fraud":
            return self.others >= READ_PIECES and self.share < READ_SHARE
        return self.payee >= 1 and self.share >= READ_SHARE


def payee_of(deal: Deal) -> Person:
    """Return who is booked in the end."""
    return deal.seller if deal.restated is None else deal.restated[1]


def _since(j: Journey, deal: Deal) -> int:
    return max((other.time for other in j.deals if other.time < deal.time - DAY), default=0)


def done(j: Journey, deal: Deal) -> Work:
    """Return the work that was done for an order, logged or not."""
    last, payee = _since(j, deal), payee_of(deal)
    actors = [entry.actor for entry in j.entries if entry.real and last < entry.time <= deal.until]
    actors += [who for who, time in j.missed if last < time <= deal.until]
    mine = actors.count(payee)
    return Work(mine, len(actors) - mine)


def shows_work(j: Journey, entry: Entry) -> bool:
    """Tell whether an entry looks different from the empty ones that everybody leaves beside the work.

    A call, a message or a note with no text or two letters of it, and no longer than an unanswered call, tells
    nobody that something was done.
    """
    if entry.kind in _DEEDS:
        return True
    if entry.seconds is not None and entry.seconds > j.firm.temper.empty_seconds:
        return True
    return entry.content is not None and entry.content not in j.texts.empty


def shown(j: Journey, deal: Deal, payee: Person) -> Work:
    """Return the real work for an order that the log shows to somebody who can tell it from show."""
    last = _since(j, deal)
    seen = [entry for entry in j.entries if entry.real and last < entry.time <= deal.until and shows_work(j, entry)]
    mine = sum(entry.actor is payee for entry in seen)
    return Work(mine, len(seen) - mine)


def decidable(j: Journey, deal: Deal, payee: Person) -> bool:
    """Tell whether the log, read perfectly, leads to the label.

    A fraud needs the originator's work in it, too. An honest order that does not rest on work is always decidable,
    unless a change of owner got lost.
    """
    if any(move.lost and move.time <= deal.time for move in j.moves):
        return False
    if deal.label == "legit" and deal.defence != "work":
        return True
    if deal.label == "fraud" and not _shows(j, deal, deal.originator):
        return False
    return shown(j, deal, payee).points_to(deal.label)


def _shows(j: Journey, deal: Deal, who: Person | None) -> bool:
    """Tell whether the log shows any real work by somebody before an order."""
    return any(e.real and e.actor is who and e.time <= deal.until and shows_work(j, e) for e in j.entries)


def work_before(j: Journey, deal: Deal, payee: Person) -> tuple[int, int, int, int]:
    """Return pieces of real work before an order: the payee's done and logged, the others' done and logged."""
    mine = sum(e.real and e.time <= deal.until and e.actor is payee for e in j.entries)
    theirs = sum(e.real and e.time <= deal.until and e.actor is not payee for e in j.entries)
    mine_missed = sum(who is payee and time <= deal.until for who, time in j.missed)
    theirs_missed = sum(who is not payee and time <= deal.until for who, time in j.missed)
    return mine + mine_missed, mine, theirs + theirs_missed, theirs


def plays_true(j: Journey) -> bool:
    """Tell whether what was done bears the labels out: people fall ill, and a story may come out otherwise.

    Owners change in the order told, too.
    """
    if any(move.time < earlier.time for earlier, move in zip(j.moves, j.moves[1:], strict=False)):
        return False
    told = [deal for deal in j.deals if deal.label == "fraud" or deal.defence == "work"]
    return all(done(j, deal).bears_out(deal.label) for deal in told)
