"""The second part of a story: what each rule says, the reason held against the facts, how the score came about."""

from cli.story.points import points_text, signed, sum_text
from cli.story.teller import Section, Teller, printable
from detector.events import Decision, OwnershipChange
from detector.judgement import RuleOutcome
from detector.outputs import Assessment, Hit, Note
from detector.reasons import Verdict
from detector.writing import weight_order
from streams.story import CustomerStory, ToldOrder

DECISIONS, CHANGES = "transferwatch.decisions.v1", "crm.ownership-changes.v1"


def tell_rules(teller: Teller, told: ToldOrder) -> Section:
    """Each rule's result: signs first, then what speaks against them, what lacks a fact, and the silent ones."""
    order = ("hit", "error", "not_evaluated", "snoozed", "no_hit")
    results = sorted(
        told.judged.judgement.results,
        key=lambda item: (order.index(item.result.kind), *weight_order(item.result.points, item.rule.id)),
    )
    lines = [line for item in results if item.result.kind != "no_hit" for line in _rule_lines(teller, item)]
    lines.insert(0, compared_text(teller, told.settled.assessment))
    silent = [_title(teller, item) for item in results if item.result.kind == "no_hit"]
    if silent:
        lines.append(f"{teller.say('rule.no_hit')}: {teller.words.join(silent)}")
    return Section(teller.say("rules"), lines)


def compared_text(teller: Teller, assessment: Assessment) -> str:
    """Whom the rules mean by originator and payee."""
    other = assessment.compared_with
    if not other:
        return teller.say("compared.nobody")
    link = teller.words.code("link", str(assessment.features.get("link", "")))
    return teller.say("compared", other=teller.who(other), link=link, payee=teller.who(assessment.beneficiary_id))


def _title(teller: Teller, item: RuleOutcome) -> str:
    return item.rule.title.get(teller.words.lang, item.rule.id)


def _rule_lines(teller: Teller, item: RuleOutcome) -> list[str]:
    result = item.result
    what = points_text(teller, result.points) if result.kind == "hit" else teller.say(f"rule.{result.kind}")
    head = f"{_title(teller, item)} ({item.rule.id} v{item.version}): {what}"
    if result.kind == "not_evaluated":
        return [head, f"  {teller.say('rule.missing', missing=str(result.params.get('missing', '?')))}"]
    if result.kind == "error":
        return [head, f"  {printable(str(result.params.get('error', '')))}"]
    if result.kind == "hit":
        message_id = f"{item.rule.id}.{result.message}"
        return [head, f"  {printable(teller.words.message(message_id, result.params, message_id))}"]
    return [head]


def hit_sentence(teller: Teller, hit: Hit) -> str:
    """A stored hit as a sentence in the language of the story."""
    return printable(teller.words.message(hit.message_id, hit.params, hit.reason))


def tell_hits(teller: Teller, assessment: Assessment) -> Section:
    """What a stored result knows of the rules: the hits."""
    lines = [compared_text(teller, assessment)]
    for hit in assessment.hits:
        lines.append(f"{hit.rule_id} v{hit.rule_version}: {points_text(teller, hit.score)}")
        lines.append(f"  {hit_sentence(teller, hit)}")
    return Section(teller.say("rules"), [*lines, teller.say("rule.only_hits")])


def tell_reason(teller: Teller, assessment: Assessment, story: CustomerStory | None, told: ToldOrder | None) -> Section:
    """The claim that holds and what the facts say of it."""
    tested, say = assessment.reason_test, teller.say
    if tested is None:
        return Section(say("reason"), [say("reason.none")])
    text, explained = _words(story, told, late=tested.late)
    code = teller.words.code("code", tested.code) if tested.code else say("reason.free")
    verdict = Verdict(tested.result, tested.message_id, tested.params)
    lines = [
        say("reason.claim", code=code, text=teller.quoted(text)).rstrip(),
        verdict_text(teller, verdict, tested.why),
    ]
    if explained is not None:
        lines.append(say("reason.late", who=teller.who(explained.decided_by), time=teller.stamp(explained.occurred_at)))
    elif tested.late:
        lines.append(say("reason.late_stored"))
    if tested.original is not None:
        lines.append(say("reason.original", result=teller.words.code("result", tested.original)))
    return Section(say("reason"), lines)


def verdict_text(teller: Teller, verdict: Verdict, otherwise: str = "") -> str:
    """What the facts say of a claim; some messages begin with the word for it, others don't."""
    result = teller.words.code("result", verdict.result)
    why = printable(teller.words.message(verdict.message_id, verdict.params, otherwise or verdict.message_id))
    return why if result in why.split("：")[0] else f"{result}: {why}"


def _words(story: CustomerStory | None, told: ToldOrder | None, *, late: bool) -> tuple[str | None, Decision | None]:
    """The words of the claim, and the explanation where it was given afterwards."""
    if story is None or told is None:
        return None, None
    if late:
        order = told.judged.order
        fact = story.judge.explanation(order, order.last, None)
        record = story.events.record(DECISIONS, fact.event_id) if fact else None
        return (record.reason_text or record.reason, record) if isinstance(record, Decision) else (None, None)
    hop = told.judged.judgement.case_hop
    change = story.events.record(CHANGES, hop.event_id) if hop else None
    return (change.reason_text, None) if isinstance(change, OwnershipChange) else (None, None)


def tell_score(teller: Teller, assessment: Assessment, story: CustomerStory | None, told: ToldOrder | None) -> Section:
    """Points → caps → threshold."""
    say = teller.say
    points = [hit.score for hit in assessment.hits]
    total = signed(sum(points))
    lines = [say("score.points", sum=total, parts=sum_text(assessment.hits)) if points else say("score.no_points")]
    if not 0 <= sum(points) <= 100:
        lines.append(say("score.capped" if sum(points) > 100 else "score.floored"))
    outcome = teller.words.code("outcome", assessment.outcome)
    if story is None or told is None:
        return Section(say("score"), [*lines, say("score.stored", score=assessment.score, outcome=outcome)])
    params = story.judge.pack.base_at(told.judged.order.at).score
    combined = told.judged.judgement.combined
    if combined.facts:
        lines.append(say("score.facts"))
        lines += [f"  {printable(teller.words.message(f.message_id, f.params, f.message_id))}" for f in combined.facts]
    if combined.little_evidence and points:
        lines.append(say("score.little"))
    if combined.score > max(0, sum(points)):
        lines.append(say("score.told_late", score=combined.score))
    if combined.score < min(100, sum(points)):
        lines.append(say("score.lowered", score=combined.score))
    thresholds = {"watch": params.watch_from, "review": params.review_from}
    lines.append(say("score.result", score=assessment.score, outcome=outcome, **thresholds))
    return Section(say("score"), lines)


def tell_notes(teller: Teller, assessment: Assessment, told: ToldOrder | None) -> Section:
    """Missing logs, contradictions in the record; clearing facts where the score's section does not tell them."""
    known = {fact.message_id for fact in told.judged.judgement.combined.facts} if told else set()
    lines = [note_sentence(teller, note) for note in assessment.notes if note.message_id not in known]
    return Section(teller.say("notes"), lines)


def note_sentence(teller: Teller, note: Note) -> str:
    """A note as a sentence, with the name of the person in it."""
    person = note.params.get("person")
    params = {**note.params, "person": teller.who(person)} if isinstance(person, str) else note.params
    return printable(teller.words.message(note.message_id, params, note.text))
