"""Small builders of facts: one customer's history in days from a Monday morning, judged by the shipped pack."""

from functools import cache
from typing import Any

import msgspec

from detector.events import ACTIVITY_TYPES
from detector.facts import (
    DIRECTION_INBOUND,
    DIRECTION_OUTBOUND,
    ActivityFact,
    ChangeFact,
    CustomerFact,
    DecisionFact,
    PersonFact,
    ReasonFact,
    StatementFact,
)
from detector.instant import DAY_US, parse_instant
from detector.judge import CustomerResult, judge_customer
from detector.matter import MatterJudge
from detector.outputs import Assessment
from detector.pack import EffortParams, RulePack, TypeWeight
from detector.people import People
from detector.text import hash64
from detector.timeline import Timeline
from streams.pack_files import find_pack_files, read_plan
from streams.packs import LoadedPack, load_pack

MONDAY = parse_instant("2026-03-02T09:00:00Z")
MINUTE = 1 / 24 / 60
NO_REASON = ReasonFact("", False, "")

_TIMED = TypeWeight(1000, 1800, 60, 3600, 21_600, 600)
_UNTIMED = TypeWeight(400, 0, 0, 0, 0, 400)
_NOTED = TypeWeight(200, 0, 0, 0, 0, 200, True)
EFFORT = EffortParams(
    types={name: _NOTED if name in ("email", "message", "note") else _TIMED for name in ACTIVITY_TYPES}
    | {"quote": _UNTIMED, "contract": _UNTIMED},
    typical_times=2,
    absurd_permille=150,
    text_min_units=4,
    text_full_units=8,
    text_part_permille=600,
    no_text_permille=900,
    no_text_needed_permille=400,
    repeat_permille=500,
    repeat_needed_permille=300,
    copies=3,
    copied_permille=100,
    copied_needed_permille=0,
    near_permille=600,
    burst_minutes=20,
    burst_entries=4,
    burst_permille=250,
    burst_inbound_mail_permille=500,
    burst_total_thousandths=3000,
    bulk_hours=12,
    bulk_window_minutes=15,
    bulk_entries=4,
    bulk_permille=700,
    sitting_minutes=60,
    backdated_days=30,
    backdated_permille=200,
    after_order_hours=24,
    daily_cap_thousandths=4000,
)
"""Parameters of these tests alone, so that tuning the shipped ones leaves them as they are."""


@cache
def shipped() -> LoadedPack:
    """The shipped pack, read once."""
    return load_pack()


def at(day: float) -> int:
    """Microseconds since 1970 of a time so many days after Monday 2 March 2026, 09:00 UTC."""
    return MONDAY + round(day * DAY_US)


def activity(day: float, who: str, kind: str = "meeting", minutes: float | None = 30, **fields: Any) -> ActivityFact:
    """One activity with a text of its own (unless `text_units` and `text_digest` say otherwise)."""
    id_hash = fields.pop("id_hash", hash64(f"{day}/{who}/{kind}/{minutes}/{sorted(fields.items())}".encode()))
    known = {"direction": DIRECTION_OUTBOUND, "text_units": 20, "text_digest": id_hash | 1, "text_sketch": 0}
    known |= {"asks": False, "recorded_s": -1, "stage": ""} | fields
    duration_s = -1 if minutes is None else round(minutes * 60)
    return ActivityFact(at(day), who, ACTIVITY_TYPES.index(kind), duration_s=duration_s, id_hash=id_hash, **known)


def change(
    day: float, name: str, new: str, previous: str = "", by: str = "", reason: ReasonFact = NO_REASON
) -> ChangeFact:
    """One ownership change; `new` "" is the pool."""
    return ChangeFact(at(day), name, previous, new, by, reason, hash64(name.encode()))


def claim(code: str, text_code: str = "", *, given: bool = True) -> ReasonFact:
    """A reason as facts keep it."""
    return ReasonFact(code, given, text_code)


