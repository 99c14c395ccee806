"""The team stage of one partition: facts about orders into sums of teams and months, changed findings said."""

from collections.abc import Iterable

import msgspec
from aiokafka.structs import ConsumerRecord

from detector.kept.facts import FactChange
from detector.team_months import changed_findings, months_needed, months_touched, team_total
from detector.team_stage import TeamPeriod
from streams.live.findings import FindingStage
from streams.live.firm import FIRM_KEY, FirmStage
from streams.live.outputs import Outbox
from streams.live.persons import PersonStage
from streams.live.state import TEAM, PartitionState, StateChange
from streams.partition_meta import PartitionMeta
from streams.topics import TEAM_FACTS_TOPIC

_decode = msgspec.json.Decoder(FactChange).decode


class TeamStage:
    """The teams whose facts lie in this partition. Changed ones stay open until the next flush."""

    def __init__(self, state: PartitionState, persons: PersonStage, firm: FirmStage, findings: FindingStage) -> None:
        """`persons`, `firm`: get what comes by the same topic, under a seller's id and under that of the firm.

        `findings`: gets what is found.
        """
        self._state = state
        self._findings = findings
        self._persons = persons
        self._firm = firm
        self._open: dict[tuple[str, str], TeamPeriod] = {}

    def take(self, records: list[ConsumerRecord], meta: PartitionMeta) -> int:
        """Take in facts, which only our own transactions write; how many were new."""
        new, next_offset = 0, meta.offsets.get(TEAM_FACTS_TOPIC, 0)
        for record in records:
            if record.offset < next_offset:
                continue
            change = _decode(record.value)
            if change.fact is not None:
                self._period(change.fact.team, change.fact.period).apply(change.fact, change.sign)
            if change.booked is not None:
                self._persons.book(change.booked, change.sign)
            if change.total is not None:
                self._firm.put(change.total)
            new += 1
            next_offset = record.offset + 1
        meta.offsets[TEAM_FACTS_TOPIC] = next_offset
        return new

    def _period(self, team: str, period: str) -> TeamPeriod:
        found = self._open.get((team, period))
        if found is None:
            stored = self._state.states.get(_key(team, period))
            found = self._open[team, period] = TeamPeriod.decode(team, period, stored or b"")
        return found

    def changes(self, box: Outbox) -> list[StateChange]:
        """Say what became other since the last flush, and the states to keep."""
        opened, self._open = self._open, {}
        by_team: dict[str, dict[str, TeamPeriod]] = {}
        for (team, period), sums in opened.items():
            by_team.setdefault(team, {})[period] = sums
        for team, changed in by_team.items():
            before = self._months(team, changed)
            for finding_id, finding in changed_findings(before, before | changed, changed):
                self._findings.say(box, finding_id, finding)
            self._tell_firm(team, before, changed, box)
        return [StateChange(_key(*place), sums.encode() or None) for place, sums in opened.items()]

    def _tell_firm(self, team: str, before: dict[str, TeamPeriod], changed: dict[str, TeamPeriod], box: Outbox) -> None:
        """Say the totals that became other, of a team that is one."""
        after = before | changed
        for period in months_touched(changed) if team else ():
            total = team_total(after, team, period)
            if total != team_total(before, team, period):
                box.team_fact(FIRM_KEY, FactChange(1, total=total))

    def _months(self, team: str, changed: Iterable[str]) -> dict[str, TeamPeriod]:
        """What was kept of a team's months on which the findings depend that may change."""
        needed = {month for touched in months_touched(changed) for month in months_needed(touched)}
        stored = {month: self._state.states.get(_key(team, month)) for month in sorted(needed)}
        return {month: TeamPeriod.decode(team, month, state) for month, state in stored.items() if state is not None}


def _key(team: str, period: str) -> bytes:
    return TEAM + period.encode() + b"\0" + team.encode("utf-8", "surrogatepass")
