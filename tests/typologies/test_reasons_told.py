"""Each known reason, confirmed, contradicted and untestable: by its code, by words in zh and en, at once and later."""

from collections.abc import Callable
from typing import Any

import pytest

from cli.story.signs import verdict_text
from cli.story.teller import Teller
from cli.story.texts import STORY
from cli.texts import Words
from detector.events import REASON_CODES
from detector.messages import LANGUAGES, Language
from detector.reasons import Verdict
from tests.detector.builders import shipped
from tests.typologies.suspicious import WEEKS
from tests.typologies.tale import Tale, Told

WORDS: dict[str, dict[str, str]] = {
    "leaver": {"zh": "林丽离职，客户交接给我", "en": "Lin has resigned, handover"},
    "leave_cover": {"zh": "林麗休產假，由我代跟", "en": "cover during her maternity leave"},
    "territory_change": {"zh": "客户按新区域划分", "en": "new territory split"},
    "pool_recycle": {"zh": "从公海里捞回来的", "en": "recycled from the pool"},
    "capacity": {"zh": "林丽忙不过来，分担一部分", "en": "Lin is overloaded"},
    "post_sale_handover": {"zh": "签单后移交售后", "en": "handed to after-sales"},
    "policy_assignment": {"zh": "按公司分配规则", "en": "by our assignment policy"},
}
PREFIX: dict[Language, dict[str, str]] = {
    "zh": {"confirmed": "属实", "contradicted": "与事实不符", "untestable": "无法核实"},
    "en": {"confirmed": "confirmed: ", "contradicted": "contradicted: ", "untestable": "cannot be tested: "},
}
Why = dict[str, Any]


def pursued(tale: Tale) -> Tale:
    return tale.owner(-70, "lin").pursue("lin", *WEEKS)


def handed(tale: Tale, why: Why, *, by: str = "gao", to: str = "mei") -> Tale:
    return pursued(tale).owner(-5, to, "lin", by=by, **why).order(0, to)


def away(status: str, tale: Tale, why: Why) -> Tale:
    return handed(tale.person(-6, "lin", "sales", status=status), why)


def unknown(tale: Tale, why: Why) -> Tale:
    """Who handed over stands nowhere in the people stream."""
    tale.owner(-70, "amy").pursue("amy", *WEEKS)
    return tale.owner(-5, "mei", "amy", by="gao", **why).order(0, "mei")


def working_leave(tale: Tale, why: Why) -> Tale:
    return away("on_leave", tale, why).pursue("lin", -2)


def pooled(days: float, tale: Tale, why: Why) -> Tale:
    pursued(tale).owner(-8, "", "lin", **why)
    return tale.owner(-8 + days, "mei").order(0, "mei")


def owned_by_another(tale: Tale, why: Why) -> Tale:
    """The order is booked on one who never owned the customer; the reason is given afterwards."""
    return pursued(tale).order(0, "mei").explain(1, **why)


def carried_on(who: str, tale: Tale, why: Why) -> Tale:
    tale.owner(-70, "lin").pursue("lin", -60, -54).owner(-40, "mei", "lin", **why)
    return tale.pursue(who, -30, -25, -20, -15, -10).order(0, "mei")


def sold_before(seller: str, days: float, tale: Tale, why: Why) -> Tale:
    pursued(tale).order(days, seller, "O0")
    return tale.owner(-5, "mei", "lin", **why).order(0, "mei", order_type="repeat")


def sold_today(tale: Tale, why: Why) -> Tale:
    """Two orders of one deal: the first one credits the originator."""
    return pursued(tale).order(-5.5, "lin", "O0").owner(-5, "mei", "lin", **why).order(-4.9, "mei")


