"""Sketches of texts, and which of a person's texts say nearly the same."""

import pytest

from detector.effort import weigh
from detector.events import ACTIVITY_TYPES
from detector.facts import WRITTEN, ActivityFact
from detector.near import REACH, find_near_copies
from detector.text import SKETCH_UNITS, likeness_permille, measure_text
from tests.detector.builders import EFFORT, activity, at, shipped

LEAST = EFFORT.near_permille
FILLED_IN = [
    ("Dear {}, please find our latest offer attached.", ("Tom", "Ms Wong", "Dr Schmidt", "procurement")),
    ("Hello {}, just following up on our proposal, any news by {}?", ("Tom Monday", "Ms Wong Friday", "Ravi June")),
    ("{}您好，附件为最新资料，请查收，有问题随时联系我。", ("王总", "李经理", "采购张姐", "陈")),
    ("您好{}，这边跟进一下之前的方案，请问有什么进展吗？", ("王总", "财务刘老师", "小陈")),
    ("Grüße an {}, anbei unser überarbeitetes Angebot für das Werk.", ("Anna", "Herrn Müller", "Jörg")),
]
APART = [
    "Met the head of sales, they need the interface docs, budget around 45k",
    "Spoke to their lawyer: legal is reading the contract, answer by Friday",
    "Trial is running, good feedback from the plant manager and both engineers",
    "与采购负责人核对了交货计划，约定了下一步和负责人。",
    "付款方式改为分期，待审批，产品标准版三套",
    "试用账号开通，反馈不错，客户关心数据安全",
    "Grüße aus München, das Angebot für die Prüfstände liegt bei",
    "Übergabe der Anlage verschoben, Ersatzteile fehlen noch",
    "Rückfrage zum Preis, Kündigung droht, Geschäftsführer möchte sprechen",
]


def sketch(text: str) -> int:
    return measure_text(text, sketched=True).sketch


@pytest.mark.parametrize(("template", "names"), FILLED_IN)
def test_a_template_with_names_filled_in_stays_alike(template: str, names: tuple[str, ...]) -> None:
    texts = [sketch(template.format(*name.split(" ", template.count("{}") - 1))) for name in names]
    for one in texts:
        assert all(likeness_permille(one, other) >= LEAST for other in texts)


def test_texts_of_their_own_are_apart() -> None:
    texts = [sketch(text) for text in APART]
    assert all(texts)
    for place, one in enumerate(texts):
        assert all(likeness_permille(one, other) < LEAST for other in texts[:place])


def test_long_texts_do_not_all_look_alike() -> None:
    one = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    other = one.replace("word", "term")
    assert (
        likeness_permille(sketch(one), sketch(one + " and two more"))
        >= LEAST
        > likeness_permille(sketch(one), sketch(other))
    )


def test_digits_spaces_and_case_change_nothing() -> None:
    assert sketch("Offer 17 of 3 May, please answer us") == sketch("offer  4 OF 21 may please answer us!")
    assert sketch("报价12号更新，请王总查收回复") == sketch("报价7号更新请王总查收，回复")


def test_only_sentences_have_a_sketch_and_only_where_it_is_wanted() -> None:
    assert sketch("一二三四五六七八") and not sketch("一二三四五六七")
    assert SKETCH_UNITS == EFFORT.text_full_units
    assert measure_text("一二三四五六七八").sketch == 0
    assert measure_text(None, sketched=True) == (0, 0, 0)


def mail(day: float, text: str, who: str = "lin", kind: str = "email") -> ActivityFact:
    found = measure_text(text, sketched=True)
    fields = {"text_units": found.units, "text_digest": found.digest, "text_sketch": found.sketch}
    return activity(day, who, kind, None, **fields)


OFFER = "Dear {}, please find our latest offer attached, happy to answer."
NAMES = ("Tom", "Ann", "Ravi", "Olga")


def weights(*facts: ActivityFact) -> list[tuple[int, tuple[str, ...]]]:
    return [(item.thousandths, item.why) for item in weigh(sorted(facts), EFFORT)]


def test_the_third_mail_of_a_template_makes_all_of_them_copies() -> None:
    mails = [mail(day, OFFER.format(name)) for day, name in enumerate(NAMES)]
    assert weights(*mails[:2]) == [(200, ())] * 2
    assert weights(*mails) == [(0, ("near_copy",))] * 4
    assert weights(*mails[:2], mails[0]._replace(at=mails[3].at, id_hash=5)) == [(0, ("near_copy",))] * 3


def test_another_persons_mails_and_other_texts_count_for_nothing() -> None:
    mails = [
        mail(day, OFFER.format(name), who)
        for day, (name, who) in enumerate(zip(NAMES, ("lin", "mei") * 2, strict=True))
    ]
    assert weights(*mails) == [(200, ())] * 4
    assert weights(mail(0, APART[0]), mail(1, APART[1]), mail(2, APART[2])) == [(200, ())] * 3


def test_kinds_that_are_more_than_their_text_have_no_sketch() -> None:
    assert {ACTIVITY_TYPES[kind] for kind in WRITTEN} == {"email", "message", "note"}
    effort = shipped().pack.base_at(at(0)).effort
    assert {name for name, kind in effort.types.items() if kind.needs_text} == {"email", "message", "note"}


def test_what_lies_far_apart_in_a_long_log_is_not_compared() -> None:
    def log(between: int) -> list[ActivityFact]:
        same = [mail(day, OFFER.format(name)) for day, name in ((0, "Tom"), (0.1, "Ann"), (900, "Ravi"))]
        fields = {"text_units": 20}
        others = [activity(1 + n, "lin", "email", None, text_sketch=1 << n % 64, **fields) for n in range(between)]
        return sorted([*same, *others])

    assert set(find_near_copies(log(REACH - 2), EFFORT)) >= {0, 1, REACH}
    assert REACH + 1 not in find_near_copies(log(REACH), EFFORT)
