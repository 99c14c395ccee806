"""People, quotas and names by their own keys: counted and deduplicated by the worker that owns the partition."""

from collections.abc import Iterable

import msgspec

from detector.decode import Decoded
from detector.events import Name, Person, Quota
from detector.facts import payload_hash, person_fact
from detector.text import hash64
from detector.timeline import Applied
from streams.live.persons import PersonStage
from streams.live.state import SUBJECT, PartitionState, StateChange

_Hashes = dict[int, int]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Hashes).decode


def _payload(event: Person | Name | Quota, at: int) -> int:
    if isinstance(event, Person):
        return hash64(msgspec.json.encode(person_fact(event, at)))
    return payload_hash(event, at)


class SubjectStage:
    """Which events of a person or name were seen, as hashes of their ids and payloads."""

    def __init__(self, state: PartitionState, persons: PersonStage) -> None:
        """`persons`: gets the quotas that were not there before."""
        self._state = state
        self._persons = persons
        self._changed: dict[bytes, _Hashes] = {}

    def apply(self, topic: str, key: bytes, decoded: Decoded) -> Applied:
        """Note one event; what was read first under an id holds."""
        event, at, _ = decoded
        assert isinstance(event, Person | Name | Quota)
        place = SUBJECT + topic.encode() + b"\0" + key
        seen = self._changed.get(place)
        if seen is None:
            stored = self._state.states.get(place)
            seen = {} if stored is None else _decode(stored)
        payload, event_hash = _payload(event, at), hash64(event.event_id.encode())
        if event_hash not in seen:
            seen[event_hash] = payload
            self._changed[place] = seen
            if isinstance(event, Quota):
                self._persons.set_target(event, at)
            return "applied"
        return "duplicate" if seen[event_hash] == payload else "id_conflict"

    def changes(self) -> Iterable[StateChange]:
        """What changed since the last flush; asked for once per flush."""
        changed, self._changed = self._changed, {}
        return [StateChange(place, _encode(dict(sorted(seen.items())))) for place, seen in changed.items()]
