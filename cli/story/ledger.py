"""Money in a story: the plan's split, every ledger entry, what is posted and held, and the decisions about it."""

import re
from collections import defaultdict
from collections.abc import Sequence

from cli.story.teller import Section, Teller, in_columns, printable
from detector.events import Decision
from detector.ledger import share_text
from detector.money import format_minor, parse_minor
from detector.outputs import Assessment, Credit
from streams.story import CustomerStory, ToldOrder

DECISIONS = "transferwatch.decisions.v1"
_REASON = re.compile(r"(\w+) (.*?)(?:; held: (\w+))?", re.DOTALL)

Net = dict[tuple[str, str, str], int]
"""(payee, status, currency) → net amount in minor units, without zeros."""


def minor_of(entry: Credit) -> int:
    """An entry's amount in minor units; a reversal's is negative."""
    sign = -1 if entry.amount.startswith("-") else 1
    return sign * parse_minor(entry.amount.lstrip("-"), entry.currency)


def net_credit(entries: Sequence[Credit]) -> Net:
    """What stands after all reversals."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.payee_id, entry.status, entry.currency] += minor_of(entry)
    return {key: amount for key, amount in sorted(sums.items()) if amount}


def net_text(teller: Teller, net: Net) -> str:
    """Net credit in one line."""
    parts = []
    for (payee, status, currency), amount in net.items():
        money = f"{format_minor(amount, currency)} {currency}"
        parts.append(f"{teller.who(payee)} {money} {teller.words.code('status', status)}")
    return teller.words.join(parts)


def is_held(entries: Sequence[Credit]) -> bool:
    """Whether anything is held after all reversals."""
    return any(status == "held" for _, status, _ in net_credit(entries))


def hold_codes(assessment: Assessment, entries: Sequence[Credit], told: ToldOrder | None) -> list[str]:
    """Why money is held: `review`, `no_reason`, or both; empty where nothing is."""
    if not is_held(entries):
        return []
    f = assessment.features
    unexplained = told.judged.judgement.must_explain if told else f.get("path_counted") and not f.get("reason_given")
    codes = ["review"] if assessment.outcome == "review" else []
    return [*codes, "no_reason"] if unexplained or not codes else codes


def tell_credit(teller: Teller, assessment: Assessment, entries: Sequence[Credit], told: ToldOrder | None) -> Section:
    """The split by the plan, the ledger line by line, its sums, and what holds it."""
    say = teller.say
    lines = _split(teller, told) if told else []
    rows = []
    for entry in entries:
        reversal = f" ({say('ledger.reversal')})" if entry.reverses else ""
        period = entry.accounting_period + (f" ({entry.original_period})" if entry.original_period else "")
        money = [entry.share, entry.amount, entry.currency]
        status = teller.words.code("status", entry.status)
        cause = _cause(teller, entry.reason) + reversal
        rows.append([teller.stamp(entry.effective_at), period, teller.who(entry.payee_id), *money, status, cause])
    lines += in_columns(rows, right=[3, 4]) or [say("ledger.none")]
    net = net_credit(entries)
    if net:
        lines.append(say("ledger.net", sums=net_text(teller, net)))
    codes = hold_codes(assessment, entries, told)
    why = teller.words.clauses([say(f"hold.{code}") for code in codes])
    lines.append(say("held_by", why=why) if codes else say("not_held"))
    return Section(say("credit"), lines)


def _split(teller: Teller, told: ToldOrder) -> list[str]:
    judgement, say = told.judged.judgement, teller.say
    split = shares_text(teller, told)
    lines = [say("credit.plan", plan=judgement.plan_id, version=judgement.plan.version)]
    if judgement.path.counted:
        lines.append(say("credit.counted", originator=teller.who(judgement.path.originator), split=split))
    else:
        why = teller.words.code("counted", judgement.path.why_not)
        lines.append(say("credit.not_counted", why=why, split=split))
    return lines


def shares_text(teller: Teller, told: ToldOrder) -> str:
    """The plan's split in one line."""
    shares = sorted(told.judged.judgement.shares.items())
    return teller.words.join([teller.say("share", who=teller.who(who), share=share_text(part)) for who, part in shares])


def _cause(teller: Teller, reason: str) -> str:
    """The ledger's own words, `won e1; held: review`, in the language of the story."""
    match = _REASON.fullmatch(reason)
    if match is None:
        return printable(reason)
    label, event, hold = match.groups()
    words = f"{teller.words.code('label', label)} {printable(event)}"
    return f"{words}; {teller.say('ledger.held', why=teller.words.code('hold', hold))}" if hold else words


def tell_decisions(teller: Teller, assessment: Assessment, story: CustomerStory | None) -> Section:
    """What people decided, in their words, and where each decision stands."""
    lines = []
    for state in assessment.decisions or []:
        label, stands = teller.words.code("label", state.decision), teller.words.code("state", state.state)
        why = f" ({teller.words.code('why', state.why)})" if state.why else ""
        line = teller.say("decision.by", label=label, who=teller.who(state.decided_by), state=stands + why)
        record = story.events.record(DECISIONS, state.event_id) if story else None
        if isinstance(record, Decision):
            words = teller.quoted(record.reason_text or record.reason)
            line = f"{teller.stamp(record.occurred_at)}  {line}  {words}".rstrip()
        lines.append(line)
    return Section(teller.say("decisions"), lines)
