"""Opens the store for a change of accounts, or for looking at them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from cli.accounting.texts import ACCOUNTS
from cli.auditing.anchoring import anchor_now
from cli.store_options import Place, now_us, open_place
from cli.texts import Words
from detector.messages import Catalog, Language
from detector.outputs import Param
from store.accounts.passwords import Passwords
from store.audit.places import AnchorFile
from store.engine import reading, writing

ListLines = Callable[[Connection, Words, int], list[str]]


class Desk(NamedTuple):
    """Where a change is made: in one transaction, at one time; what is to be said is said once it is committed."""

    connection: Connection
    passwords: Passwords
    at_us: int
    words: Words
    told: list[str]

    def tell(self, key: str, /, **params: Param) -> None:
        """Say something when the change stands."""
        if "role" in params:
            params["role"] = self.words.code("account", str(params["role"]))
        self.told.append(self.words.say(key, **params))


@contextmanager
def at_desk(place: Place) -> Iterator[Desk]:
    """A desk in a transaction; then the chain's head is anchored and what came of it is printed."""
    engine, anchors = open_place(place)
    told: list[str] = []
    with writing(engine) as connection:
        yield Desk(connection, Passwords(), now_us(), _words(place.lang), told)
    for line in told:
        print(line)  # before anchoring: a password that nobody saw would be lost if the anchor failed
    if anchors is not None:
        anchor_now(engine, [AnchorFile(anchors)], anchors)


def look(place: Place, lines: ListLines) -> list[str]:
    """A list of what there is."""
    engine, _ = open_place(place)
    with reading(engine) as connection:
        return lines(connection, _words(place.lang), now_us())


def _words(lang: Language) -> Words:
    return Words(lang, ACCOUNTS, Catalog({}))
