"""A small language for histories, shared by docs/credit.md and the tests of this folder.

One line is one event, `time | sentence`, all times UTC. The sentences:

    owner A → B [by P] [reason CODE] ["text"]      `—` unknown or nobody before, `pool` released to the pool
    work P N meetings                              N meetings of 30 minutes, one a day, each with its own text
    person P [ROLE] [STATUS]                       from then on
    order O seller P 12800.00 CNY [new|repeat|renewal]
    amended|refunded|cancelled O seller P 8000.00 CNY
    release O by P amount 12800.00 shares a 0.20, b 0.80
    reassign O by P shares a 0.50, b 0.50
    explain O by P [reason CODE] ["text"]
    explain change N by P [reason CODE] ["text"]   N counts the owner lines of the history from 1

Ownership change N has the event id `own-N`. The people of docs/credit.md exist in every history.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Events = dict[str, list[Event]]

FILES = {
    "ownership": "ownership-changes.ndjson",
    "activities": "activities.ndjson",
    "orders": "orders.ndjson",
    "people": "people.ndjson",
    "names": "names.ndjson",
    "quotas": "quotas.ndjson",
    "decisions": "decisions.ndjson",
}
PEOPLE = {
    "lin": ("sales", "north"),
    "wang": ("sales", "south"),
    "mei": ("assistant", "north"),
    "qiu": ("assistant", "south"),
    "zhou": ("service", "north"),
    "gao": ("manager", "north"),
}
ROLES = {"sales", "assistant", "service", "manager", "other"}
_DOING = ("Reviewed", "Walked through", "Negotiated", "Compared", "Corrected", "Demonstrated", "Priced", "Scoped")
_MATTER = (
    "the delivery plan",
    "the payment terms",
    "the pilot results",
    "the security questions",
    "the training offer",
    "the spare parts list",
    "the migration steps",
    "the service levels",
    "the legal clauses",
)
_WITH = (
    "with their head of purchasing",
    "with the plant manager",
    "with the finance team",
    "with both directors",
    "with the engineers on site",
    "with their lawyer",
    "with the warehouse lead",
)


def own_text(number: int) -> str:
    """A sentence that differs from that of any other number below 504 in its words, not in digits only."""
    parts = []
    for words in (_DOING, _MATTER, _WITH):
        number, rest = divmod(number, len(words))
        parts.append(words[rest])
    return " ".join(parts) + ", agreed on what comes next and who does it."


def at(text: str) -> datetime:
    """`2026-03-01 10:00` or `2026-03-01 10:00:00` as a UTC time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """RFC 3339 with Z, fractions only where there are any."""
    return moment.isoformat().replace("+00:00", "Z")


class Story:
    """The events of one history of one customer, collected sentence by sentence."""

    def __init__(self, customer_id: str = "c-1") -> None:
        self.customer_id = customer_id
        self.events: Events = {topic: [] for topic in FILES}
        self._now = at("2025-01-01 00:00")
        self._meetings = 0
        self._states = dict.fromkeys(PEOPLE, "active")
        self._roles = {name: role for name, (role, _) in PEOPLE.items()}
        for name in PEOPLE:
            self._person(name, "")

    def tell(self, lines: str | Iterable[str]) -> "Story":
        """Add `time | sentence` lines; blank ones are skipped, an unknown sentence is a ValueError."""
        for line in lines.splitlines() if isinstance(lines, str) else lines:
            if not line.strip():
                continue
            time_text, _, sentence = (part.strip() for part in line.partition("|"))
            self._now = at(time_text)
            for pattern, method in _SENTENCES:
                if match := re.fullmatch(pattern, sentence):
                    method(self, *(group or "" for group in match.groups()))
                    break
            else:
                raise ValueError(f"no such sentence: {line!r}")
        return self

    def _add(self, topic: str, prefix: str, fields: Event, when: datetime | None = None) -> None:
        event_id = f"{prefix}-{len(self.events[topic]) + 1}"
        event = {"event_id": event_id, "occurred_at": stamp(when or self._now), **fields}
        self.events[topic].append({key: value for key, value in event.items() if value != ""})

    def _person(self, name: str, what: str) -> None:
        for word in what.split():
            (self._roles if word in ROLES else self._states)[name] = word
        fields = {"person_id": name, "role": self._roles[name], "team_id": PEOPLE[name][1]}
        state = {"status": self._states[name], "effective_from": stamp(self._now)}
        self._add("people", "person", {**fields, **state})

    def _owner(self, old: str, new: str, by: str, code: str, text: str) -> None:
        owners = {"previous_owner_id": _owner_id(old), "new_owner_id": _owner_id(new)}
        why = {"changed_by": by, "reason_code": code, "reason_text": text}
        self._add("ownership", "own", {"customer_id": self.customer_id, **owners, **why})

    def _work(self, name: str, count: str) -> None:
        for day in range(int(count)):
            work = {"activity_type": "meeting", "duration_seconds": 1800, "content": own_text(self._meetings)}
            when = self._now + timedelta(days=day)
            self._add("activities", "act", {"customer_id": self.customer_id, "actor_id": name, **work}, when)
            self._meetings += 1

    def _order(self, word: str, order: str, seller: str, amount: str, currency: str, kind: str) -> None:
        money = {"amount": amount, "currency": currency, "order_type": kind}
        status = "won" if word == "order" else word
        fields = {"order_id": order, "customer_id": self.customer_id, "seller_id": seller, "status": status}
        self._add("orders", "ord", {**fields, **money})

    def _decide(self, word: str, order: str, by: str, amount: str, shares: str) -> None:
        listed = [dict(zip(("payee_id", "share"), part.split(), strict=True)) for part in shares.split(",") if part]
        fields = {"customer_id": self.customer_id, "decided_by": by, "decision": word, "order_id": order}
        self._add("decisions", "dec", {**fields, "reason": "Looked at it", "amount": amount, "shares": listed or ""})

    def _explain(self, change: str, order: str, by: str, code: str, text: str) -> None:
        fields = {"customer_id": self.customer_id, "decided_by": by, "decision": "explain", "reason": text or "-"}
        which = {"transfer_event_id": change and f"own-{change}", "order_id": order}
        self._add("decisions", "dec", {**fields, **which, "reason_code": code})


def _owner_id(word: str) -> str:
    return "" if word in ("—", "pool") else word


_WHY = r'(?: by (\S+))?(?: reason (\S+))?(?: "(.*)")?'
_SENTENCES: tuple[tuple[str, Callable[..., None]], ...] = (
    (rf"owner (\S+) → (\S+){_WHY}", Story._owner),
    (r"work (\S+) (\d+) meetings?", Story._work),
    (r"person (\S+) (.+)", Story._person),
    (r"(order|amended|refunded|cancelled) (\S+) seller (\S+) (\S+) (\S+)(?: (\w+))?", Story._order),
    (r"(release|reassign) (\S+) by (\S+)(?: amount (\S+))?(?: shares (.+))?", Story._decide),
    (rf"explain (?:change (\d+)|(\S+)){_WHY}", Story._explain),
)


def story(lines: str | Iterable[str], customer_id: str = "c-1") -> Events:
    """The events of one history, by short topic name (the keys of FILES)."""
    return Story(customer_id).tell(lines).events


def write(events: Events, folder: Path) -> Path:
    """Write the events as a folder of NDJSON, one file per topic, empty ones left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for topic, rows in events.items():
        if rows:
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / FILES[topic]).write_text(text, encoding="utf-8", newline="\n")
    return folder
