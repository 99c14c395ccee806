"""The team stage of one partition: facts about orders into sums of teams and months, changed findings said."""

import msgspec
from aiokafka.structs import ConsumerRecord

from detector.kept.facts import FactChange
from detector.team_stage import TeamPeriod, changed_findings
from streams.live.outputs import Outbox
from streams.live.state import TEAM, PartitionState, StateChange
from streams.partition_meta import PartitionMeta
from streams.topics import TEAM_FACTS_TOPIC

FINDINGS = "transferwatch.findings.v1"


_decode = msgspec.json.Decoder(FactChange).decode


class TeamStage:
    """The teams whose facts lie in this partition. Changed ones stay open until the next flush."""

    def __init__(self, state: PartitionState) -> None:
        self._state = state
        self._open: dict[tuple[str, str], TeamPeriod] = {}

    def take(self, records: list[ConsumerRecord], meta: PartitionMeta) -> int:
        """Take in facts, which only our own transactions write; how many were new."""
        new, next_offset = 0, meta.offsets.get(TEAM_FACTS_TOPIC, 0)
        for record in records:
            if record.offset < next_offset:
                continue
            change = _decode(record.value)
            self._period(change.fact.team, change.fact.period).apply(change.fact, change.sign)
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
        changes = []
        for (team, period), after in opened.items():
            key = _key(team, period)
            for finding_id, finding in changed_findings(self._state.states.get(key), after):
                box.say(FINDINGS, finding_id, finding)
            changes.append(StateChange(key, after.encode() or None))
        return changes


def _key(team: str, period: str) -> bytes:
    return TEAM + period.encode() + b"\0" + team.encode("utf-8", "surrogatepass")
