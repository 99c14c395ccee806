"""Judges a folder with a decision and without it, tells the difference, and writes the decision down."""

import difflib
import sys
from pathlib import Path
from typing import NamedTuple

from cli.deciding.places import FILE, DecisionPlace
from cli.deciding.texts import DECIDE
from cli.story.ledger import hold_codes, net_credit, net_text, shares_text
from cli.story.signs import verdict_text
from cli.story.teller import Teller, printable
from cli.story.texts import STORY
from cli.story.texts_more import MORE
from cli.texts import SHARED, Words
from detector.errors import UsageError
from detector.events import Decision, encode
from detector.messages import Language
from detector.money import format_minor
from streams.customer import read_names
from streams.packs import LoadedPack
from streams.story import CustomerStory, ToldOrder, judge_story, story_subjects


class Desk(NamedTuple):
    """Where a decision is taken: the events, where it is written, the customer's story as it is now, the language."""

    folder: Path
    place: DecisionPlace
    story: CustomerStory
    loaded: LoadedPack
    lang: Language


def decide(desk: Desk, decision: Decision, *, dry_run: bool) -> None:
    """Say what a decision changes and write it down. Raises UsageError where it would be void; nothing is written."""
    record = encode(decision)
    after = judge_story(desk.folder, decision.customer_id, desk.loaded, added=record)
    _refuse_void(desk, after, decision)
    teller = _teller(desk, decision)
    _warn_of_strangers(desk, teller, decision)
    for line in [*_said(teller, desk, decision), *_changes(teller, desk, after, decision)]:
        print(line)
    if dry_run:
        print(teller.say("dry"))
        return
    print(desk.place.write(teller, decision, record))
    print(teller.say(f"undo.{decision.decision}"))


def _refuse_void(desk: Desk, after: CustomerStory, decision: Decision) -> None:
    """The core itself says whether a decision can be used and holds."""
    letters = [letter for letter in after.events.intake.dead_letters if (letter.file, letter.line) == (FILE, 0)]
    if letters:
        message = f"this decision cannot be used: {letters[0].message}; nothing was written"
        raise UsageError(message)
    for told in after.orders:
        for standing in told.settled.standings:
            if standing.decision.event_id == decision.event_id and standing.state == "void":
                why = SHARED[f"why.{standing.why}"]["en"] if f"why.{standing.why}" in SHARED else standing.why
                detail = _detail(told, decision, standing.why)
                message = f"this {decision.decision} would be void: {why}{detail}; nothing was written"
                raise UsageError(message)


def _detail(told: ToldOrder, decision: Decision, why: str) -> str:
    shares = decision.shares or []
    if why == "paid_by_it":
        paid = sorted({*told.judged.judgement.shares, *(share.payee_id for share in shares)})
        return f" ({decision.decided_by} is among {', '.join(paid)})"
    if why in ("shares_not_one", "bad_share", "payee_twice"):
        return f" ({', '.join(f'{share.payee_id}={share.share}' for share in shares)})"
    return ""


def _teller(desk: Desk, decision: Decision) -> Teller:
    subjects = story_subjects(desk.story) | {decision.decided_by, *(s.payee_id for s in decision.shares or [])}
    words = Words(desk.lang, {**STORY, **MORE, **DECIDE}, desk.loaded.catalog)
    return Teller(words, read_names(desk.folder, subjects), desk.loaded.pack.zone)


def _warn_of_strangers(desk: Desk, teller: Teller, decision: Decision) -> None:
    """A mistyped id would pay or name nobody: say so, where the folder has people records at all."""
    people = desk.story.events.intake.person_facts()
    near_by = story_subjects(desk.story) - {""}
    for person in [decision.decided_by, *(share.payee_id for share in decision.shares or [])]:
        if people and person not in people and person not in near_by:
            close = [
                *difflib.get_close_matches(person, sorted(near_by), n=1),
                *difflib.get_close_matches(person, sorted(people.keys() - near_by), n=1),
            ]
            near = f" ({' / '.join(map(printable, close))}?)" if close else ""
            print(teller.say("stranger", person=repr(printable(person)), near=near), file=sys.stderr)


