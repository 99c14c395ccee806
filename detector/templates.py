"""Days of real contact that all stand under one stock sentence: a way to log, and not only a way to pad.

A text said again and again makes an entry weigh next to nothing. Who logs every meeting under the same sentence still
leaves other traces: how long it took, when it was typed in, on which days. Copies of a colleague's sentences, entries
without a duration and those typed in days later are left out.
"""

from collections.abc import Mapping, Sequence

from detector.contacts import with_customer
from detector.instant import DAY_US
from detector.weight import Weighed, lag_s

_ONLY_SAID_AGAIN = frozenset(("copied_text", "repeated_text", "capped_duration"))
PROMPT_S = 3 * 86_400
"""An entry recorded later than so many seconds is no prompt one."""


def template_days(by_person: Mapping[str, Sequence[Weighed]], person: str) -> frozenset[int]:
    """UTC days on which a person logged such a contact; `by_person`: everybody's entries in the deal."""
    mine = [item for item in by_person.get(person, ()) if item.why and _lasted_and_was_typed_in_soon(item)]
    if not mine:
        return frozenset()
    others = {item.fact.text_digest for who, items in by_person.items() if who != person for item in items}
    return frozenset(item.fact.at // DAY_US for item in mine if item.fact.text_digest not in others)


def _lasted_and_was_typed_in_soon(item: Weighed) -> bool:
    """Whether nothing but a sentence said before speaks against a contact; of an entry with something against it."""
    if not _ONLY_SAID_AGAIN.issuperset(item.why):
        return False
    return item.fact.duration_s > 0 and 0 <= lag_s(item.fact) <= PROMPT_S and with_customer(item.fact)
