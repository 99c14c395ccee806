"""Whether honest people of some group are flagged more often than others: flag rates by group, held against all.

Two bases. `paid`: the payee of every honest order. `handed`: both people of every honest order in which a colleague's
work is held against the payee's; nearly all flags arise there, so it compares those who run the risk at all. A group's
rate is held against the rate of all on the same basis, on the same draws. Former owners whom the people stream never
states (a queue, a partner) are nobody's colleagues.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from cli.evaluation.bootstrap import Draws, Floats, Interval, divided, interval
from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.staff import DIMENSIONS, Staff
from cli.evaluation.world_events import Booked

Basis = Literal["paid", "handed"]
BASES: tuple[Basis, ...] = ("paid", "handed")
Standing = Literal["within", "unclear", "over"]
PLACES = 4


class Part(NamedTuple):
    """One person's part in one honest order; `groups`: dimension → group at the order's time."""

    customer: str
    person: str
    bases: tuple[Basis, ...]
    flagged: bool
    groups: dict[str, str]


class GroupRow(Struct, frozen=True):
    """One group on one basis; the row of everybody has the dimension "all".

    `parts`: parts in honest orders, `flagged`: those in `review`; `people`, `people_flagged`: how many persons.
    `times`: the group's rate ÷ everybody's, None where nobody is flagged. `standing`: `over` where `times` is above the
    limit and the whole interval of the group's rate above everybody's rate; `unclear` where it is not: too few to say.
    """

    basis: Basis
    dimension: str
    group: str
    parts: int
    flagged: int
    people: int
    people_flagged: int
    interval: Interval | None
    times: float | None
    times_interval: Interval | None
    standing: Standing

    @property
    def rate(self) -> float | None:
        """Flagged parts among all."""
        return self.flagged / self.parts if self.parts else None

    @property
    def name(self) -> str:
        """Its name as the option `--but` takes it, such as `paid:role=assistant`."""
        return f"{self.basis}:{self.dimension}={self.group}"


class Fairness(Struct, frozen=True):
    """All groups, and how often the average a group may be flagged."""

    rows: list[GroupRow]
    max_times: float

    @property
    def over(self) -> list[str]:
        """The names of the groups that are flagged more often than allowed."""
        return [row.name for row in self.rows if row.standing == "over"]


def parts_of(world: str, orders: dict[str, LabelledOrder], booked: dict[str, Booked], staff: Staff) -> list[Part]:
    """The parts of people in the honest orders of one world; `world` keeps its people apart from another world's."""
    parts = []
    for order_id, order in orders.items():
        known = booked.get(order_id)
        if order.fraud or known is None or not order.payee:
            continue
        handed: tuple[Basis, ...] = ("handed",) if staff.knows(order.other) else ()
        for person, bases in ((order.payee, ("paid", *handed)), (order.other, handed)):
            if bases:
                groups = staff.groups(person, known.first_at)
                parts.append(Part(order.customer, f"{world}:{person}", bases, order.flagged, groups))
    return parts


def compare(parts: Sequence[Part], *, max_times: float, resamples: int, seed: int) -> Fairness:
    """Every group beside everybody, on both bases."""
    draws = Draws([part.customer for part in parts], resamples=resamples, seed=seed)
    rows: list[GroupRow] = []
    for basis in BASES:
        on_basis = [basis in part.bases for part in parts]
        groups = [("all", "all", on_basis)]
        for dimension, names in DIMENSIONS.items():
            for name in names:
                members = [on and part.groups[dimension] == name for on, part in zip(on_basis, parts, strict=True)]
                if any(members):
                    groups.append((dimension, name, members))
        rows.extend(_rows(basis, parts, groups, draws, max_times))
    return Fairness(rows, max_times)


def _rows(
    basis: Basis, parts: Sequence[Part], groups: Sequence[tuple[str, str, list[bool]]], draws: Draws, max_times: float
) -> Iterable[GroupRow]:
    wholes = [list(map(int, members)) for _, _, members in groups]
    flagged = [[a & part.flagged for a, part in zip(whole, parts, strict=True)] for whole in wholes]
    intervals = draws.rates(flagged, wholes)
    drawn = draws.sums([*flagged, *wholes])
    count = len(groups)
    rates: list[Floats] = [divided(drawn[:, at], drawn[:, count + at]) for at in range(count)]
    average = sum(flagged[0]) / sum(wholes[0]) if sum(wholes[0]) else 0.0
    for at, (dimension, name, members) in enumerate(groups):
        n, flags = sum(wholes[at]), sum(flagged[at])
        times = flags / n / average if n and average else None
        spread = interval(divided(rates[at], rates[0]))
        yield GroupRow(
            basis=basis, dimension=dimension, group=name, parts=n, flagged=flags,
            people=len({part.person for part, on in zip(parts, members, strict=True) if on}),
            people_flagged=len({part.person for part, on in zip(parts, members, strict=True) if on and part.flagged}),
            interval=intervals[at], times=None if times is None else round(times, PLACES), times_interval=spread,
            standing=_standing(times, intervals[at], average, max_times),
        )  # fmt: skip


def _standing(times: float | None, own: Interval | None, average: float, max_times: float) -> Standing:
    """Whether a group is flagged too often: by the best estimate, and surely more often than everybody.

    >>> _standing(3.0, Interval(0.02, 0.04), 0.01, 2.0), _standing(3.0, Interval(0.0, 0.06), 0.01, 2.0)
    ('over', 'unclear')
    """
    if times is None or times <= max_times:
        return "within"
    return "over" if own is not None and own.low > average else "unclear"
