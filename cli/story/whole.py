"""A whole story: judged from the events, compared with what a result stores, or told from the result alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cli.story.clearing import tell_clearing
from cli.story.deal import tell_order, tell_path, tell_sums, tell_work
from cli.story.ledger import net_credit, net_text, tell_credit, tell_decisions
from cli.story.points import sum_text
from cli.story.signs import tell_hits, tell_notes, tell_reason, tell_rules, tell_score
from cli.story.teller import Section, Teller, printable
from cli.story.texts import STORY
from cli.story.texts_more import MORE
from cli.texts import Words
from detector.messages import Language
from detector.outputs import Assessment, Credit
from streams.customer import find_customers, one_customer, read_names
from streams.packs import LoadedPack
from streams.results import Origin, no_such_order, stored_ledger, stored_orders
from streams.story import CustomerStory, judge_story, story_subjects

SHORT_DIGEST = 12


class Told(NamedTuple):
    """A story in words."""

    title: str
    intro: list[str]
    sections: list[Section]


def tell_story(
    origin: Origin,
    order_id: str,
    customer: str | None,
    loaded: LoadedPack,
    lang: Language,
    *,
    everything: bool = False,
) -> Told:
    """The story of an order from wherever it can come. Raises UsageError for an unknown or ambiguous id."""
    words = Words(lang, {**STORY, **MORE}, loaded.catalog)
    if origin.input_dir is None:
        assert origin.result_dir is not None
        return _from_result(origin, origin.result_dir, order_id, customer, loaded, words)
    chosen = one_customer(find_customers(origin.input_dir, order_id), customer, f"order {order_id!r}")
    story = judge_story(origin.input_dir, chosen, loaded)
    told = story.order(order_id)
    if origin.called and origin.result_dir is not None and _forgotten(origin.result_dir, told.settled.assessment):
        return _from_result(origin, origin.result_dir, order_id, chosen, loaded, words)
    teller = Teller(words, read_names(origin.input_dir, story_subjects(story)), loaded.pack.zone)
    assessment, entries = told.settled.assessment, told.settled.entries
    sections = [
        tell_order(teller, story, told),
        tell_path(teller, assessment, story, told),
        tell_work(teller, story, told, everything=everything),
        tell_sums(teller, story, told),
        tell_rules(teller, told),
        tell_reason(teller, assessment, story, told),
        tell_score(teller, assessment, story, told),
        tell_notes(teller, assessment, told),
        tell_credit(teller, assessment, entries, told),
        tell_decisions(teller, assessment, story),
        tell_clearing(teller, assessment, entries, story, told),
        _unusable(teller, story),
    ]
    if origin.result_dir is not None:
        sections.append(_compared(teller, origin, origin.result_dir, assessment, entries))
    return _assembled(teller, assessment, loaded, sections)


def _assembled(teller: Teller, assessment: Assessment, loaded: LoadedPack, sections: list[Section]) -> Told:
    title = teller.say(
        "title",
        order=printable(assessment.order_id or ""),
        customer=teller.who(assessment.customer_id),
        outcome=teller.words.code("outcome", assessment.outcome),
        score=assessment.score,
    )
    zone = loaded.pack.company.calendar.time_zone
    about = teller.say("times", zone=zone, digest=assessment.rules_digest[:SHORT_DIGEST])
    intro = [teller.say(f"about.{assessment.outcome}"), about]
    return Told(title, intro, [section for section in sections if section.lines])


def _from_result(
    origin: Origin, result_dir: Path, order_id: str, customer: str | None, loaded: LoadedPack, words: Words
) -> Told:
    stored = stored_orders(result_dir, order_id)
    if not stored:
        raise no_such_order(result_dir, order_id)
    chosen = one_customer([item.customer_id for item in stored], customer, f"order {order_id!r}")
    assessment = next(item for item in stored if item.customer_id == chosen)
    entries = stored_ledger(result_dir, chosen, order_id)
    teller = Teller(words, {}, loaded.pack.zone)
    key = "stored.forgotten" if origin.called else "stored.only"
    only = teller.say(key, input=printable(origin.input_named) or "?", result=origin.name_of(result_dir))
    told = _assembled(
        teller,
        assessment,
        loaded,
        [
            tell_path(teller, assessment, None, None),
            tell_hits(teller, assessment),
            tell_reason(teller, assessment, None, None),
            tell_score(teller, assessment, None, None),
            tell_notes(teller, assessment, None),
            tell_credit(teller, assessment, entries, None),
            tell_decisions(teller, assessment, None),
            tell_clearing(teller, assessment, entries, None, None),
        ],
    )
    return told._replace(intro=[*told.intro, only])


def _forgotten(result_dir: Path, now: Assessment) -> bool:
    """Whether a store does not keep any more what it judged by: the same rules say something else now."""
    stored = stored_orders(result_dir, now.order_id or "")[0]
    said, says = ((item.outcome, item.score, item.hits, item.reason_test) for item in (stored, now))
    return stored.rules_digest == now.rules_digest and said != says


def _unusable(teller: Teller, story: CustomerStory) -> Section:
    letters = [letter for letter in story.events.intake.dead_letters if letter.file != "people.ndjson"]
    lines = [
        teller.say("unusable.line", file=letter.file or "", line=letter.line or 0, message=printable(letter.message))
        for letter in letters
    ]
    return Section(teller.say("unusable"), lines)


def _compared(
    teller: Teller, origin: Origin, result_dir: Path, assessment: Assessment, entries: Sequence[Credit]
) -> Section:
    """Whether judging again gives what the result stores."""
    say = teller.say
    order_id, customer = assessment.order_id or "", assessment.customer_id
    stored = next((item for item in stored_orders(result_dir, order_id) if item.customer_id == customer), None)
    if stored is None:
        return Section(say("stored"), [say("stored.absent", result=origin.name_of(result_dir))])
    ledger = stored_ledger(result_dir, customer, order_id)
    differences = [
        say("stored.value", name=say(f"stored.name.{name}"), stored=before, now=now)
        for name, before, now in (
            ("outcome", *(teller.words.code("outcome", item.outcome) for item in (stored, assessment))),
            ("score", stored.score, assessment.score),
            ("hits", *(_hit_text(item) for item in (stored, assessment))),
            ("credit", *(net_text(teller, net_credit(item)) or "0" for item in (ledger, entries))),
        )
        if before != now
    ]
    names = {"input": origin.called or str(origin.input_dir), "result": origin.name_of(result_dir)}
    if not differences:
        return Section(say("stored"), [say("stored.same", **names)])
    digests = {"stored": origin.digest[:SHORT_DIGEST], "now": assessment.rules_digest[:SHORT_DIGEST]}
    same_rules = origin.digest == assessment.rules_digest
    why = say("stored.same_rules") if same_rules else say("stored.other_rules", **digests)
    return Section(say("stored"), [say("stored.differs", what=teller.words.clauses(differences), why=why, **names)])


def _hit_text(assessment: Assessment) -> str:
    return sum_text(assessment.hits) or "0"
