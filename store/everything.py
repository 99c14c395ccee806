"""All tables of the store, whichever room declares them: importing this completes the MetaData."""

from sqlalchemy import MetaData

from store.schema import METADATA
from store.tables import accounts, audit, cases, events, judgements, keeping, webhooks

__all__ = ("accounts", "all_tables", "audit", "cases", "events", "judgements", "keeping", "webhooks")


def all_tables() -> MetaData:
    """The MetaData with every table in it."""
    return METADATA
