"""What a world is made of: its settings with units, and the counts of what was written."""

from datetime import date

import msgspec

from detector.errors import UsageError

STYLES = ("mixed", "terse", "wordless", "untimed", "unrecorded", "weekly")
_SHARES = ("fraud_share", "honest_share", "open_share", "unlogged", "duplicates", "refunds")


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
    """

    customers: int = 4000
    teams: int | None = None
    months: int = 15
    start: str = "2025-01-01"
    seed: int = 1
    fraud_share: float = 0.04
    honest_share: float = 0.34
    open_share: float = 0.08
    unlogged: float = 0.15
    duplicates: float = 0.0
    refunds: float = 0.03
    shuffle: bool = False
    deal_days: float = 35.0
    deal_work: float = 9.5
    style: str = "mixed"
    vary: bool = True

    def team_count(self) -> int:
        """Return the number of teams that these settings mean."""
        return self.teams if self.teams is not None else max(6, self.customers // 250)

    def check(self) -> None:
        """Raise UsageError with the first setting that makes no world."""
        for name in _SHARES:
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                message = f"--{name.replace('_', '-')} must be a share from 0 to 1, got {value}"
                raise UsageError(message)
        if self.fraud_share + self.honest_share + self.open_share > 1.0:
            message = "--fraud-share, the honest share and the open share add up to more than 1: lower one of them"
            raise UsageError(message)
        for name, least, most in (("customers", 1, 50_000_000), ("months", 6, 60), ("seed", 0, 2**63 - 1)):
            value = getattr(self, name)
            if not least <= value <= most:
                message = f"--{name} must lie between {least} and {most}, got {value}"
                raise UsageError(message)
        if self.teams is not None and not 2 <= self.teams <= 100_000:
            message = f"--teams must lie between 2 and 100000, got {self.teams}"
            raise UsageError(message)
        for name, least, most in (("deal-days", 2, 200), ("deal-work", 3, 40)):
            value = getattr(self, name.replace("-", "_"))
            if not least <= value <= most:
                message = f"--{name} must lie between {least} and {most}, got {value}"
                raise UsageError(message)
        if self.style not in STYLES:
            message = f"--style must be one of {', '.join(STYLES)}, got {self.style!r}"
            raise UsageError(message)
        self._check_start()

    def _check_start(self) -> None:
        try:
            first = date.fromisoformat(self.start)
        except ValueError:
            message = f"--start must be a date such as 2025-01-01, got {self.start!r}"
            raise UsageError(message) from None
        if not 2000 <= first.year <= 2090:
            message = f"--start must lie between the years 2000 and 2090, got {self.start}"
            raise UsageError(message)


class WorldCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What one run wrote.

    `lines` counts the lines of each file without its copies, `duplicates` the copies of each file; a file
    holds the sum of both. `kinds` counts won orders by kind, `labels` by label, `undecidable` those by label
    that nobody could judge from what was logged. `work_done` and `work_logged` count real pieces of work.
    """

    customers: int
    people: int
    orders: int
    won_orders: int
    events: int
    lines: dict[str, int]
    duplicates: dict[str, int]
    labels: dict[str, int]
    kinds: dict[str, int]
    undecidable: dict[str, int]
    work_done: int
    work_logged: int
