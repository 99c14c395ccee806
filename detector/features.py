"""The facts by which an order or a transfer is judged, as figures.

Rules see nothing else, and every assessment stores them, so each outcome can be computed again from what it stores.
Work is in thousandths (1000 = a 30-minute meeting with its own text), times in whole hours, -1 means none.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from detector.outputs import Value

Link = Literal["own", "path", "proxy", "helper"]
ChangedBy = Literal["none", "unknown", "originator", "payee", "manager", "other"]


class Features(Struct, frozen=True, kw_only=True):
    """Defaults are those of an order of which nothing is known but that its owner sold it."""

    subject: Literal["order", "transfer"] = "order"
    link: Link = "own"
    """How the other worker comes in: a former owner (`path`), the owner while another is booked (`proxy`), `helper`."""
    order_type: str = "new"
    web_order: bool = False
    entered_by_other: bool = False
    payee_role: str = "other"
    originator_role: str = "other"
    """The role that the originator had just before the hop, or before the order."""
    hop_hours: int = -1
    """From the hop out of the originator's hands to the order (or -1)."""
    last_hop_hours: int = -1
    """From the change that made the payee the owner to the order (or -1)."""
    late_stage: int = 0
    """Rank of the latest stage noted before the hop in the company's list of late stages; 0 for none."""
    originator_before: int = 0
    originator_grace: int = 0
    """Work of the originator in the grace days after the hop."""
    originator_after: int = 0
    """Work of the originator after the grace days, until the order."""
    originator_entries: int = 0
    """Entries of the originator in the deal that weigh something."""
    originator_days: int = 0
    """Days (UTC) on which the originator has such entries."""
    originator_days_after: int = 0
    """Those of them after the hop."""
    originator_closing_after: int = 0
    """Quotes and contracts of the originator after the hop that weigh something."""
    originator_idle_hours: int = -1
    """From the originator's last such entry to the order."""
    originator_sold_beside: bool = False
    """The originator is booked on another order of the same deal, at most some days away."""
    payee_days: int = 0
    payee_away: bool = False
    """The payee was on leave or gone at the order; what they logged while away is not counted."""
    payee_before: int = 0
    payee_after: int = 0
    payee_entries_before: int = 0
    payee_entries_after: int = 0
    payee_hollow_after: int = 0
    """How many of the payee's entries after the hop weigh next to nothing."""
    payee_pieces: int = 0
    """Entries of the payee in the deal that weigh something; `payee_days` are the days with them."""
    payee_solid: int = 0
    """Those of them that weigh as much as a quarter of an hour's meeting, or more."""
    payee_closing: int = 0
    """Quotes and contracts among them that did not come from the customer."""
    payee_copied: int = 0
    """Entries of the payee whose text stands there already."""
    payee_template_days: int = 0
    """Days (UTC) of the payee with no other contact than timed, promptly recorded ones under an own stock sentence."""
    payee_crowded: int = 0
    """Entries of the payee that were started within minutes of each other, or overlap."""
    payee_backdated: int = 0
    """Entries of the payee typed in together with such as were many days old by then."""
    payee_typed_in_after: int = 0
    """Entries of the payee that were typed in after the order, half a day late or more."""
    payee_work_typed_in: int = 0
    """Work of the payee in those entries."""
    payee_inbound: int = 0
    """How many of the payee's entries in the deal the customer started."""
    payee_replies: int = 0
    """Days (UTC) on which such a one weighs something and was not typed in only after the order."""
    others_work: int = 0
    """Work in the deal of everybody else, managers apart."""
    others_after: int = 0
    """That of them after the hop."""
    go_betweens: int = 0
    go_between_work: int = 0
    payee_share_permille: int = -1
    """The payee's part of the weighed work in the deal, managers apart; -1 where nothing was weighed."""
    total_work: int = 0
    logged_entries: int = -1
    """Activities of anybody with this customer that are logged before the matter, of whatever weight; -1 unknown."""
    handed_back_hours: int = -1
    """From the order until the originator owns the customer again."""
    originator_after_order: int = 0
    payee_after_order: int = 0
    changed_by: ChangedBy = "none"
    """Who made the hop; `payee` also where a go-between took the customer with their own hands."""
    moved_from_outside: bool = False
    """Somebody outside sales and both teams moved the customer to the payee, for a reason that names no known one."""
    same_team: bool = False
    teams_known: bool = False
    payee_team_sells: bool = True
    """The payee's team has salespeople: a move to it may be one of territory."""
    payee_tenure_days: int = -1
    """From the first stated version of the payee to the hop; -1 where the originator is not known for longer."""
    originator_left: bool = False
    originator_away: bool = False
    """On leave or gone within some days around the hop, or at the order."""
    originator_work_while_away: int = 0
    originator_work_back: int = 0
    """Work of the originator after the last such absence, until the order."""
    originator_moved: bool = False
    """The originator changed team or left sales within some days around the hop."""
    originator_paid_before: bool = False
    """An earlier order of this customer credits the originator."""
    hours_since_earlier_order: int = -1
    idle_hours: int = -1
    """From the originator's last contact before the hop to the hop."""
    pool_hours: int = 0
    """The longest time in the pool between the originator and the order."""
    asked_other_contact: bool = False
    reason_given: bool = False
    reason_late: bool = False
    reason_code: str = ""
    reason_result: str = ""
    """`confirmed`, `contradicted`, `untestable`, or "" where none was given."""
    path_counted: bool = False

    @property
    def originator_work(self) -> int:
        """The originator's work in the deal, before and after the hop."""
        return self.originator_before + self.originator_grace + self.originator_after

    @property
    def payee_work(self) -> int:
        """The payee's work in the deal, before and after the hop."""
        return self.payee_before + self.payee_after

    @property
    def payee_versus_permille(self) -> int:
        """The payee's part of what the two did, work and days with work equally counted; 1000 where neither worked."""
        mine = self.payee_before + self.payee_after
        work = mine + self.originator_before + self.originator_grace + self.originator_after
        if not work:
            return 1000
        days = self.payee_days + self.originator_days
        return (mine * 1000 // work + (self.payee_days * 1000 // days if days else 0)) // 2

    def as_dict(self) -> dict[str, Value]:
        """Name → value, as stored in an assessment."""
        return msgspec.structs.asdict(self)


def from_dict(stored: dict[str, Value]) -> Features:
    """Features as stored, to recompute a judgement. Raises msgspec.ValidationError for a wrong type.

    >>> from_dict(Features(hop_hours=5).as_dict()).hop_hours
    5
    """
    return msgspec.convert(stored, Features)
