"""What a store was told not to keep: erased people's names and words, and what is older than its time."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Table

from store.keeping.letters import tells_of
from store.keeping.texts import AGING
from store.recording.rows import Row
from store.types import clean_text


class Withheld(NamedTuple):
    """Whose names and words are not to be kept; from when on words, and follow-ups, are kept at all (None: always)."""

    persons: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    texts_since: datetime | None = None
    figures_since: datetime | None = None

    def text(self, text: str | None, at: datetime, customer: str, person: str | None) -> str | None:
        """A text that a person said about a customer, where it may be kept."""
        if text is None or customer in self.customers or person in self.persons:
            return None
        if self.texts_since is not None and at < self.texts_since:
            return None
        return clean_text(text)

    def hides_event(self, table: Table, row: Row) -> bool:
        """Whether an event is too old to be kept."""
        return self.figures_since is not None and table in AGING and row["occurred_at"] < self.figures_since

    def hides_letter(self, row: Row, letter: bytes) -> bool:
        """Whether a dead letter may not keep its record: too old, or about or with somebody who was erased."""
        refused = row["refused_at"]
        if self.texts_since is not None and refused is not None and refused < self.texts_since:
            return True
        erased = self.persons | self.customers
        return bool(erased) and (row["subject_id"] in erased or tells_of(msgspec.json.decode(letter), erased))
