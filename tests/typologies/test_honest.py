"""Every honest kind of the catalogue as a tale from events to sentences, in zh and en, beside a near miss."""

import pytest

from detector.messages import LANGUAGES, Language
from tests.typologies.honest_facts import HONEST
from tests.typologies.tale import Tale

both = pytest.mark.parametrize("lang", LANGUAGES)


@both
@pytest.mark.parametrize("kind", HONEST)
def test_it_needs_no_look_and_what_answers_for_it_is_told(kind: str, lang: Language) -> None:
    told, honest = HONEST[kind].clear(Tale(lang)).told(), HONEST[kind]
    seen = (told.assessment.score, told.signs, told.assessment.features)
    assert told.assessment.outcome == "clear", seen
    assert dict(honest.features).items() <= told.assessment.features.items(), seen
    assert honest.facts <= set(told.notes), (told.notes, seen)
    if honest.features.get("reason_result") == "confirmed":
        assert told.reason[lang]


@both
@pytest.mark.parametrize("kind", HONEST)
def test_the_near_miss_must_be_looked_at(kind: str, lang: Language) -> None:
    told = HONEST[kind].near_miss(Tale(lang)).told()
    seen = (told.assessment.score, told.signs, told.assessment.features)
    assert told.assessment.outcome == "review", seen
    assert HONEST[kind].rules <= told.rules, seen
    assert not HONEST[kind].facts & set(told.notes), told.notes


@pytest.mark.parametrize("kind", HONEST)
def test_both_languages_are_judged_alike(kind: str) -> None:
    for story in (HONEST[kind].clear, HONEST[kind].near_miss):
        zh, en = (story(Tale(lang)).told().assessment for lang in LANGUAGES)
        assert (zh.outcome, zh.score, zh.features) == (en.outcome, en.score, en.features)
