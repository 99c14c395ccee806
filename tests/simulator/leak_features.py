"""What can be known of an order without weighing any work: words, claims and buttons, times, roles.

Four sets of features. `texts`: how often each bundle of letter triples stands in what anybody wrote at this customer
before the order and in reasons, as shares, so that the amount of text tells nothing. `buttons`: who pressed the
button and which code was given. `timing`: when the owners changed and the orders came. `no_effort`: all of it, with
roles, teams and absences by the people stream. None of them sees who logged how much of what.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from tests.simulator.conftest import lines

Line = dict[str, Any]
BUNDLES = 96
DAY = 86400.0
NEVER = 1e4
RELATIONS = ("giver", "taker", "boss", "system", "else", "none")
CODES = (
    "leaver", "leave_cover", "territory_change", "pool_recycle", "capacity", "post_sale_handover", "policy_assignment",
    "other", "none",
)  # fmt: skip
ROLES = ("sales", "assistant", "service", "manager", "other")
SETS = ("texts", "buttons", "timing", "no_effort")


class Leaks(NamedTuple):
    """The features of a world's orders by set, and which orders are frauds."""

    features: dict[str, np.ndarray]
    fraud: np.ndarray


class Story(NamedTuple):
    """What is known of one order: itself, its customer's records before and after, in time order."""

    order: Line
    time: float
    changes: list[Line]
    texts: list[str]
    others: list[float]


class Staff:
    """Who was what when, by the people stream."""

    def __init__(self, folder: Path) -> None:
        versions: dict[str, list[tuple[float, Line]]] = defaultdict(list)
        for line in lines(folder, "people"):
            versions[line["person_id"]].append((seconds(line["effective_from"]), line))
        self._versions = {person: sorted(found, key=lambda pair: pair[0]) for person, found in versions.items()}

    def at(self, person: str | None, time: float) -> Line:
        """The version in force; the first one also before it, an empty one for somebody never stated."""
        found = self._versions.get(person or "", [])
        return found[max(0, bisect_right(found, time, key=lambda pair: pair[0]) - 1)][1] if found else {}

    def leaves_soon(self, person: str | None, time: float) -> float:
        """Days until the person is next away or gone."""
        states = self._versions.get(person or "", [])
        away = [since for since, line in states if line["status"] != "active" and since >= time]
        return min((since - time) / DAY for since in away) if away else NEVER


def seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()


def read_leaks(folder: Path) -> Leaks:
    """The features of every labelled order of a world."""
    staff = Staff(folder)
    fraud, rows = [], defaultdict(list)
    for label, story in stories(folder):
        fraud.append(label["label"] == "fraud")
        hops = hops_of(story)
        parts = {
            "texts": text_features(story),
            "buttons": button_features(hops, staff),
            "timing": timing_features(story, hops),
        }
        parts["no_effort"] = [*parts["texts"], *parts["buttons"], *parts["timing"], *role_features(story, hops, staff)]
        for name, found in parts.items():
            rows[name].append(found)
    return Leaks({name: np.array(found, dtype=np.float32) for name, found in rows.items()}, np.array(fraud))


def stories(folder: Path) -> list[tuple[Line, Story]]:
    """Each label with the story of its order."""
    by_customer: dict[str, dict[str, list[tuple[float, Line]]]] = defaultdict(lambda: defaultdict(list))
    for name in ("ownership-changes", "activities", "orders"):
        for line in lines(folder, name):
            by_customer[line["customer_id"]][name].append((seconds(line["occurred_at"]), line))
    told = []
    for label in lines(folder, "labels"):
        found = {name: sorted(rows, key=lambda row: row[0]) for name, rows in by_customer[label["customer_id"]].items()}
        statements = [row for row in found["orders"] if row[1]["order_id"] == label["order_id"]]
        time = statements[0][0]
        order = statements[-1][1] | {"order_type": statements[0][1].get("order_type")}
        others = sorted({row[1]["order_id"]: row[0] for row in reversed(found["orders"])}.values())
        changes = [line | {"time": when} for when, line in found.get("ownership-changes", [])]
        texts = [line.get("content", "") for when, line in found.get("activities", []) if when <= time]
        told.append((label, Story(order, time, changes, texts, others)))
    return told