def _said(teller: Teller, desk: Desk, decision: Decision) -> list[str]:
    """What the person sees and decides."""
    say, lines = teller.say, []
    if decision.order_id is not None:
        told = desk.story.order(decision.order_id)
        last = told.judged.order.last
        lines.append(
            say(
                "seen",
                order=printable(last.order_id),
                customer=teller.who(decision.customer_id),
                outcome=teller.words.code("outcome", told.settled.assessment.outcome),
                amount=format_minor(last.amount_minor, last.currency),
                currency=last.currency,
            )
        )
        lines.append(say("plan", split=shares_text(teller, told)))
    lines.append(
        say(
            "decision",
            label=teller.words.code("label", decision.decision),
            who=teller.who(decision.decided_by),
            time=teller.stamp(decision.occurred_at),
            reason=printable(decision.reason_text or decision.reason),
        )
    )
    if decision.decision != "explain":
        currency = desk.story.order(decision.order_id or "").judged.order.last.currency
        shares = [say("share", who=teller.who(s.payee_id), share=s.share) for s in decision.shares or []]
        split = teller.words.join(shares)
        lines.append(say(f"decision.{decision.decision}", amount=decision.amount or "", currency=currency, split=split))
    return lines


def _changes(teller: Teller, desk: Desk, after: CustomerStory, decision: Decision) -> list[str]:
    """Each order that changes, before and after; then where the decision stands and what still holds."""
    say, lines = teller.say, []
    for old, new in zip(desk.story.orders, after.orders, strict=True):
        told_before, told_after = _state(teller, old), _state(teller, new)
        if told_before != told_after:
            lines.append(say("of_order", order=printable(new.judged.order.order_id)))
            lines.append(f"  {say('before', **told_before)}")
            lines.append(f"  {say('after', **told_after)}")
    lines = lines or [say("unchanged")]
    return lines + (_of_explain if decision.decision == "explain" else _of_credit)(teller, desk, after, decision)


def _state(teller: Teller, told: ToldOrder) -> dict[str, str]:
    credit = net_text(teller, net_credit(told.settled.entries)) or teller.say("nothing")
    return {"outcome": teller.words.code("outcome", told.settled.assessment.outcome), "credit": credit}


def _of_credit(teller: Teller, desk: Desk, after: CustomerStory, decision: Decision) -> list[str]:
    """Where a release or reassign stands."""
    order_id = decision.order_id or ""
    new, old = after.order(order_id), desk.story.order(order_id)
    lines = []
    for standing in new.settled.standings:
        if standing.decision.event_id == decision.event_id and standing.state != "holds":
            why = f" ({teller.words.code('why', standing.why)})" if standing.why else ""
            lines.append(teller.say("standing", state=teller.words.code("state", standing.state), why=why))
    if decision.decision == "release" and not old.settled.held:
        lines.append(teller.say("nothing_held"))
    elif new.settled.assessment.outcome == "review":
        lines.append(teller.say("only_explain"))
    return lines


def _of_explain(teller: Teller, desk: Desk, after: CustomerStory, decision: Decision) -> list[str]:
    """What the facts say of an explanation, and which orders stay held all the same."""
    lines, found, later = [], False, False
    for told in after.orders:
        holding = after.judge.explanation(told.judged.order, told.judged.order.last, None)
        if holding is None or told.judged.judgement.reason is None:
            continue
        if holding.event_id != decision.event_id:
            later = later or decision.order_id == told.judged.order.order_id
            continue
        found = True
        lines.append(teller.say("verdict", verdict=verdict_text(teller, told.judged.judgement.reason.verdict)))
        codes = hold_codes(told.settled.assessment, told.settled.entries, told)
        if codes:
            why = teller.words.clauses([teller.say(f"hold.{code}") for code in codes])
            lines.append(teller.say("still_held", order=printable(told.judged.order.order_id), why=why))
    if not found:
        lines.append(teller.say("later" if later else "no_hop"))
    return list(dict.fromkeys(lines))
