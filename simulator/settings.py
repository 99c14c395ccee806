"""What a world is made of: its settings with units, and the counts of what was written."""

from typing import Any

import msgspec

from simulator import sections
from simulator.temper import Temper

STYLES = ("mixed", "terse", "wordless", "untimed", "unrecorded", "weekly")


class WorldSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that decides a world; equal settings give equal bytes.

    Shares are numbers from 0 to 1. `customers` is the number of customers, of which `fraud_share` live
    through a fraudulent journey, `honest_share` through an honest one that only looks odd, `open_share` have
    not ordered yet, and the rest are plain. `unlogged` is the mean share of real work that never reaches the
    CRM (it differs by person). `teams` is the number of sales teams (None: one per 250 customers, at least 6),
    `months` the length of the observed time in months of 30 days from `start` (a date, local midnight at
    +08:00). `duplicates` is the share of lines that are written twice, `refunds` the share of orders refunded
    in part or whole. With `shuffle` the lines of each file come in random order.

    `deal_days` and `deal_work` are the medians of a deal's length in days and of the pieces of work it takes.
    `style` is how the whole firm logs: mixed (everybody otherwise), terse (short texts), wordless (no texts, but
    durations), untimed (no durations), unrecorded (no `recorded_at`) or weekly (everything typed in on Fridays).
    With `vary` each seed draws the firm's character too (see `temper`); without it all firms are middling ones.
    `temper` sets single traits of that character, whatever was drawn. The sections are told in `simulator.sections`.
    """

    customers: int = 4000
    teams: int | None = None
    months: int = 15
    start: str = "2025-01-01"
    seed: int = 1
    fraud_share: float = 0.04
    honest_share: float = 0.5
    open_share: float = 0.08
    unlogged: float = 0.15
    duplicates: float = 0.0
    refunds: float = 0.03
    shuffle: bool = False
    deal_days: float = 35.0
    deal_work: float = 18.0
    style: str = "mixed"
    vary: bool = True
    temper: dict[str, Any] = {}
    staff: sections.Staff = sections.Staff()
    leave: sections.Leave = sections.Leave()
    understandings: sections.Understandings = sections.Understandings()
    focus: sections.Focus = sections.Focus()
    quotas: sections.Quotas = sections.Quotas()
    kinds: sections.Kinds = sections.Kinds()
    logging: sections.Logging = sections.Logging()
    calendar: sections.Calendar = sections.Calendar()
    orders: sections.Orders = sections.Orders()
    delivery: sections.Delivery = sections.Delivery()

    def team_count(self) -> int:
        """Return the number of teams that these settings mean."""
        return self.teams if self.teams is not None else max(6, self.customers // 250)

    def tempered(self, drawn: Temper) -> Temper:
        """Return the firm's character with the traits that the settings fix. Raises msgspec.ValidationError."""
        return msgspec.convert(msgspec.to_builtins(drawn) | self.temper, Temper, strict=False)


class WorldCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What one run wrote.

    `lines` counts the lines of each file without its copies, `duplicates` the copies of each file; a file
    holds the sum of both. `lost` counts records that never arrive and stand in no file, `late` those that come
    later than the others, by file. `kinds` counts won orders by
    kind, `labels` by label, `undecidable` those by label that nobody could judge from what was logged. `work_done`
    and `work_logged` count real pieces of work.
    """

    customers: int
    people: int
    orders: int
    won_orders: int
    events: int
    lines: dict[str, int]
    duplicates: dict[str, int]
    lost: dict[str, int]
    late: dict[str, int]
    labels: dict[str, int]
    kinds: dict[str, int]
    undecidable: dict[str, int]
    work_done: int
    work_logged: int