class Customer:
    """One customer's history; lin and wang sell (north, south), mei and qiu assist, gao manages north, zhou serves."""

    def __init__(self) -> None:
        self.changes: list[ChangeFact] = []
        self.activities: list[ActivityFact] = []
        self.statements: list[StatementFact] = []
        self.decisions: list[DecisionFact] = []
        self.versions: dict[str, list[PersonFact]] = {}
        for who, role, team in (
            ("lin", "sales", "north"),
            ("wang", "sales", "south"),
            ("mei", "assistant", "north"),
            ("qiu", "assistant", "south"),
            ("zhou", "service", "north"),
            ("gao", "manager", "north"),
        ):
            self.person(-900, who, role, team)

    def person(self, day: float, who: str, role: str, team: str = "north", status: str = "active") -> "Customer":
        """A person's state from a day on."""
        versions = self.versions.setdefault(who, [])
        name = f"{who}-{len(versions)}"
        versions.append(PersonFact(at(day), at(day), name, role, team, "", status, hash64(name.encode())))
        return self

    def owner(
        self, day: float, new: str, previous: str = "", *, by: str = "gao", reason: ReasonFact = NO_REASON
    ) -> "Customer":
        """A change of owner, with the id own-1, own-2, …"""
        self.changes.append(change(day, f"own-{len(self.changes) + 1}", new, previous, by, reason))
        return self

    def work(
        self, day: float, who: str, kind: str = "meeting", minutes: float | None = 30, **fields: Any
    ) -> "Customer":
        """One activity."""
        self.activities.append(activity(day, who, kind, minutes, **fields))
        assert len({item.id_hash for item in self.activities}) == len(self.activities), "the same activity twice"
        return self

    def pursue(self, who: str, *days: float, kind: str = "meeting") -> "Customer":
        """One half-hour meeting (or another type) on each day, each with a text of its own."""
        for day in days:
            self.work(day, who, kind)
        return self

    def inbound(self, day: float, who: str, **fields: Any) -> "Customer":
        """A call of the customer's."""
        return self.work(day, who, "call", 12, direction=DIRECTION_INBOUND, **fields)

    def order(self, day: float, seller: str, order_id: str = "O1", amount: int = 100_000, **fields: Any) -> "Customer":
        """A statement of an order, in CNY fen."""
        name = f"ord-{len(self.statements) + 1}"
        known = {"entered_by": "", "currency": "CNY", "order_type": "new", "order_source": "", "status": "won"} | fields
        self.statements.append(
            StatementFact(
                at(day), name, order_id, seller, amount_minor=amount, id_hash=hash64(name.encode()), **known
            )  # fmt: skip
        )
        return self

    def explain(self, day: float, reason: ReasonFact, *, order_id: str = "", change_id: str = "") -> "Customer":
        """A reason given afterwards."""
        name = f"dec-{len(self.decisions) + 1}"
        fact = DecisionFact(
            at(day), name, "lin", "explain", True, order_id, change_id, "", None, reason, hash64(name.encode())
        )
        self.decisions.append(fact)
        return self

    def release(
        self, day: float, *, by: str = "gao", order_id: str = "O1", amount: str = "1000.00", **shares: str
    ) -> "Customer":
        """A release of what was seen; without shares lin's 0.80 and mei's 0.20."""
        return self._decide(day, "release", by, order_id, amount, shares or {"lin": "0.80", "mei": "0.20"})

    def reassign(self, day: float, *, by: str = "gao", order_id: str = "O1", **shares: str) -> "Customer":
        """A decision about who gets how much."""
        return self._decide(day, "reassign", by, order_id, "", shares)

    def _decide(self, day: float, word: str, by: str, order_id: str, amount: str, shares: dict[str, str]) -> "Customer":
        name = f"dec-{len(self.decisions) + 1}"
        facts = (at(day), name, by, word, True, order_id, "", amount, tuple(shares.items()))
        self.decisions.append(DecisionFact(*facts, ReasonFact("", True, ""), hash64(name.encode())))
        return self

    @property
    def facts(self) -> list[CustomerFact]:
        """Everything that happened to the customer, people apart."""
        return [*self.changes, *self.activities, *self.statements, *self.decisions]

    def timeline(self) -> Timeline:
        """The facts of the customer."""
        return Timeline.from_facts(self.changes, self.activities, self.statements, self.decisions)

    def judge(self, loaded: LoadedPack | None = None) -> CustomerResult:
        """Everything said of the customer."""
        found = loaded or shipped()
        return judge_customer("C1", self.timeline(), People(self.versions), found.pack, found.catalog)

    def matters(self) -> MatterJudge:
        """A judge of the customer's matters that has judged none yet."""
        return MatterJudge("C1", self.timeline(), People(self.versions), shipped().pack, shipped().catalog)

    def assessment(self, assessment_id: str = "order:O1") -> Assessment:
        """One assessment of the result."""
        (found,) = [item for item in self.judge().assessments if item.assessment_id == assessment_id]
        return found


def with_params(loaded: LoadedPack, **score: int) -> LoadedPack:
    """A pack whose score parameters are others."""
    base = loaded.pack.base_at(0)
    changed = msgspec.structs.replace(base, score=msgspec.structs.replace(base.score, **score))
    return loaded._replace(pack=copy_pack(loaded, base=[changed]))


def copy_pack(loaded: LoadedPack, **parts: Any) -> RulePack:
    """The pack of a loaded one with other parts (`base`, `rules`, `plans`, `company`, `digest`)."""
    pack = loaded.pack
    known: dict[str, Any] = {
        "base": [pack.base_at(0)],
        "rules": pack.rules,
        "plans": [read_plan(path) for path in find_pack_files(None).plans],
        "company": pack.company,
        "text_rules": pack.text_rules,
        "digest": pack.digest,
    }
    return RulePack(**(known | parts))