def hops_of(story: Story) -> list[Line]:
    """The changes from one person to another before the order; who owned before is tracked where a feed omits it."""
    hops, owner = [], None
    for change in story.changes:
        giver = owner or change.get("previous_owner_id")
        owner = change.get("new_owner_id")
        if giver and giver != owner and change["time"] <= story.time:
            hops.append(change | {"giver": giver})
    return hops


def text_features(story: Story) -> list[float]:
    bundles = np.zeros(BUNDLES)
    for text in [*story.texts, *(str(change.get("reason_text", "")) for change in story.changes)]:
        for place in range(len(text) - 2):
            bundles[crc32(text[place : place + 3].encode()) % BUNDLES] += 1
    return list(bundles / max(1.0, bundles.sum()))


def relation(hop: Line, staff: Staff) -> str:
    by, giver, taker = hop.get("changed_by"), hop["giver"], hop.get("new_owner_id")
    if by is None or by == "system":
        return "none" if by is None else "system"
    if by in (giver, taker):
        return "giver" if by == giver else "taker"
    return "boss" if by == staff.at(giver, hop["time"]).get("manager_id") else "else"


def button_features(hops: list[Line], staff: Staff) -> list[float]:
    """For the last hop and for all: the relation and the code; whether there is a text."""
    found: list[float] = []
    for chosen in (hops[-1:], hops):
        relations = [relation(hop, staff) for hop in chosen]
        codes = [hop.get("reason_code", "none") for hop in chosen]
        found += [float(name in relations) for name in RELATIONS] + [float(code in codes) for code in CODES]
        found.append(float(any(hop.get("reason_text") for hop in chosen)))
    return found


def timing_features(story: Story, hops: list[Line]) -> list[float]:
    """Days before and after the order, and where in the day, the week and the month it lies."""
    times = [hop["time"] for hop in hops]
    later = [change["time"] for change in story.changes if change["time"] > story.time]
    earlier = [time for time in story.others if time < story.time]
    ago = [(story.time - time) / DAY for time in reversed(times)][:3]
    first = story.changes[0]["time"] if story.changes else None
    local = (story.time + 8 * 3600) % (7 * DAY)
    return [
        *(ago + [NEVER] * (3 - len(ago))),
        float(len(hops)),
        (min(later) - story.time) / DAY if later else NEVER,
        (story.time - earlier[-1]) / DAY if earlier else NEVER,
        float(len(earlier)),
        float(len(story.others)),
        (story.time - first) / DAY if first is not None else NEVER,
        local // DAY,
        local % DAY / 3600,
        float(datetime.fromisoformat(story.order["occurred_at"]).day),
        float(times[-1] % DAY / 3600) if times else -1.0,
    ]


def role_features(story: Story, hops: list[Line], staff: Staff) -> list[float]:
    """Roles, teams and absences of payee, owner and giver; what kind of order it is."""
    payee, time = story.order["seller_id"], story.time
    giver = hops[-1]["giver"] if hops else None
    owners = [change.get("new_owner_id") for change in story.changes if change["time"] <= time]
    owner = owners[-1] if owners else None
    known = [staff.at(person, time) for person in (payee, owner, giver)]
    roles = [float(person.get("role") == role) for person in known for role in ROLES]
    absent = [float(person.get("status", "active") != "active") for person in known]
    return [
        *roles, *absent, float(payee == owner), float(known[0].get("team_id") == known[2].get("team_id")),
        staff.leaves_soon(giver, time), float(story.order.get("order_type") == "repeat"),
        float(story.order.get("order_type") == "renewal"), float(story.order.get("entered_by") == payee),
        float(story.order.get("entered_by") is not None), float(story.order["amount"]),
    ]  # fmt: skip
