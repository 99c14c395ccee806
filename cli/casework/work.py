"""A desk at which one person works on one case, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from cli.auditing.anchoring import anchor_now
from cli.casework.texts import CASES
from cli.store_options import Place, now_us, open_place
from cli.texts import Words
from console.casework import need_right
from console.nearness import Organisation
from console.permissions import Action
from detector.errors import AccountError, InputError, UsageError
from detector.events import Share
from detector.messages import Catalog, Language
from detector.outputs import Param
from store.accounts.account import Account, need_account
from store.audit.places import AnchorFile
from store.cases.case import need_case
from store.cases.drafting import Settlement
from store.cases.states import STATES, State
from store.cases.worker import Worker, worker_of
from store.engine import writing
from store.queries.organisation import managers_now, teams_now
from store.queries.parts import people_of_cases


class Desk(NamedTuple):
    """Where a case is worked on; what is to be said is said once it is committed."""

    connection: Connection
    worker: Worker
    at_us: int
    words: Words
    told: list[str]

    def tell(self, key: str, /, **params: Param) -> None:
        """Say something when the change stands."""
        self.told.append(self.words.say(key, **params))


@contextmanager
def at_desk(place: Place, by: str, case_id: str | None, action: Action = "decide") -> Iterator[Desk]:
    """A desk for an account, by its name, at a case; then the chain's head is anchored.

    `case_id` None: what is done says itself which case. Raises AccountError, CaseError.
    """
    engine, anchors = open_place(place)
    told: list[str] = []
    with writing(engine) as connection:
        account = need_account(connection, by)
        if case_id is not None:
            check_right(connection, account, case_id, action)
        yield Desk(connection, worker_of(account), now_us(), words_of(place.lang), told)
    for line in told:
        print(line)
    if anchors is not None:
        anchor_now(engine, [AnchorFile(anchors)], anchors)


def check_right(connection: Connection, account: Account, case_id: str, action: Action) -> None:
    """See that an account sees a case and may do something with it. Raises CaseError."""
    case = need_case(connection, case_id)
    people = people_of_cases(connection, [case.case_id]).get(case.case_id, frozenset())
    organisation = Organisation(teams_now(connection), managers_now(connection))
    need_right(account, action, case_id, people, organisation)


def words_of(lang: Language) -> Words:
    """The texts of `cases` in a language."""
    return Words(lang, CASES, Catalog({}))


def read_keys(path: Path | None) -> list[bytes]:
    """The keys that sign links, one a line; the first signs, the others still verify. Raises UsageError, InputError."""
    if path is None:
        message = "say which key signs the link: --link-key with a file of random lines (`openssl rand -hex 32`)"
        raise UsageError(message)
    try:
        keys = [line.strip() for line in path.read_bytes().splitlines() if line.strip()]
    except OSError as error:
        message = f"{path}: the keys of links cannot be read ({error.strerror}); expected a file with one key a line"
        raise InputError(message) from None
    if not keys:
        message = f"{path}: holds no key; write one random line into it, such as that of `openssl rand -hex 32`"
        raise AccountError(message)
    return keys


def settlements(release: Sequence[str], reassign: str | None, share: Sequence[str]) -> list[Settlement]:
    """What the options say of orders' credit. Raises UsageError where they do not fit together."""
    from cli.deciding.draft import read_shares

    if (reassign is None) != (not share):
        message = "--reassign names the order, and --share a payee and a part (several): give both or neither"
        raise UsageError(message)
    if reassign is not None and reassign in release:
        message = f"order {reassign!r} is both to be released and reassigned; give one of the two"
        raise UsageError(message)
    found = [Settlement(order_id) for order_id in dict.fromkeys(release)]
    shares: list[Share] = read_shares(share)
    return found if reassign is None else [*found, Settlement(reassign, shares)]


def chosen_states(names: Sequence[str]) -> list[State]:
    """States by their names. Raises UsageError for another one."""
    unknown = [name for name in names if name not in STATES]
    if unknown:
        message = f"--state {unknown[0]!r} is none; expected one of {', '.join(STATES)}"
        raise UsageError(message)
    return [state for state in STATES if state in names]
