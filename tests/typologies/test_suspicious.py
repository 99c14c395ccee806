"""Every suspicious kind of the catalogue as a tale from events to sentences, in zh and en, beside a near miss."""

import pytest

from detector.messages import LANGUAGES, Language
from tests.typologies.suspicious import SUSPICIOUS
from tests.typologies.tale import Tale

both = pytest.mark.parametrize("lang", LANGUAGES)


@both
@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_it_must_be_looked_at_and_says_why(kind: str, lang: Language) -> None:
    told = SUSPICIOUS[kind].fires(Tale(lang)).told()
    seen = (told.assessment.score, told.signs, told.assessment.features)
    assert told.assessment.outcome == "review", seen
    assert SUSPICIOUS[kind].rules <= told.rules, seen
    figures = [sentences[lang] for sentences in told.signs.values() if any(map(str.isdigit, sentences[lang]))]
    assert figures, "some sign is told with figures"


@both
@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_the_near_miss_needs_no_look(kind: str, lang: Language) -> None:
    told = SUSPICIOUS[kind].near_miss(Tale(lang)).told()
    seen = (told.assessment.score, told.signs, told.assessment.features)
    assert told.assessment.outcome == "clear", seen
    assert not SUSPICIOUS[kind].silent & told.rules, seen


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_both_languages_are_judged_alike(kind: str) -> None:
    for story in (SUSPICIOUS[kind].fires, SUSPICIOUS[kind].near_miss):
        zh, en = (story(Tale(lang)).told().assessment for lang in LANGUAGES)
        assert (zh.outcome, zh.score, zh.features) == (en.outcome, en.score, en.features)
