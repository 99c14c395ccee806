"""A tale: the events of one customer as a CRM sends them, in zh or en, told in days and judged as `replay` judges.

Days count from Monday 2 March 2026, 09:00 UTC; most tales end with an order on day 0. `lin` sells in the north and
`wang` in the south, `mei` and `qiu` assist there, `zhou` serves, `gao` manages the north.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from detector.messages import Language
from detector.outputs import Assessment
from streams.in_memory import judge_events
from tests.contract.story import own_text
from tests.detector.builders import shipped

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN: Any = object()
"""A sentence of its own."""
FILES = ("people", "ownership-changes", "activities", "orders", "decisions")
_DOING = ("核对了", "当面讲解了", "谈妥了", "比较了", "修改了", "演示了", "重新报了", "梳理了")
_MATTER = ("交货计划", "付款方式", "试用结果", "安全问题", "培训安排", "备件清单", "迁移步骤", "服务等级", "合同条款")
_WITH = ("采购负责人", "厂长", "财务部", "两位总监", "现场工程师", "法务", "仓库主管")


def chinese_text(number: int) -> str:
    """A Chinese sentence that differs from that of any other number below 504 in its words."""
    parts = []
    for words in (_DOING, _MATTER, _WITH):
        number, rest = divmod(number, len(words))
        parts.append(words[rest])
    doing, matter, who = parts
    return f"与{who}{doing}{matter}，约定了下一步和负责人。"


class Told(NamedTuple):
    """What was said of an order, and its sentences in both languages."""

    assessment: Assessment
    signs: dict[str, dict[Language, str]]
    notes: dict[str, dict[Language, str]]
    reason: dict[Language, str]

    @property
    def rules(self) -> set[str]:
        """The rules that saw a sign."""
        return set(self.signs)


class Tale:
    """Collects events; every method returns the tale."""

    def __init__(self, lang: Language = "en") -> None:
        self.lang = lang
        self.events: dict[str, list[dict[str, Any]]] = {name: [] for name in FILES}
        self._texts = 0
        for who, role, team in (
            ("lin", "sales", "north"),
            ("wang", "sales", "south"),
            ("mei", "assistant", "north"),
            ("qiu", "assistant", "south"),
            ("zhou", "service", "north"),
            ("gao", "manager", "north"),
        ):
            self.person(-900, who, role, team)

    def _add(self, name: str, day: float, **fields: Any) -> "Tale":
        rows = self.events[name]
        event = {"event_id": f"{name}-{len(rows) + 1}", "occurred_at": self._stamp(day), "customer_id": "C1", **fields}
        rows.append({key: value for key, value in event.items() if value is not None})
        return self

    def _stamp(self, day: float) -> str:
        return (MONDAY + timedelta(days=day)).isoformat()

    def text(self) -> str:
        """A sentence that was not said before."""
        self._texts += 89  # so that one text and the next differ in all of their parts, not in a word only
        number = self._texts % 504
        whole = chinese_text(number) if self.lang == "zh" else own_text(number)
        return whole.replace("，", ",").partition(",")[0]  # what follows is the same in all of them

    def person(self, day: float, who: str, role: str, team: str = "north", status: str = "active") -> "Tale":
        """A person's state from a day on."""
        state = {"role": role, "team_id": team, "status": status, "effective_from": self._stamp(day)}
        return self._add("people", day, person_id=who, **state)

    def owner(
        self, day: float, new: str, previous: str = "", *, by: str = "gao", code: str | None = None, **texts: str
    ) -> "Tale":
        """A change of owner, `ownership-changes-1`, …; `zh` and `en`: the reason in words."""
        who = {"new_owner_id": new or None, "previous_owner_id": previous or None, "changed_by": by}
        return self._add("ownership-changes", day, **who, reason_code=code, reason_text=texts.get(self.lang))

    def work(
        self,
        day: float,
        who: str,
        kind: str = "meeting",
        minutes: float | None = 30,
        *,
        text: str | None = OWN,
        **fields: Any,
    ) -> "Tale":
        """One entry; `recorded`: the day on which it was recorded."""
        content = self.text() if text is OWN else text
        seconds = None if minutes is None else round(minutes * 60)
        recorded = fields.pop("recorded", None)
        stored = None if recorded is None else self._stamp(recorded)
        known = {"actor_id": who, "activity_type": kind, "duration_seconds": seconds, "content": content}
        return self._add("activities", day, **known, recorded_at=stored, **fields)

    def pursue(self, who: str, *days: float, kind: str = "meeting") -> "Tale":
        """A half-hour meeting on each of some days."""
        for day in days:
            self.work(day, who, kind)
        return self

    def inbound(self, day: float, who: str, *, zh: str = "", en: str = "") -> "Tale":
        """The customer calls, or writes the given words."""
        words = zh if self.lang == "zh" else en
        return self.work(day, who, "message" if words else "call", None if words else 12, text=words or OWN,
                         direction="inbound")  # fmt: skip

    def order(self, day: float, seller: str, order_id: str = "O1", amount: str = "1000.00", **fields: Any) -> "Tale":
        """A statement of an order in CNY."""
        known = {"status": "won", "order_type": "new", "currency": "CNY"} | fields
        return self._add("orders", day, order_id=order_id, seller_id=seller, amount=amount, **known)

    def explain(self, day: float, code: str | None = None, by: str = "gao", **texts: str) -> "Tale":
        """A reason given afterwards for the order."""
        words = texts.get(self.lang)
        known = {"decided_by": by, "decision": "explain", "order_id": "O1", "reason": words or "-"}
        return self._add("decisions", day, **known, reason_code=code, reason_text=words)

    def lines(self, until: float = 1e4) -> dict[str, list[bytes]]:
        """The events up to a day as the lines of a folder."""
        end = self._stamp(until)
        return {
            f"{name}.ndjson": [json.dumps(row).encode() for row in rows if row["occurred_at"] <= end]
            for name, rows in self.events.items()
        }

    def told(self, order_id: str = "O1", until: float = 1e4) -> Told:
        """What the events up to a day say of an order."""
        result = judge_events(self.lines(until), shipped())
        assert result.dead_letters == []
        (found,) = (item for item in result.customers[0].assessments if item.order_id == order_id)
        return tell(found)


def tell(assessment: Assessment) -> Told:
    """The sentences of an assessment in both languages; every one has all its figures."""
    tested = assessment.reason_test
    return Told(
        assessment,
        {hit.rule_id: _both(hit.message_id, hit.params) for hit in assessment.hits},
        {note.message_id: _both(note.message_id, note.params) for note in assessment.notes},
        {} if tested is None else _both(tested.message_id, tested.params),
    )


def _both(message_id: str, params: Any) -> dict[Language, str]:
    languages: tuple[Literal["zh"], Literal["en"]] = ("zh", "en")
    said: dict[Language, str] = {lang: shipped().catalog.render(message_id, params, lang) for lang in languages}
    assert said["zh"] != said["en"]
    for sentence in said.values():
        assert sentence.strip()
        assert not set(sentence) & set("{}?"), (message_id, params)
    return said
