"""What is kept of a matter of findings: its unusual ones, and the alert that was said of it last."""

import msgspec
from msgspec import Struct

from detector.errors import StateError
from detector.finding_alerts import standing
from detector.outputs import Alert
from detector.sealing import CURE, seal, unseal

VERSION = 1
"""The form written; a reader refuses any that it does not know."""


class _State(Struct, array_like=True, forbid_unknown_fields=True):
    """`unusual`: finding id → its alert. `said`: the one last said, as it was said."""

    unusual: dict[str, Alert]
    said: Alert | None


_ENCODER = msgspec.msgpack.Encoder(order="sorted")
_DECODER = msgspec.msgpack.Decoder(_State)


class FindingCase:
    """One matter; a correction may take back any of its findings, and then an earlier one stands again."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self._unusual: dict[str, Alert] = {}
        self._said: Alert | None = None

    def put(self, finding_id: str, alert: Alert | None) -> None:
        """Let this be what a finding raises; None: nothing, or nothing any more."""
        if alert is None:
            self._unusual.pop(finding_id, None)
        else:
            self._unusual[finding_id] = alert

    def news(self) -> Alert | None:
        """What is to be said of the matter, with its next revision; None where nothing became other.

        A matter without an unusual finding is said once more, withdrawn, and keeps counting its revisions.
        """
        now, said = standing(self._unusual.values()), self._said
        if now is None and said is not None:
            now = msgspec.structs.replace(said, status="withdrawn")
        if now is None:
            return None
        revision = 1 if said is None else said.revision
        if said is not None and msgspec.structs.replace(now, revision=revision) == said:
            return None
        self._said = msgspec.structs.replace(now, revision=revision + (said is not None))
        return self._said

    def encode(self) -> bytes:
        """All of it in a compact form; no bytes stand for nothing."""
        if not self._unusual and self._said is None:
            return b""
        return seal(VERSION, _ENCODER.encode(_State(self._unusual, self._said)))

    @classmethod
    def decode(cls, case_id: str, state: bytes) -> "FindingCase":
        """Exactly what was written. Raises StateError: another version, or bytes that are not what was written."""
        found = cls(case_id)
        if not state:
            return found
        what = f"the alert of {case_id!r}"
        body = unseal(VERSION, state, what)
        try:
            kept = _DECODER.decode(body)
        except msgspec.MsgspecError as error:
            message = f"{what} is not in the form of version {VERSION}: {error}. {CURE}"
            raise StateError(message) from None
        found._unusual, found._said = kept.unusual, kept.said
        return found
