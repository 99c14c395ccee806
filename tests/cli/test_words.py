"""The tables of `evaluate` call outcomes what the other commands call them."""

import pytest

from cli.evaluation.words import WORDS, Lang
from cli.texts import SHARED


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_outcomes_have_one_name(lang: Lang) -> None:
    assert WORDS[lang].review == SHARED["outcome.review"][lang]
    assert WORDS[lang].watch == SHARED["outcome.watch"][lang]
