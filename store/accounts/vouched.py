"""Signing in where somebody else vouches for the person: a provider of OpenID Connect."""

from sqlalchemy import Engine, Row, select, update

from store.accounts.account import account_of, find_row
from store.accounts.managing import enter_change
from store.accounts.signing_in import SignedIn
from store.audit.chain import append
from store.audit.entry import NOBODY, Happened
from store.audit.kinds import Detail
from store.engine import writing
from store.tables.accounts import accounts
from store.types import utc

METHOD = "oidc"


def sign_in_vouched(engine: Engine, name: str, at_us: int) -> SignedIn | None:
    """The account of a name that a provider vouches for; None where there is none, or it is disabled.

    Each attempt is an audit entry. A first password that was never replaced is taken away: whoever signs in elsewhere
    does not need it, and it was seen by whoever made the account.
    """
    with writing(engine) as connection:
        row = find_row(connection, name)
        if row is not None:
            query = select(accounts).where(accounts.c.account_id == row.account_id).with_for_update()
            row = connection.execute(query).one_or_none()
        why = _why_not(row)
        account_id = row.account_id if row is not None else NOBODY
        if row is not None and not why:
            mine = accounts.c.account_id == account_id
            connection.execute(update(accounts).where(mine).values(signed_in_at=utc(at_us)))
            if row.must_change_password:
                none = {"password_hash": None, "must_change_password": False}
                connection.execute(update(accounts).where(mine).values(none))
                enter_change(connection, account_id, account_id, "password_removed", at_us)
        details = {"method": METHOD, "result": "refused", "why": why} if why else {"method": METHOD, "result": "ok"}
        subject = f"account:{account_id}"
        append(connection, Happened(kind="sign_in", actor=account_id, subject=subject, details={**details}), at_us)
        if row is None or why:
            return None
        return SignedIn(account_of(row)._replace(must_change_password=False), METHOD)


def refuse_vouched(engine: Engine, at_us: int) -> None:
    """Enter a sign-in for which the provider's answer proves nobody; what it lacked stands in the log."""
    details: dict[str, Detail] = {"method": METHOD, "result": "refused", "why": "provider"}
    happened = Happened(kind="sign_in", actor=NOBODY, subject=f"account:{NOBODY}", details=details)
    with writing(engine) as connection:
        append(connection, happened, at_us)


def _why_not(row: Row[tuple[object, ...]] | None) -> str:
    if row is None:
        return "unknown"
    return "disabled" if row.disabled_at is not None else ""
