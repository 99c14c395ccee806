"""Histories told to a running system piece by piece: after each piece live must say what replay says of all so far."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from streams.replay import replay_folder
from tests.contract.ledger import Net, sums
from tests.contract.story import Event, Events, story, write
from tests.kafka.driving import Ground


class Telling:
    """The events of a history that were told so far, and what live says of them."""

    def __init__(self, ground: Ground, folder: Path, lines: str, customer_id: str = "c-1") -> None:
        """`lines`: the whole history in the language of `tests.contract.story`."""
        self._ground = ground
        self._folder = folder
        self._events = story(lines, customer_id)
        self._told: Events = defaultdict(list)
        self._pieces = 0

    def publish(self, *chosen: str) -> None:
        """Publish the events of these topics or with these ids that were not told yet; everything else for none."""
        piece: dict[str, list[Event]] = {
            topic: [row for row in rows if not chosen or topic in chosen or row["event_id"] in chosen]
            for topic, rows in self._events.items()
        }
        self._pieces += 1
        for topic, rows in piece.items():
            self._told[topic] += rows
            self._events[topic] = [row for row in self._events[topic] if row not in rows]
        assert any(piece.values()), f"nothing is left of {chosen}"
        self._ground.publish_here(write(piece, self._folder / f"piece-{self._pieces}"))

    def net(self) -> Net:
        """(order, payee, status) → net amount as live says, once it says all that replay says of what was told."""
        result = self._folder / f"result-{self._pieces}"
        replay_folder(write(self._told, self._folder / f"told-{self._pieces}"), result)
        self._ground.check_equal(result)
        return sums(self._ground.rows("transferwatch.credits.v1"), "amount")


def split(status: str, **amounts: int) -> Net:
    """Net amounts of order A by payee, all of one status."""
    return {("A", payee, status): Decimal(amount) for payee, amount in amounts.items()}
