"""What the worker says, as far as the view and the manager want to know it: folded from the output topics."""

from collections import Counter, defaultdict, deque
from decimal import Decimal
from typing import NamedTuple

import msgspec

from detector.outputs import OUTPUT_TOPICS, Alert, Assessment, Credit, Finding
from streams.comparing import COUNTS, Counts, LiveRecord
from streams.partition_meta import PartitionMeta

_ASSESSMENTS, _ALERTS, _CREDITS, _FINDINGS, _LETTERS = (topic for topic, _, _, _ in OUTPUT_TOPICS)
_TEAM_RATE = "finding.transfer_rate.team"
_KEPT = 60

OrderKey = tuple[str, str]
"""Customer and order."""


class Payable(NamedTuple):
    """Whose credit, in which status and currency."""

    payee_id: str
    status: str
    currency: str


class Observed:
    """The state of the outputs so far, and every record of them for the comparison at the end."""

    def __init__(self) -> None:
        self.records: list[LiveRecord] = []
        self.metas: dict[int, PartitionMeta] = {}
        self.flagged: deque[Assessment] = deque(maxlen=_KEPT)
        """Orders whose outcome became watch or review, the latest last."""
        self.new_alerts: list[Alert] = []
        """Raised or changed since somebody emptied the list."""
        self.cases: dict[str, Alert] = {}
        self.outcomes: dict[OrderKey, str] = {}
        self.credit: dict[OrderKey, dict[Payable, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self.letters: Counter[str] = Counter()
        self._rates: dict[str, Finding] = {}

    def take(self, record: LiveRecord) -> None:
        """One record of an output topic."""
        self.records.append(record)
        if record.value is None:
            if record.topic == _FINDINGS and record.key is not None:
                self._rates.pop(record.key.decode(), None)
        elif record.topic == _ASSESSMENTS:
            self._assessment(msgspec.json.decode(record.value, type=Assessment))
        elif record.topic == _ALERTS:
            self._alert(msgspec.json.decode(record.value, type=Alert))
        elif record.topic == _CREDITS:
            entry = msgspec.json.decode(record.value, type=Credit)
            place = Payable(entry.payee_id, entry.status, entry.currency)
            self.credit[entry.customer_id, entry.order_id][place] += Decimal(entry.amount)
        elif record.topic == _FINDINGS:
            finding = msgspec.json.decode(record.value, type=Finding)
            if finding.message_id == _TEAM_RATE:
                self._rates[finding.finding_id] = finding
        elif record.topic == _LETTERS:
            self.letters[msgspec.json.decode(record.value)["reason_code"]] += 1

    def _assessment(self, assessment: Assessment) -> None:
        if assessment.order_id is None:
            return
        key = assessment.customer_id, assessment.order_id
        if assessment.outcome != "clear" and self.outcomes.get(key) != assessment.outcome:
            self.flagged.append(assessment)
        self.outcomes[key] = assessment.outcome

    def _alert(self, alert: Alert) -> None:
        known = self.cases.get(alert.case_id)
        if known is None or (known.status, known.severity) != (alert.status, alert.severity):
            self.new_alerts.append(alert)
        self.cases[alert.case_id] = alert

    def held_orders(self) -> list[OrderKey]:
        """Orders with held credit, in the order in which anything was credited for them first."""
        return [
            key
            for key, amounts in self.credit.items()
            if any(amount > 0 and place.status == "held" for place, amount in amounts.items())
        ]

    def sums(self) -> dict[str, dict[str, Decimal]]:
        """Status → currency → net credit."""
        sums: dict[str, dict[str, Decimal]] = {"held": defaultdict(Decimal), "posted": defaultdict(Decimal)}
        for amounts in self.credit.values():
            for place, amount in amounts.items():
                sums[place.status][place.currency] += amount
        return sums

    def team_rates(self) -> list[Finding]:
        """The transfer rates of teams in the latest month that any of them has one for, by team."""
        latest = max((finding.period or "" for finding in self._rates.values()), default="")
        found = [finding for finding in self._rates.values() if finding.period == latest]
        return sorted(found, key=lambda finding: finding.subject or "")

    def judged(self) -> int:
        """How many records the worker has read and flushed."""
        return sum(sum(meta.read.values()) for meta in self.metas.values())

    def counts(self) -> Counts:
        """The worker's three counts and what it read, by topic, over all partitions."""
        totals: dict[str, Counter[str]] = {name: Counter() for name in COUNTS}
        for meta in self.metas.values():
            for name in COUNTS:
                totals[name].update(getattr(meta, name))
        return totals
