"""What the people stream says of the two around the hop: roles, teams, who was away, who came or moved."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from detector.deal import Deal, OtherWorker
from detector.instant import DAY_US
from detector.pack import Judging
from detector.people import People, Span
from detector.weight import Weighed
from detector.window import Window


def _work_within(before: Sequence[Weighed], person: str, spans: Sequence[tuple[int, int]]) -> int:
    """A person's work within any of some spans."""
    begins = bisect_left(before, min(spans)[0], key=lambda item: item.fact.at)
    return sum(
        item.thousandths
        for item in before[begins:]
        if item.fact.actor == person and any(start <= item.fact.at < end for start, end in spans)
    )


def _work_since(deal: Deal, person: str, end: int) -> int:
    """A person's work in the deal from some time on, until the order."""
    return sum(item.thousandths for item in deal.by_person.get(person, ()) if end <= item.fact.at <= deal.window.at)


def _away(other: str, hop_at: int, window: Window, people: People, judging: Judging) -> list[tuple[int, int]]:
    """Spans after the hop in which the other worker was on leave or gone, as far as they explain it (or a proxy order).

    A leave explains its own time: it lies between hop and matter, began at the latest some days after the hop, and is
    not long over by the matter. It reaches no further on either side than it lasts: a day off explains neither a
    handover nine days before it nor an order nine days after it. A long leave explains a handover some days before it,
    whenever the order comes; who leaves for good was in notice before.
    """
    lead, long = judging.away_lead_days * DAY_US, judging.long_leave_days * DAY_US
    notice = judging.notice_days * DAY_US
    handed, until = hop_at < window.at, max(window.at + 1, hop_at + max(lead, notice) + long)
    found = []
    for start, end in _absences(people.spans(other, hop_at - long, until)):
        reach = end - start + judging.away_spare_days * DAY_US
        begins = max(start, hop_at)
        latest = notice if people.at(other, end - 1).status == "left" else lead
        if end <= hop_at or begins > hop_at + latest:
            continue
        near = begins - hop_at <= reach and window.at - end <= min(reach, judging.away_after_days * DAY_US)
        if (begins <= window.at and near) or (handed and end - begins >= long):
            found.append((begins, end))
    return found


def _absences(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The times away, those that follow each other at once as one."""
    found: list[tuple[int, int]] = []
    for span in spans:
        if span.state.status != "active":
            joined = found and found[-1][1] == span.start
            start = found.pop()[0] if joined else span.start
            found.append((start, span.end))
    return found


def _moved(other: str, payee: str, hop_at: int, people: People, judging: Judging) -> bool:
    """Whether the other worker changed team or left sales within some days around the hop.

    A team that gets another name is no move: who shared a team before and shares one after has stayed together.
    """
    days = judging.moved_days * DAY_US
    begin, end = hop_at - days, hop_at + days
    states = [span.state for span in people.spans(other, begin, end) if span.state.status == "active"]
    sold = [state.role == "sales" for state in states]
    if len(sold) > 1 and sold[0] and not sold[-1]:
        return True
    teams = {state.team for state in states if state.team}
    together = [people.at(other, at).team == people.at(payee, at).team for at in (begin, end)]
    return len(teams) > 1 and not all(together)


def _tenure_days(payee: str, other: str, hop_at: int, people: People, judging: Judging) -> int:
    """Days from the payee's first stated version to the hop, 0 for one stated some days later; -1 unknown.

    Where everybody is stated from the same day on, that day is the record's first and nobody's.
    """
    first, others = people.first_from(payee), people.first_from(other)
    if first is None or others is None or first <= others or hop_at < first - judging.moved_days * DAY_US:
        return -1
    return max(0, hop_at - first) // DAY_US


def staff_features(deal: Deal, other: OtherWorker, hop_at: int, people: People, judging: Judging) -> dict[str, Any]:
    """Features: what the people stream says of the two around the hop (or the order, where there is no hop)."""
    window, at, person = deal.window, deal.window.at, other.person
    payee = people.at(deal.receiver, at)
    found: dict[str, Any] = {
        "payee_role": payee.role,
        "payee_away": payee.status != "active",
        "payee_tenure_days": _tenure_days(deal.receiver, person, hop_at, people, judging),
    }
    if not person:
        return found | {"originator_role": ""}
    teams = (people.at(person, hop_at).team, people.at(deal.receiver, hop_at).team)
    away = _away(person, hop_at, window, people, judging)
    return found | {
        "originator_role": people.at(person, hop_at - 1).role,
        "same_team": teams[0] == teams[1],
        "teams_known": bool(teams[0] and teams[1]),
        "payee_team_sells": people.team_sells(teams[1]),
        "originator_left": people.at(person, at).status == "left",
        "originator_away": bool(away),
        "originator_work_while_away": _work_within(deal.work.before, person, away) if away else 0,
        "originator_work_back": _work_since(deal, person, max(end for _, end in away)) if away else 0,
        "originator_moved": _moved(person, deal.receiver, hop_at, people, judging),
        "originator_paid_before": person in deal.paid_before,
    }
