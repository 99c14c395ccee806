"""What the stages of a partition find, as records of the findings topic, and the alerts that it raises."""

from detector.finding_alerts import alert_teller, matter_of
from detector.finding_cases import FindingCase
from detector.outputs import Finding
from streams.live.outputs import Outbox
from streams.live.state import ALERT, PartitionState, StateChange
from streams.packs import LoadedPack

FINDINGS, ALERTS = "transferwatch.findings.v1", "transferwatch.alerts.v1"


class FindingStage:
    """The matters whose findings are made in this partition: all findings of one matter are made in one partition.

    Matters of which a finding became other stay open until the next flush.
    """

    def __init__(self, state: PartitionState, loaded: LoadedPack) -> None:
        self._state = state
        self._tell = alert_teller(loaded.pack, loaded.catalog)
        self._open: dict[str, FindingCase] = {}

    def say(self, box: Outbox, finding_id: str, finding: Finding | None) -> None:
        """Say a finding that became other; None: it vanished."""
        box.say(FINDINGS, finding_id, finding)
        alert = None if finding is None else self._tell(finding)
        case_id = matter_of(finding_id)
        if alert is not None or case_id in self._open or _key(case_id) in self._state.states:
            self._case(case_id).put(finding_id, alert)

    def _case(self, case_id: str) -> FindingCase:
        if case_id not in self._open:
            self._open[case_id] = FindingCase.decode(case_id, self._state.states.get(_key(case_id)) or b"")
        return self._open[case_id]

    def changes(self, box: Outbox) -> list[StateChange]:
        """Say the alerts that became other since the last flush, and the states to keep."""
        opened, self._open = self._open, {}
        for case_id, case in opened.items():
            alert = case.news()
            if alert is not None:
                box.say(ALERTS, case_id, alert)
        return [StateChange(_key(case_id), case.encode() or None) for case_id, case in opened.items()]


def _key(case_id: str) -> bytes:
    return ALERT + case_id.encode("utf-8", "surrogatepass")
