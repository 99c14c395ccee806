"""A desk at which webhooks are registered, get new keys and are removed, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from cli.auditing.anchoring import anchor_now
from cli.hooking.texts import WEBHOOKS
from cli.store_options import Place, now_us, open_set_up
from cli.story.teller import printable
from cli.texts import Words
from detector.messages import Catalog, Language
from detector.outputs import Param
from store.audit.places import AnchorFile
from store.engine import writing
from store.sealing.opening import open_vault
from store.sealing.vault import Vault
from store.webhooks.delivering import Delivery
from store.webhooks.registering import Doer


class Desk(NamedTuple):
    """Where webhooks are worked on; what is to be said is said once it is committed."""

    connection: Connection
    vault: Vault
    doer: Doer
    words: Words
    told: list[str]

    def tell(self, key: str, /, **params: Param) -> None:
        """Say something when the change stands."""
        self.told.append(self.words.say(key, **params))


@contextmanager
def at_desk(place: Place, by: str) -> Iterator[Desk]:
    """A desk for somebody; then the chain's head is anchored. The store's key file is made where it has none yet.

    Raises UsageError, StoreError, VaultError.
    """
    opened = open_set_up(place)
    engine, anchors = opened.engine, place.anchors or opened.settings.audit_anchors
    vault = open_vault(engine, opened.key_file, actor=by, at_us=now_us())
    told: list[str] = []
    with writing(engine) as connection:
        yield Desk(connection, vault, Doer(by, now_us()), words_of(place.lang), told)
    for line in told:
        print(line)  # before anchoring: a key that nobody saw would be lost if the anchor failed
    if anchors is not None:
        anchor_now(engine, [AnchorFile(anchors)], anchors)


def words_of(lang: Language) -> Words:
    """The texts of `webhooks` in a language."""
    return Words(lang, WEBHOOKS, Catalog({}))


def delivery_line(delivery: Delivery, words: Words) -> str:
    """A delivery in a line, with what its last attempt came to."""
    last = delivery.log[-1] if delivery.log else None
    came_to = "-" if last is None else str(last.status or last.error)
    return words.say(
        "delivery",
        delivery=delivery.delivery_id,
        at=f"{delivery.occurred_at:%Y-%m-%d %H:%MZ}",
        kind=delivery.kind,
        state=words.code("state", delivery.state),
        attempts=delivery.attempts,
        last=printable(came_to),
        again=f"{delivery.next_at:%Y-%m-%d %H:%MZ}" if delivery.next_at and delivery.attempts else "-",
    )
