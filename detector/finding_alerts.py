"""The alerts of findings: one per matter, which is what is said of the same people or team month after month.

Only what is `unusual` is told. The alert of a matter speaks of its latest unusual period; a normal month afterwards
takes nothing back, a correction that leaves no unusual one does.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple

from detector.calendar import month_span
from detector.messages import Catalog
from detector.outputs import Alert, Finding, Param, Severity
from detector.pack import RulePack
from detector.pair_figures import PAIR_RATE
from detector.quota_bursts import BURST, last_month
from detector.rings import RING
from detector.team_lift import LIFT


class _Kind(NamedTuple):
    """How a kind of finding is told: its weight, the params of its sentence, and those that name giver and receiver."""

    severity: Severity
    params: tuple[str, ...]
    originator: str = ""
    beneficiary: str = ""


KINDS: Mapping[str, _Kind] = {
    PAIR_RATE: _Kind(
        "medium",
        ("originator", "assistant", "team", "since", "period", "transferred", "needless", "needless_last"),
        originator="originator",
        beneficiary="assistant",
    ),
    RING: _Kind(
        "medium", ("first", "second", "since", "period", "out", "back"), originator="first", beneficiary="second"
    ),
    BURST: _Kind("medium", ("person", "period", "metric", "days", "late", "originators"), beneficiary="person"),
    LIFT: _Kind("low", ("team", "since", "period", "passed", "part", "part_before")),
}
"""Of a ring each is both: the lower id stands as the originator. A team's lift is about a team, and names nobody."""

Teller = Callable[[Finding], Alert | None]
"""Finding → its alert, None where it raises none."""


def matter_of(finding_id: str) -> str:
    """What a finding is about, whatever the period; the `case_id` of its alert.

    >>> matter_of("pair_rate:lin:mei:north:2026-03")
    'pair_rate:lin:mei:north'
    """
    return finding_id.rpartition(":")[0]


def alert_teller(pack: RulePack, catalog: Catalog) -> Teller:
    """What makes alerts of findings by a company's calendar, with headlines of a catalog."""

    def tell(finding: Finding) -> Alert | None:
        kind = KINDS.get(finding.kind)
        if kind is None or finding.level != "unusual" or finding.period is None:
            return None
        case_id, message_id = matter_of(finding.finding_id), f"alert.{finding.kind}"
        told = finding.params or {}
        params: dict[str, Param] = {name: told[name] for name in kind.params}
        # The period's end may lie ahead, and an alert of tomorrow would date what people do about it after tomorrow.
        begins, _ = month_span(last_month(finding.period), pack.company.calendar, pack.zone)
        return Alert(
            alert_id=sha256(case_id.encode("utf-8", "surrogatepass")).hexdigest()[:24],
            case_id=case_id,
            finding_id=finding.finding_id,
            revision=1,
            severity=kind.severity,
            message_id=message_id,
            params=params,
            headline=catalog.render(message_id, params, "en"),
            originator_id=str(told[kind.originator]) if kind.originator else None,
            beneficiary_id=str(told[kind.beneficiary]) if kind.beneficiary else None,
            raised_at=f"{begins.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            status="confirmed",
            hits=[],
        )

    return tell


def standing(alerts: Iterable[Alert]) -> Alert | None:
    """Which of the alerts of one matter stands: that of the latest period; None where there is none."""
    return max(alerts, key=lambda alert: (alert.raised_at, alert.finding_id or ""), default=None)


def finding_alerts(findings: Iterable[Finding], tell: Teller) -> list[Alert]:
    """The alerts that findings raise, by `case_id`."""
    by_case: dict[str, list[Alert]] = {}
    for finding in findings:
        alert = tell(finding)
        if alert is not None:
            by_case.setdefault(alert.case_id, []).append(alert)
    stand = (standing(by_case[case_id]) for case_id in sorted(by_case))
    return [alert for alert in stand if alert is not None]
