"""Every message that the core or a rule can produce renders in zh and en, with each of its figures and nothing left."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from detector.features import Features
from detector.messages import CORE, LANGUAGES, Catalog, Language, _Formatter
from detector.outputs import Param
from detector.process_findings import needless_transfers, process_times
from detector.reasons import hold_against
from detector.rule import RuleResult, hit, not_evaluated
from detector.score import clearing_facts
from detector.team_findings import Total
from streams.pack_files import placeholders
from tests.detector.builders import Customer, at, claim, copy_pack, shipped
from tests.detector.suspicious_kinds import SUSPICIOUS
from tests.detector.teams import Team, beside_all, concentrated, pair_of_two, usual
from tests.detector.test_finding_alerts import one_of_each
from tests.detector.test_quota_bursts import Mei
from tests.detector.test_reasons import CASES
from tests.detector.test_rings import Firm
from tests.detector.test_score import FACTS
from tests.detector.test_team_findings import MARCH, summed
from tests.detector.test_team_lift import IDLE, LIFTED, UNSTEADY, lifts, steady
from tests.detector.test_typologies import HONEST

LEFT_OVER = re.compile(r"[{}?]")
Told = tuple[str, dict[str, Param]]


def rendered(message_id: str, params: dict[str, Param], language: Language) -> str:
    assert shipped().catalog.knows(message_id), message_id
    text = shipped().catalog.render(message_id, params, language)
    assert text.strip()
    assert not LEFT_OVER.search(text), (message_id, params, text)
    return text


def of_reasons() -> Iterator[Told]:
    for code, features, _ in CASES:
        for known in (True, False):
            verdict = hold_against(code, Features(**features), originator_known=known)
            yield verdict.message_id, dict(verdict.params)


def of_facts() -> Iterator[Told]:
    for _, fields, _ in FACTS:
        for fact in clearing_facts(Features(**({"link": "path"} | fields)), 60):
            yield fact.message_id, dict(fact.params)


def of_rules() -> Iterator[Told]:
    for rule in shipped().pack.rules:
        for example in shipped().files[rule.id].examples:
            result = rule.evaluate(msgspec.convert(example.features, Features), rule.versions[-1])
            if result.kind == "hit":
                yield f"{rule.id}.{result.message}", dict(result.params)


def of_histories() -> Iterator[Told]:
    odd = Customer().owner(-70, "lin").owner(-4, "mei", "wang").pursue("zhou", -3).order(0, "mei")
    helped = Customer().owner(-70, "mei").pursue("lin", -60, -50, -40, -30, -20).order(0, "mei")
    pooled = Customer().owner(-90, "lin").owner(-60, "").owner(-50, "mei").order(0, "mei")
    named = Customer().owner(-70, "lin").pursue("lin", -60).owner(-4, "mei", "lin", reason=claim("leave_cover"))
    idle = Customer().owner(-70, "lin").pursue("lin", -60, -50, -40).owner(-30, "mei").order(0, "mei")
    late = SUSPICIOUS["ripe"]()
    for day in (-3.5, -2.5, -1.5):
        late.work(day, "mei", recorded_s=at(0.5) // 10**6)
    made = [make() for make in (*SUSPICIOUS.values(), *HONEST.values())]
    for customer in (odd, helped, pooled, named, idle, late, *made):
        result = customer.judge()
        for item in result.assessments:
            yield from ((sign.message_id, sign.params) for sign in item.hits)
            yield from ((note.message_id, note.params) for note in item.notes)
            if item.reason_test is not None:
                yield item.reason_test.message_id, item.reason_test.params
        yield from ((alert.message_id, alert.params) for alert in result.alerts)


def of_teams() -> Iterator[Told]:
    """Each finding about a team's month, with a team and without one."""
    for team in ("north", ""):
        for finding in (*summed(*MARCH, team=team).values(), *summed(MARCH[0], team=team).values()):
            yield str(finding.message_id), dict(finding.params or {})
    own, passed, after = Counter({30: 6}), Counter({40: 5, 3: 1}), Counter({4: 6})
    for finding in (
        *process_times("north", "2026-03", own, passed, after),
        *needless_transfers("north", "2026-03", 3, Total()),
    ):
        yield str(finding.message_id), dict(finding.params or {})
    for finding in (
        Firm(amy="n", bob="n").hand("2026-03", "bob", "amy", 3).hand("2026-03", "amy", "bob", 3).rings("2026-03")
    ):
        yield str(finding.message_id), dict(finding.params or {})
    for finding in Mei().target("2026-03", 9).book("2026-03", 9, 1, needless=True).bursts("2026-Q1"):
        yield str(finding.message_id), dict(finding.params or {})
    beside = {"one": steady(90), "two": steady(120)}
    for course in (IDLE, LIFTED, UNSTEADY):
        for finding in lifts(a=course, **beside).values():
            yield str(finding.message_id), dict(finding.params or {})
    for finding in lifts(a=IDLE).values():
        yield str(finding.message_id), dict(finding.params or {})
    for found in (
        concentrated().pairs("2026-09"),
        concentrated(needless=False).pairs("2026-09"),
        beside_all(pair_of_two()),
        beside_all(pair_of_two(), usual(Team("south")), usual(Team("west"))),
        beside_all(pair_of_two(needless=False), usual(Team("south")), usual(Team("west"))),
    ):
        for finding in found.values():
            yield str(finding.message_id), dict(finding.params or {})
    yield from ((alert.message_id, alert.params) for alert in one_of_each())


