"""Transfers that are frozen while their order is still to come: what may yet supersede them is looked for.

All else of a frozen transfer stands as it was said.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import msgspec

from detector.facts import ChangeFact
from detector.kept.alerts import TRANSFER_SCORE, StandingAlert, decode_alert
from detector.kept.said import encode_content
from detector.orders import OrderHistory, first_order_of
from detector.outputs import AlertStatus, Assessment
from detector.path import trace_ownership

_EVER = 2**62
_decode_assessment = msgspec.json.Decoder(Assessment).decode


class Handover(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """A transfer at a time to a receiver, its assessment as JSON, and the case of its alert ("" for none)."""

    at: int
    receiver: str
    assessment: bytes
    case_id: str

    def superseding(
        self, orders: Sequence[OrderHistory], changes: Sequence[ChangeFact], since: int
    ) -> tuple[str | None, int | None]:
        """The receiver's earliest order while the customer was theirs, and when the next owner came.

        `since`: no owner came between the transfer and then, and all changes from then on are known.
        """
        segments = trace_ownership(changes, since, _EVER).segments
        starts = (part.start for part in segments if part.owner and part.start is not None)
        end = next((start for start in starts if start > self.at), None)
        return first_order_of(orders, self.receiver, self.at, end), end

    def assessed(self, order_id: str | None) -> "Handover":
        """The same, superseded by an order."""
        assessment = self.said()
        named = None if order_id is None else f"order:{order_id}"
        if assessment.superseded_by == named:
            return self
        changed = msgspec.structs.replace(assessment, superseded_by=named)
        return msgspec.structs.replace(self, assessment=encode_content(changed))

    def said(self) -> Assessment:
        """The assessment, of revision 1."""
        return _decode_assessment(self.assessment)

    def alerted(self, standing: StandingAlert, reviewed: AbstractSet[str]) -> StandingAlert:
        """The alert that stands for the case: where it is this transfer's, an order confirms or withdraws it."""
        if standing.score != TRANSFER_SCORE:
            return standing
        assessment, alert = self.said(), decode_alert(standing.alert)
        if alert.assessment_id != assessment.assessment_id:
            return standing
        order = assessment.superseded_by
        status: AlertStatus = "provisional" if order is None else "confirmed" if order in reviewed else "withdrawn"
        return StandingAlert(TRANSFER_SCORE, encode_content(msgspec.structs.replace(alert, status=status)))
