"""Cases as lines for people: a table of several, one with its history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from cli.story.teller import in_columns, printable
from cli.texts import Words
from detector.outputs import Alert
from store.cases.barring import Involved
from store.cases.case import need_case
from store.cases.seeing import Sight, involved_in, see
from store.engine import reading
from store.queries.cases import CaseStep, ForeignDecision, ListedCase, dossier_of, history_of_case

_HEADS = (
    "case",
    "state",
    "disposition",
    "severity",
    "alert",
    "order",
    "from",
    "to",
    "assignee",
    "due",
    "snoozed",
    "version",
)


def case_table(listed: Sequence[ListedCase], words: Words, at_us: int) -> list[str]:
    """A head, and a line for each case; `at_us`: now, by which a case is snoozed or not."""
    return in_columns([[words.say(f"head.{name}") for name in _HEADS], *(_row(item, words, at_us) for item in listed)])


def _row(item: ListedCase, words: Words, at_us: int) -> list[str]:
    case = item.case
    return [
        printable(case.case_id),
        words.code("case_state", case.state),
        _coded(words, "disposition", case.disposition),
        _coded(words, "severity", item.severity),
        _coded(words, "alert_status", item.status),
        *(printable(value or "-") for value in (item.order_id, item.originator_id, item.beneficiary_id, item.assignee)),
        _day(case.due_at),
        _day(case.snoozed_until if case.is_asleep(at_us) else None),
        str(case.version),
    ]


def _coded(words: Words, group: str, value: str | None) -> str:
    return words.code(group, value) if value else "-"


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "-"


def show_case(engine: Engine, case_id: str, words: Words, at_us: int) -> list[str]:
    """One case: where it stands, what it is about, who may not decide on it, and what was done. Raises CaseError."""
    with reading(engine) as connection:
        case = need_case(connection, case_id)
        sight = see(connection, case.case_id)
        involved = involved_in(connection, sight)
        history = history_of_case(connection, case.case_id)
        same = dossier_of(connection, case.case_id)
    own = [item for item in same if item.case.case_id == case.case_id]
    lines = [*case_table(own, words, at_us), words.say("opened", at=_stamp(case.opened_at))]
    lines += [_headline(alert, words) for alert in sight.alerts]
    lines += _about(sight, involved, words)
    others = [printable(item.case.case_id) for item in same if item.case.case_id != case.case_id]
    if others:
        lines.append(words.say("with", cases=words.join(others)))
    return lines + [words.say("history"), *(_step(step, words) for step in history)] if history else lines


def _headline(alert: Alert, words: Words) -> str:
    return printable(words.message(alert.message_id, alert.params, alert.headline))


def _about(sight: Sight, involved: Involved, words: Words) -> list[str]:
    people = words.join([printable(person) for person in sorted(involved.people)])
    orders = words.join([printable(order) for order in sight.order_ids])
    lines = [words.say("orders", orders=orders)] if orders else []
    return [*lines, words.say("apart", people=people)] if people else lines


def _step(step: CaseStep, words: Words) -> str:
    details = step.details
    parts = [words.code("disposition", details["disposition"])] if "disposition" in details else []
    parts += [words.code("why_back", why) for why in details.get("why", ())]
    parts += [words.code("code", details["code"])] if details.get("code") else []
    parts += [printable(details["asked"])] if "asked" in details else []
    parts += [words.say("until", day=details["until"][:10])] if step.kind == "snooze" else []
    parts += [printable(step.text)] if step.text else []
    more = f" ({words.clauses(parts)})" if parts else ""
    actor = printable(step.actor) if step.actor else words.say("the_revision")
    what = words.code("step", step.kind)
    return words.say("step", version=step.version, at=_stamp(step.at), actor=actor, what=what, more=more)


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%MZ}"


def foreign_lines(found: Sequence[ForeignDecision], words: Words) -> list[str]:
    """Each decision from elsewhere in a sentence."""
    return [
        words.say(
            f"foreign.{item.why}",
            at=_stamp(item.occurred_at),
            event=printable(item.event_id),
            customer=printable(item.customer_id),
            label=words.code("label", item.decision),
            by=printable(item.decided_by),
        )
        for item in found
    ]