def all_told() -> list[Told]:
    return [*of_reasons(), *of_facts(), *of_rules(), *of_histories(), *of_teams()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over_in_what_is_told(language: Language) -> None:
    for message_id, params in all_told():
        rendered(message_id, params, language)


def test_every_message_can_be_told() -> None:
    """A text that no code can reach would be a text that nobody checks."""
    told = {message_id for message_id, _ in all_told()}
    elsewhere = {"finding.order_customer_conflict", "note.rule_error", "note.rule_not_evaluated"} | {
        "fact.pooled",
        "fact.outside",
        "fact.left_alone",
        "fact.care",
    }
    known = set(CORE) | {name for rule in shipped().pack.rules for name in rule.messages}
    assert known - told - elsewhere == set()


def test_every_figure_that_is_given_is_used() -> None:
    for message_id, params in all_told():
        texts = CORE.get(message_id) or next(
            rule.messages[message_id] for rule in shipped().pack.rules if message_id in rule.messages
        )
        assert placeholders(texts["en"]) == set(params), message_id
        assert placeholders(texts["zh"]) <= set(params), message_id


def test_texts_of_the_core_stand_in_both_languages() -> None:
    for message_id, texts in CORE.items():
        assert set(texts) == set(LANGUAGES), message_id
        assert re.search(r"[\u4e00-\u9fff]", texts["zh"]), message_id
        assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), message_id


def test_stored_sentences_are_the_english_ones() -> None:
    for item in SUSPICIOUS["ripe"]().judge().assessments:
        for found in item.hits:
            assert found.reason == shipped().catalog.render(found.message_id, found.params, "en")


@pytest.mark.parametrize(
    ("template", "value", "language", "text"),
    [
        ("{x:w}", 3160, "en", "3.2"),
        ("{x:p}", 123, "en", "12 %"),
        ("{x:t}", 47, "en", "47 hours"),
        ("{x:t}", 48, "en", "2 days"),
        ("{x:t}", 47, "zh", "47 小时"),
        ("{x:t}", 60, "zh", "2 天"),
        ("{x:r}", "0.2500", "en", "25.00 %"),
        ("{x:r}", "1.0000 (CNY), 0.0049 (JPY)", "zh", "100.00 % (CNY), 0.49 % (JPY)"),
        ("{x}", 7, "en", "7"),
        ("{x:w}", "name", "en", "name"),
    ],
)
def test_formats_of_figures(template: str, value: Param, language: Language, text: str) -> None:
    assert Catalog({"m": {"zh": template, "en": template}}).render("m", {"x": value}, language) == text


def test_what_is_unknown_is_shown_not_hidden() -> None:
    assert Catalog({}).render("of.another.pack", {"n": 1}, "zh") == "of.another.pack {'n': 1}"


def _fails(_features: Features, _params: Any) -> RuleResult:
    message = "no such field"
    raise KeyError(message)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (_fails, "Rule ripe failed and says nothing of this: KeyError: 'no such field'"),
        (lambda _f, _p: not_evaluated("stages"), "Rule ripe could not be evaluated for want of: stages"),
    ],
)
def test_a_rule_that_fails_or_cannot_look_is_told_and_hides_no_other(function: Any, sentence: str) -> None:
    loaded = shipped()
    rules = [
        msgspec.structs.replace(rule, function=function) if rule.id == "ripe" else rule for rule in loaded.pack.rules
    ]
    result = SUSPICIOUS["ripe"]().judge(loaded._replace(pack=copy_pack(loaded, rules=rules)))
    (assessment,) = [item for item in result.assessments if item.order_id]
    assert sentence in [note.text for note in assessment.notes]
    assert "no_reason" in {found.rule_id for found in assessment.hits}
    assert rendered(assessment.notes[-1].message_id, assessment.notes[-1].params, "zh")


def test_a_hit_tells_its_figures() -> None:
    assert hit(3, "other", n=1) == RuleResult("hit", 3, "other", {"n": 1})


@pytest.mark.parametrize("template", ["{a}{b:w} {c:t}", "{{a}} {a:p}", "{a!r} {b}", "{} {a}", "{a:{b}}"])
@pytest.mark.parametrize("value", [7, 3160, "0.2500"])
def test_a_template_split_beforehand_says_what_formatting_it_whole_does(template: str, value: int | str) -> None:
    catalog, params = Catalog({"x": {"zh": template, "en": template}}), {"a": value, "b": value}
    for language in LANGUAGES:
        expected = _Formatter(language).vformat(template, (), params)
        assert [catalog.render("x", params, language) for _ in range(2)] == [expected] * 2
