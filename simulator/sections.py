"""The parts of a scenario beyond the plain settings; every default is what a world without a scenario has.

Shares and chances are numbers from 0 to 1; a pair of numbers is the least and the most of what is drawn evenly.
"""

import msgspec

Whole = tuple[int, int]
Real = tuple[float, float]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Staff(_Section, frozen=True, kw_only=True):
    """Who works in a team, beside its manager: so many of each role, and those hired during the observed time.

    `leavers` is the chance that somebody who is there from the start leaves, `sellers_turn` and `assistants_turn`
    the chance that a team has one who changes into the other role, `reorganised` that a team gets another id.
    """

    sellers: Whole = (6, 10)
    assistants: Whole = (3, 5)
    service: Whole = (2, 2)
    new_sellers: Whole = (1, 1)
    new_assistants: Whole = (1, 2)
    leavers: float = 0.13
    sellers_turn: float = 0.6
    assistants_turn: float = 0.3
    reorganised: float = 0.2


class Leave(_Section, frozen=True, kw_only=True):
    """How often and for how many days people are away; a person has `absences` short ones, and may have longer ones."""

    absences: Whole = (1, 4)
    short_days: Whole = (1, 9)
    long_share: float = 0.3
    long_days: Whole = (10, 24)
    very_long_share: float = 0.1
    very_long_days: Whole = (40, 130)


class Understandings(_Section, frozen=True, kw_only=True):
    """Who has an understanding: the chance that a team has a pair of seller and assistant, or a ring of two sellers.

    `most_pairs` and `most_rings` limit their number in the firm (None: no limit).
    """

    pair_share: float = 0.7
    ring_share: float = 0.3
    most_pairs: int | None = None
    most_rings: int | None = None


class Focus(_Section, frozen=True, kw_only=True):
    """A team that begins to cheat: from `from_month` on, `share` of all frauds are those of team number `team`.

    As many of its honest deals go elsewhere, so that the team sells no more than before. 0 is no team.
    """

    team: int = 0
    from_month: int = 8
    share: float = 0.9


class Quotas(_Section, frozen=True, kw_only=True):
    """Monthly targets, if `given`: between which parts of a person's usual month they lie.

    `new_customers` is the share of months with a target of new customers too.
    """

    given: bool = True
    factor: Real = (0.75, 1.3)
    new_customers: float = 0.1


class Kinds(_Section, frozen=True, kw_only=True):
    """Which journeys there are, each with its weight among its sort; None is the weights in `simulator.kinds`.

    A list stands alone: a kind that it does not name is not played, unless `usual` says how many times its usual weight
    holds.
    """

    fraud: dict[str, int] | None = None
    honest: dict[str, int] | None = None
    plain: dict[str, int] | None = None


class Recording(_Section, frozen=True, kw_only=True):
    """When people type their work in, in weights: at once, in the evening, on Fridays.

    `friday_flat`: on Fridays, and the true time is lost too. `none`: in a CRM that does not say when.
    """

    prompt: float = 50.0
    evening: float = 22.0
    friday: float = 14.0
    friday_flat: float = 3.0
    none: float = 11.0


class Logging(_Section, frozen=True, kw_only=True):
    """How people log; each person draws one value from each list.

    `trivial`: an empty entry beside a real one. `terse`, `copy`, `silent`: a short text, a template, no text.
    `untimed`: no duration. `staged`: the entry says how far the deal is. `weekend`: work on a day off. `speed` scales
    a person's deals. `unevenness`: 1, most log nearly everything and a few hardly anything; 0, everybody forgets alike.
    """

    trivial: tuple[float, ...] = (0.02, 0.05, 0.1, 0.2, 0.35)
    terse: tuple[float, ...] = (0.05, 0.1, 0.15, 0.3, 0.6)
    copy: tuple[float, ...] = (0.0, 0.03, 0.05, 0.12)
    silent: tuple[float, ...] = (0.0, 0.02, 0.05, 0.15)
    untimed: tuple[float, ...] = (0.0, 0.02, 0.05, 0.3)
    staged: tuple[float, ...] = (0.0, 0.3, 0.7, 0.95)
    weekend: tuple[float, ...] = (0.02, 0.05, 0.1, 0.3)
    speed: Real = (0.7, 1.4)
    unevenness: float = 0.4
    recording: Recording = Recording()


class Calendar(_Section, frozen=True, kw_only=True):
    """When people work and customers sign.

    `public_holidays`: China's. `days_off`: further ones, dates (`2025-12-24`) or spans (`2025-12-24..2026-01-02`).
    `season`: the weight of each month for orders, January first. `month_end`: the share of orders moved to its end.
    `office_handovers`: a change of owner at night waits until the office opens, if nothing comes between.
    """

    public_holidays: bool = True
    days_off: tuple[str, ...] = ()
    season: tuple[float, ...] = (0.8, 0.6, 1.25, 1.0, 0.95, 1.3, 0.9, 0.9, 1.2, 0.8, 1.1, 1.35)
    month_end: float = 0.2
    office_handovers: bool = True


class Orders(_Section, frozen=True, kw_only=True):
    """What becomes of orders beside refunds: the share amended, and the share cancelled."""

    amended: float = 0.04
    cancelled: float = 0.015


class Delivery(_Section, frozen=True, kw_only=True):
    """How records reach the folder or Kafka.

    `by_arrival`: all lines in the order in which they arrive, when they happened or were recorded, and not customer by
    customer. Then `disorder_minutes` is the longest delay of any record, and the share `late` comes up to `late_days`
    days late. `lost_activities` and `lost_changes` are shares of records that never arrive.
    """

    by_arrival: bool = False
    disorder_minutes: float = 0.0
    late: float = 0.0
    late_days: float = 14.0
    lost_activities: float = 0.0
    lost_changes: float = 0.0
