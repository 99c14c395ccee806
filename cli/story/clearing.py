"""What would clear an order: reasons held against the facts beforehand, a release, logs that are missing."""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from cli.story.ledger import hold_codes, net_credit
from cli.story.signs import verdict_text
from cli.story.teller import Section, Teller, printable
from detector.events import REASON_CODES
from detector.facts import DecisionFact, ReasonFact
from detector.outputs import Assessment, Credit
from detector.reasons import Verdict
from streams.story import CustomerStory, ToldOrder


class TriedReason(NamedTuple):
    """What a reason would come to if somebody gave it now."""

    code: str
    verdict: Verdict
    outcome: str


def tell_clearing(
    teller: Teller,
    assessment: Assessment,
    entries: Sequence[Credit],
    story: CustomerStory | None,
    told: ToldOrder | None,
) -> Section:
    """Everything that would free the money or end the question, most useful first; it accuses nobody."""
    say = teller.say
    codes = hold_codes(assessment, entries, told)
    if not codes and assessment.outcome == "clear":
        return Section(say("clearing"), [say("clear.nothing")])
    lines: list[str] = []
    if codes or assessment.compared_with:
        lines += _by_reason(teller, assessment, codes, story, told)
    if codes:
        lines += _by_release(teller, assessment, entries)
    lines += _by_facts(teller, assessment, told)
    return Section(say("clearing"), lines)


def _by_reason(
    teller: Teller, assessment: Assessment, codes: Sequence[str], story: CustomerStory | None, told: ToldOrder | None
) -> list[str]:
    if assessment.reason_test is not None and assessment.reason_test.result == "confirmed":
        return []
    say = teller.say
    by_hop = assessment.features.get("link") == "path"
    lines = [
        f"• {say('clear.reason' if by_hop else 'clear.booking')}",
        f"    {_command('explain', assessment, '--by PERSON --reason-text …')}",
    ]
    if codes == ["no_reason"]:
        lines.append(f"  {say('clear.reason_frees')}")
    if story is not None and told is not None:
        lines += [f"  {line}" for line in _tried_lines(teller, try_reasons(story, told))]
    return lines


def _tried_lines(teller: Teller, tried: Sequence[TriedReason]) -> list[str]:
    """What might be confirmed or not be tested one by one, what the facts deny in one line."""
    lines, denied = [], []
    for item in tried:
        code = teller.words.code("code", item.code)
        if item.verdict.result == "contradicted":
            denied.append(code)
            continue
        verdict = verdict_text(teller, item.verdict)
        lines.append(teller.say("clear.test", code=code, verdict=verdict, outcome=_outcome(teller, item)))
    return [*lines, teller.say("clear.denied", codes=teller.words.join(denied))] if denied else lines


def _outcome(teller: Teller, item: TriedReason) -> str:
    return teller.words.code("outcome", item.outcome)


def try_reasons(story: CustomerStory, told: ToldOrder) -> list[TriedReason]:
    """Each known reason as if it were given now: what the facts would say of it and what would come of it."""
    order = told.judged.order
    found = []
    for code in REASON_CODES:
        if code == "other":
            continue
        reason = ReasonFact(code, True, "")
        fact = DecisionFact(order.last.at, "", "", "explain", True, order.order_id, "", "", None, reason, 0)
        judgement = story.judge.judge_order(order, order.last, fact)
        if judgement.reason is not None:
            found.append(TriedReason(code, judgement.reason.verdict, judgement.combined.outcome))
    ranks = ("confirmed", "untestable", "contradicted")
    return sorted(found, key=lambda item: ranks.index(item.verdict.result))


def _by_release(teller: Teller, assessment: Assessment, entries: Sequence[Credit]) -> list[str]:
    payees = sorted({payee for payee, status, _ in net_credit(entries) if status == "held"})
    named = teller.words.join([teller.who(payee) for payee in payees])
    return [
        f"• {teller.say('clear.release', payees=named)}",
        f"    {_command('release', assessment, '--by PERSON --reason …')}",
        f"    {_command('reassign', assessment, '--share PAYEE=0.6 --share PAYEE=0.4 --by PERSON --reason …')}",
    ]


def _by_facts(teller: Teller, assessment: Assessment, told: ToldOrder | None) -> list[str]:
    f, say = assessment.features, teller.say
    lines = []
    noted = any(note.message_id == "note.little_logged" for note in assessment.notes)
    if noted or (assessment.outcome != "clear" and not f.get("total_work")):
        lines.append(f"• {say('clear.little')}")
    other = assessment.compared_with or assessment.originator_id
    if assessment.outcome != "clear" and assessment.beneficiary_id and other:
        mine = int(f.get("payee_before", 0)) + int(f.get("payee_after", 0))
        theirs = sum(int(f.get(f"originator_{part}", 0)) for part in ("before", "grace", "after"))
        lines.append(f"• {say('clear.logs', who=teller.who(assessment.beneficiary_id), mine=mine, other=theirs)}")
        if f.get("link") != "helper" and not f.get("originator_away") and not f.get("originator_left"):
            lines.append(f"• {say('clear.people', who=teller.who(other))}")
    lacking = [
        str(item.result.params.get("missing", "?"))
        for item in (told.judged.judgement.results if told else ())
        if item.result.kind == "not_evaluated"
    ]
    if lacking:
        lines.append(f"• {say('clear.missing', missing=printable(teller.words.join(sorted(set(lacking)))))}")
    return lines


def _command(verb: str, assessment: Assessment, rest: str) -> str:
    order = shlex.quote(assessment.order_id or "")
    return printable(f"transferwatch decide {verb} {order} --in DIR {rest}")


def clearing_in_short(teller: Teller, assessment: Assessment, entries: Sequence[Credit]) -> list[str]:
    """One sentence for each way, without commands: for reports."""
    section = tell_clearing(teller, assessment, entries, None, None)
    return [line.removeprefix("• ").rstrip(":：") for line in section.lines if not line.startswith("    ")]
