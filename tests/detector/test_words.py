"""Keyword rules: what a text claims in zh and en, what it denies itself, slips, other characters, versions."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.words import MAX_LETTERS, NO_TEXT_RULES, TextRules, WordRules, plain_form
from tests.detector.builders import at, shipped

VERSION = shipped().words.versions[-1]
RULES = WordRules(VERSION)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # One claim in each language, in traditional characters, another case, width, with spaces and hyphens.
        ("林丽上周离职", ["leaver"]),
        ("林麗上週離職", ["leaver"]),
        ("离 职 交接", ["leaver"]),
        ("SHE RESIGNED", ["leaver"]),
        ("ｒｅｓｉｇｎｅｄ", ["leaver"]),
        ("she no\u00a0longer works\u200b here", ["leaver"]),
        ("產假交接", ["leave_cover"]),
        ("請幾天假，親自動手術", ["leave_cover"]),
        ("客戶遷址", ["territory_change"]),
        ("按制度輪流分配", ["policy_assignment"]),
        ("騰不出手", ["capacity"]),
        ("Sick-leave since Monday", ["leave_cover"]),
        ("客戶劃歸華東區域", ["territory_change"]),
        ("regional re-organisation", ["territory_change"]),
        ("公海撈回", ["pool_recycle"]),
        ("RECYCLED account", ["pool_recycle"]),
        ("簽單後轉售後", ["post_sale_handover"]),
        ("aftersales now", ["post_sale_handover"]),
        ("按公司規定", ["policy_assignment"]),
        ("auto-assigned", ["policy_assignment"]),
        ("忙不過來", ["capacity"]),
        ("totally overloaded", ["capacity"]),
        # Slips of the fingers: a letter lost, doubled, swapped; the usual wrong character.
        ("vacaton cover", ["leave_cover"]),
        ("teritory, terrritory, terirtory", ["territory_change"]),
        ("maternitty", ["leave_cover"]),
        ("离值了", ["leaver"]),
        ("在休加", ["leave_cover"]),
        # What the text itself denies.
        ("没有休假", []),
        ("她没有在休假", []),
        ("沒有真的離職", []),
        ("未离职", []),
        ("并未正式提出离职", []),
        ("是否离职不清楚", []),
        ("如果她请假", []),
        ("休假是假的", []),
        ("离职的说法不属实", []),
        ("not on leave", []),
        ("She is not really on leave", []),
        ("Lin hasn\u2019t resigned", []),
        ("never from the pool", []),
        ("no territory change", []),
        ("her annual leave was cancelled", []),
        ("if she resigns", []),
        # What looks like a denial and is none.
        ("没人手了", ["capacity"]),
        ("没有精力，忙不过来", ["capacity"]),
        ("no capacity at all", ["capacity"]),
        ("没多久就离职了", ["leaver"]),
        ("不得不请假", ["leave_cover"]),
        ("特别休假", ["leave_cover"]),
        ("没想到她离职了", ["leaver"]),
        ("无锡区域", ["territory_change"]),
        ("不在岗，休假中", ["leave_cover"]),
        ("not only on leave", ["leave_cover"]),
        ("no doubt she resigned", ["leaver"]),
        ("No. She resigned", ["leaver"]),
        # Several claims, in their order; each once; one denied for another.
        ("林丽休假，我也忙不过来", ["leave_cover", "capacity"]),
        ("too busy; she is on leave, on leave until May", ["capacity", "leave_cover"]),
        ("休假 cover for 林丽, territory", ["leave_cover", "territory_change"]),
        ("不是休假，是离职", ["leaver"]),
        ("not on leave but resigned", ["leaver"]),
        ("没有离职\n休假中", ["leave_cover"]),
        # Words within others say nothing; neither does what is not listed.
        ("carpool with the client", []),
        ("classics", []),
        ("a redesigned and designed plan", []),
        ("出差期间代跟", []),
        ("客户很喜欢她", []),
        ("", []),
        ("ok", []),
        ("👍", []),
    ],
)
def test_what_a_text_claims(text: str, codes: list[str]) -> None:
    assert list(RULES.reasons_in(text)) == codes


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("能不能换个人跟我们对接", True),
        ("能不能換個人跟我們對接", True),
        ("请改派其他同事", True),
        ("以后不想再跟他谈了", True),
        ("是不是换个销售比较好", True),
        ("could we get somebody else please", True),
        ("Please give us ANOTHER contact", True),
        ("can't we have a different person?", True),
        ("不用换人", False),
        ("我们不想换联系人，林丽很好", False),
        ("別換人", False),
        ("没必要换对接", False),
        ("we don't want another contact", False),
        ("no need for someone else", False),
        ("please do not give us a different contact", False),
        ("报价单再发我一份", False),
        ("please resend the quote", False),
    ],
)
def test_who_asks_for_another_contact(text: str, asks: bool) -> None:
    assert RULES.asks(text) is asks


@pytest.mark.parametrize("code", VERSION.reasons)
@pytest.mark.parametrize(("language", "denial"), [("zh", "没有"), ("en", "not ")])
def test_every_word_is_found_and_can_be_denied(code: str, language: str, denial: str) -> None:
    for word in getattr(VERSION.reasons[code], language):
        assert RULES.reasons_in(f"（{word}）")[:1] == (code,), word
        itself = f"{denial}{word}" in VERSION.reasons[code].all  # "no capacity" denies nothing
        assert (code in RULES.reasons_in(f"{denial}{word}")) is itself or denial.strip() in word, word


@given(st.text(max_size=60), st.sampled_from(["休假", "on leave"]))
def test_no_text_breaks_the_reader_and_a_clause_apart_denies_nothing(text: str, word: str) -> None:
    RULES.reasons_in(text)
    RULES.asks(text)
    assert "leave_cover" in RULES.reasons_in(f"{text}。。{word}")


@given(st.text(max_size=60))
def test_the_plain_form_stays_as_it_is(text: str) -> None:
    once = plain_form(text, {})
    assert plain_form(once, {}) == once or any(ord(character) > 127 for character in text)


def test_a_long_text_is_read_up_to_its_limit() -> None:
    assert RULES.reasons_in("x" * (MAX_LETTERS - 10) + " 离职")
    assert not RULES.reasons_in("x" * MAX_LETTERS + " 离职")


def test_a_text_is_read_by_the_version_in_force_when_it_was_written() -> None:
    words = msgspec.structs.replace(VERSION.reasons["leaver"], zh=["毕业"])
    later = msgspec.structs.replace(VERSION, version=2, reasons={**VERSION.reasons, "leaver": words})
    rules = TextRules([(at(0), RULES), (at(10), WordRules(later))])
    assert [rules.reasons_in("离职", at(day)) for day in (-5, 0, 9.99, 10, 99)] == ["leaver"] * 3 + [""] * 2
    assert [rules.reasons_in("毕业", at(day)) for day in (-5, 9.99, 10)] == ["", "", "leaver"]
    assert rules.asks("换个人", at(-5))
    assert rules.asks("换个人", at(10))


def test_without_rules_nothing_is_read() -> None:
    assert NO_TEXT_RULES.reasons_in("离职", 0) == ""
    assert NO_TEXT_RULES.asks("换个人", 0) is False
    assert TextRules([(0, RULES)]).reasons_in(None, 0) == ""
    assert TextRules([(0, RULES)]).asks(None, 0) is False
