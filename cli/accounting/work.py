"""Opens the store for a change of accounts, or for looking at them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from cli.accounting.texts import ACCOUNTS
from cli.auditing.anchoring import anchor_now
from cli.store_options import now_us, open_store
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
def at_desk(url: str | None, anchors: Path | None, lang: Language) -> Iterator[Desk]:
    """A desk in a transaction; then the chain's head is anchored and what came of it is printed."""
    engine = open_store(url)
    told: list[str] = []
    with writing(engine) as connection:
        yield Desk(connection, Passwords(), now_us(), _words(lang), told)
    for line in told:
        print(line)  # before anchoring: a password that nobody saw would be lost if the anchor failed
    if anchors is not None:
        anchor_now(engine, [AnchorFile(anchors)], anchors)


def look(url: str | None, lang: Language, lines: ListLines) -> list[str]:
    """A list of what there is."""
    with reading(open_store(url)) as connection:
        return lines(connection, _words(lang), now_us())


def _words(lang: Language) -> Words:
    return Words(lang, ACCOUNTS, Catalog({}))
