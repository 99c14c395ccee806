"""All that is kept of a customer, as one MessagePack array under the cover of every state.

Equal states give equal bytes, whatever the order in which their events arrived.
"""

import msgspec

from detector.bookings import BookedFact
from detector.compact import Mentions, encode_timeline
from detector.errors import StateError
from detector.kept.alerts import SaidAlert, StandingAlert
from detector.kept.assessments import SaidAssessment
from detector.kept.handovers import Handover
from detector.kept.ledgers import SaidLedger
from detector.kept.verdicts import Verdict
from detector.sealing import CURE, seal, unseal
from detector.team_facts import OrderFact
from detector.timeline import Timeline

VERSION = 1
"""The form written; a reader refuses any that it does not know."""


class Tables(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The tables of one customer. Times are microseconds since 1970, 0 before any event.

    `newest`: of all events applied. `late_before`: what is not known and lies before it comes too late.
    `frozen_before`: matters before it are frozen. Neither moves back. `timeline`: in its compact form.

    What was said: `assessments` by id and `alerts` by case while they may change, `ledgers` and the team stage's
    `facts` and what is `booked` by order, `voids` by the id hash of the decision. What is frozen:
    `verdicts` by order, `standing` alerts by case, `handovers` by assessment id.
    """

    newest: int = 0
    late_before: int = 0
    frozen_before: int = 0
    timeline: bytes = encode_timeline(Timeline())
    assessments: dict[str, SaidAssessment] = {}
    alerts: dict[str, SaidAlert] = {}
    ledgers: dict[str, SaidLedger] = {}
    facts: dict[str, list[OrderFact]] = {}
    voids: set[int] = set()
    verdicts: dict[str, Verdict] = {}
    standing: dict[str, StandingAlert] = {}
    handovers: dict[str, Handover] = {}
    booked: dict[str, BookedFact] = {}


_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(Tables)


def encode_tables(tables: Tables) -> bytes:
    """The tables as bytes."""
    return seal(VERSION, _ENCODER.encode(tables))


def decode_tables(state: bytes) -> Tables:
    """The tables as they were. Raises StateError: another version, or bytes that are not what was written."""
    try:
        return _DECODER.decode(unseal(VERSION, state))
    except msgspec.MsgspecError as error:
        message = f"a customer's state of {len(state)} bytes is not in the form of version {VERSION}: {error}. {CURE}"
        raise StateError(message) from None


def mentioned_people(state: bytes) -> Mentions:
    """Everybody whose history may matter to a judgement of a state; a superset, told without decoding it.

    When one person's history changes, others may be concerned as well: `detector.people.concerned_by` names them.

    >>> "amy" in mentioned_people(encode_tables(Tables()))
    False
    """
    return Mentions(state)