CASES: dict[tuple[str, str], Callable[[Tale, Why], Tale]] = {
    ("leaver", "confirmed"): lambda tale, why: away("left", tale, why),
    ("leaver", "contradicted"): handed,
    ("leaver", "untestable"): unknown,
    ("leave_cover", "confirmed"): lambda tale, why: away("on_leave", tale, why),
    ("leave_cover", "contradicted"): working_leave,
    ("leave_cover", "untestable"): unknown,
    ("territory_change", "confirmed"): lambda tale, why: handed(tale, why, to="qiu"),
    ("territory_change", "contradicted"): handed,
    ("territory_change", "untestable"): unknown,
    ("pool_recycle", "confirmed"): lambda tale, why: pooled(6, tale, why),
    ("pool_recycle", "contradicted"): lambda tale, why: pooled(0.1, tale, why),
    ("pool_recycle", "untestable"): owned_by_another,
    ("capacity", "confirmed"): lambda tale, why: carried_on("mei", tale, why),
    ("capacity", "contradicted"): lambda tale, why: carried_on("lin", tale, why),
    ("capacity", "untestable"): handed,
    ("post_sale_handover", "confirmed"): lambda tale, why: sold_before("lin", -9, tale, why),
    ("post_sale_handover", "contradicted"): handed,
    ("post_sale_handover", "untestable"): sold_today,
    ("policy_assignment", "confirmed"): handed,
    ("policy_assignment", "contradicted"): lambda tale, why: handed(tale, why, by="lin"),
    ("policy_assignment", "untestable"): lambda tale, why: handed(tale, why, by=""),
}


def sentence(told: Told, lang: Language) -> str:
    """As `explain` and `report` tell the verdict."""
    tested = told.assessment.reason_test
    assert tested is not None
    teller = Teller(Words(lang, STORY, shipped().catalog), {}, shipped().pack.zone)
    return verdict_text(teller, Verdict(tested.result, tested.message_id, tested.params))


def check(told: Told, code: str, result: str, *, late: bool) -> None:
    tested = told.assessment.reason_test
    assert tested is not None
    assert (tested.code, tested.result, tested.late) == (code, result, late), told.assessment.features
    for lang in LANGUAGES:
        assert PREFIX[lang][result] in sentence(told, lang)
        assert "by" in tested.params or told.reason[lang] in sentence(told, lang)  # who it was is put in words there
    assert told.assessment.features["reason_result"] == result


def test_every_known_code_has_every_result() -> None:
    assert set(CASES) == {(code, result) for code in set(REASON_CODES) - {"other"} for result in PREFIX["en"]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["code", "words", "words behind other", "words behind their own code"])
@pytest.mark.parametrize(("code", "result"), CASES)
def test_at_once(code: str, result: str, form: str, lang: Language) -> None:
    why: Why = {"code": code} if form == "code" else dict(WORDS[code])
    if form.startswith("words behind"):
        why["code"] = "other" if form.endswith("other") else "T-7"
    told = CASES[code, result](Tale(lang), why).told()
    check(told, code, result, late=CASES[code, result] is owned_by_another)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("code", "result"), CASES)
def test_given_afterwards_it_is_tested_alike(code: str, result: str, lang: Language) -> None:
    told = CASES[code, result](Tale(lang), {}).explain(3, **WORDS[code]).told()
    check(told, code, result, late=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_deny_themselves_or_name_nothing_are_untestable(lang: Language) -> None:
    for words in (
        {"zh": "林丽没有休假，是客户喜欢我", "en": "not on leave, the client likes me"},
        {"zh": "沟通后一致同意转给我", "en": "as agreed between us"},
    ):
        told = handed(Tale(lang), dict(words)).told()
        tested = told.assessment.reason_test
        assert tested is not None
        assert (tested.code, tested.result, tested.message_id) == (None, "untestable", "reason.free_text")
        assert "no_reason" not in told.rules
        assert sentence(told, "zh") == "无法核实：自由文本"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_several_claims_the_denied_one_decides_then_the_confirmed_one(lang: Language) -> None:
    denied = handed(Tale(lang), {"zh": "按公司规定，林丽休假", "en": "by policy, as Lin is on leave"}).told()
    check(denied, "leave_cover", "contradicted", late=False)
    true = away("on_leave", Tale(lang), {"zh": "林丽忙不过来，又休假", "en": "Lin is overloaded and on leave"}).told()
    check(true, "leave_cover", "confirmed", late=False)
    open_ = unknown(Tale(lang), {"zh": "她休假，也忙不过来了", "en": "she is on leave and overloaded"}).told()
    check(open_, "leave_cover", "untestable", late=False)
