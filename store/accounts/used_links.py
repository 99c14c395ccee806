"""Links that work once: what was used stays known until the link has expired anyway."""

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from detector.errors import AccountError
from store.accounts.links import REFUSED, Grant
from store.tables.accounts import used_links
from store.types import fit_id, utc


def use_link(connection: Connection, grant: Grant, at_us: int) -> None:
    """Use a link up, in the transaction of what it was for. Raises AccountError where that was done before."""
    connection.execute(delete(used_links).where(used_links.c.until_at < utc(at_us)))
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"nonce": fit_id(grant.nonce), "until_at": utc(grant.until_s * 1_000_000)}
    insert = make(used_links).values(values).on_conflict_do_nothing().returning(used_links.c.nonce)
    if connection.execute(insert).one_or_none() is None:
        raise AccountError(REFUSED)
