"""What a verification says: sound as far as it can be told, or the first bad entry and what is wrong with it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from detector.outputs import Param
from store.audit.entry import Head

FaultCode = Literal[
    "unreadable",
    "edited",
    "columns_edited",
    "rewritten",
    "start",
    "deleted",
    "reordered",
    "inserted",
    "other_chain",
    "cut",
    "head",
    "rehashed",
]


class Fault(NamedTuple):
    """The first thing that is wrong. `seq`: number of the first bad entry; `line`: where it stands, 0 if it is gone."""

    code: FaultCode
    seq: int
    line: int
    params: Mapping[str, Param]

    @property
    def message_id(self) -> str:
        """Id of its sentence in `store.audit.messages`."""
        return f"audit.fault.{self.code}"

    @property
    def message_params(self) -> dict[str, Param]:
        """What stands in its sentence."""
        return {**self.params, "seq": self.seq, "line": self.line}


class Verdict(NamedTuple):
    """What a verification found.

    `entries`: how many were sound before the first fault. `head`: the last sound one. `anchors`: how many anchors were
    given; `anchored`: the highest entry that an anchor vouches for. `fault`: None where nothing is wrong.
    """

    entries: int
    head: Head | None
    anchors: int
    anchored: int
    fault: Fault | None

    @property
    def unanchored(self) -> int:
        """Entries at the end that no anchor vouches for yet: they could be cut or made anew unnoticed."""
        return self.entries - self.anchored
