"""The same judgement over records held in memory, in this process: for tests and small tools."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from detector.conflicts import order_conflicts
from detector.events import TOPICS
from detector.finding_alerts import alert_teller, finding_alerts
from detector.judge import CustomerResult
from detector.outputs import Alert, DeadLetter, Finding
from streams.intake import Counts, Intake, Source
from streams.judging import judge_intake, void_letter
from streams.packs import LoadedPack, load_pack
from streams.persons import PersonSums, person_findings
from streams.teams import TeamSums, team_findings


class ReplayResult(NamedTuple):
    """Everything that judging a few events in this process gave."""

    customers: list[CustomerResult]
    counts: Counts
    dead_letters: list[DeadLetter]
    findings: list[Finding]
    finding_alerts: list[Alert]


def judge_events(lines: Mapping[str, Iterable[bytes]], loaded: LoadedPack | None = None) -> ReplayResult:
    """Judge records held in memory: file name (`orders.ndjson`) → lines."""
    loaded = loaded or load_pack()
    intake = Intake(loaded.pack.text_rules)
    for topic in TOPICS:
        for number, value in enumerate(lines.get(topic.file, ()), 1):
            intake.take(Source(topic.name, topic.file, number), value)
    customers = judge_intake(intake, intake.people(), loaded)
    letters = list(intake.dead_letters)
    teams, persons = TeamSums(), PersonSums()
    persons.add_targets(intake.quotas)
    order_ids: list[tuple[str, str]] = []
    for customer, result in zip(sorted(intake.timelines), customers, strict=True):
        letters.extend(void_letter(intake, customer, void) for void in result.voids)
        teams.add(result.facts)
        persons.add(result.booked)
        order_ids.extend((item.order_id, customer) for item in result.assessments if item.order_id is not None)
    compared = [*team_findings([teams.states()]), *person_findings([persons.states()])]
    alerts = finding_alerts(compared, alert_teller(loaded.pack, loaded.catalog))
    return ReplayResult(customers, intake.counts, letters, [*order_conflicts(order_ids), *compared], alerts)
