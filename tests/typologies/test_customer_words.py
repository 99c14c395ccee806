"""What the customer writes is evidence too: a wish for another contact, denied, copied, or written long afterwards."""

import pytest

from detector.messages import LANGUAGES, Language
from tests.typologies.honest import ASKS, KEEPS
from tests.typologies.suspicious import WEEKS
from tests.typologies.tale import Tale, Told

both = pytest.mark.parametrize("lang", LANGUAGES)


def handed(tale: Tale) -> Told:
    """Handed over four days before the order, after two months of work."""
    return tale.owner(-4, "mei", "lin").order(0, "mei").told()


def pursued(lang: Language) -> Tale:
    return Tale(lang).owner(-70, "lin").pursue("lin", *WEEKS)


def asked(told: Told) -> bool:
    return told.assessment.features["asked_other_contact"] is True


@both
def test_a_wish_weighs_against_the_sign_but_does_not_clear_it(lang: Language) -> None:
    wished, none = handed(pursued(lang).inbound(-6, "lin", **ASKS)), handed(pursued(lang).inbound(-6, "lin"))
    assert asked(wished)
    assert not asked(none)
    assert wished.assessment.score < none.assessment.score
    assert wished.assessment.outcome == "review", "who did the work decides, whatever was wished for"


@both
def test_a_wish_that_is_denied_is_none(lang: Language) -> None:
    assert not asked(handed(pursued(lang).inbound(-6, "lin", **KEEPS)))


@both
@pytest.mark.parametrize("direction", ["outbound", None])
def test_what_an_employee_writes_is_no_wish(lang: Language, direction: str | None) -> None:
    tale = pursued(lang).work(-6, "lin", "message", None, text=ASKS[lang], direction=direction)
    assert not asked(handed(tale))


@both
@pytest.mark.parametrize("copier", ["lin", "mei"])
def test_an_employees_words_logged_again_as_the_customers_are_no_wish(lang: Language, copier: str) -> None:
    """Capitals, digits and punctuation make no other text."""
    tale = pursued(lang).work(-7, "lin", "note", None, text=ASKS[lang])
    tale.work(-6, copier, "message", None, text=f"1. {ASKS[lang].upper()} !!", direction="inbound")
    assert not asked(handed(tale))


@both
def test_the_order_of_arrival_does_not_matter(lang: Language) -> None:
    tale = pursued(lang).work(-7, "lin", "note", None, text=ASKS[lang]).inbound(-6, "mei", **ASKS)
    tale.inbound(-5, "lin", **ASKS)
    first = handed(tale)
    for rows in tale.events.values():
        rows.reverse()
    assert tale.told() == first


@both
def test_a_wish_logged_twice_counts_once_and_counts(lang: Language) -> None:
    tale = pursued(lang).inbound(-6, "lin", **ASKS).inbound(-5.9, "mei", **ASKS)
    assert asked(handed(tale))


def wish(lang: Language, day: float, recorded: float) -> Tale:
    """The customer's wish for another contact, typed in some time after it was said; days from the order."""
    return pursued(lang).work(day, "lin", "message", None, text=ASKS[lang], direction="inbound", recorded=recorded)


@both
@pytest.mark.parametrize(("day", "recorded", "counts"), [(-6, -5.9, True), (-9, -1.1, True), (-9, -1, False)])
def test_a_wish_recorded_eight_days_later_or_more_is_none(
    lang: Language, day: float, recorded: float, counts: bool
) -> None:
    assert asked(handed(wish(lang, day, recorded))) is counts


@both
@pytest.mark.parametrize(("day", "recorded", "counts"), [(-6, 0, True), (-6, 0.01, False), (-0.9, 0.01, True)])
def test_a_wish_typed_in_only_after_the_order_is_none(
    lang: Language, day: float, recorded: float, counts: bool
) -> None:
    """Within a day of being said it may be so; days later, with the order known, it explains too well."""
    assert asked(handed(wish(lang, day, recorded))) is counts


@both
@pytest.mark.parametrize(("day", "counts"), [(-18, True), (-18.1, False), (-1, True), (1, False)])
def test_a_wish_speaks_of_a_transfer_two_weeks_around_it_and_never_after_the_order(
    lang: Language, day: float, counts: bool
) -> None:
    assert asked(handed(pursued(lang).inbound(day, "lin", **ASKS))) is counts
