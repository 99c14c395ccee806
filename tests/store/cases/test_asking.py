"""A missing reason is asked for by a link: for one person, once, for some days; the answer is an `explain` decision."""

import json

import pytest

from detector.decode import decode_event
from detector.errors import AccountError, CaseError
from detector.instant import DAY_US
from store.accounts.links import Grant, sign_link
from store.audit.chain import StoredChain
from store.cases.asking import Answer, answer, ask
from store.cases.deciding import Ruled
from store.cases.worker import Worker
from store.engine import reading, writing
from store.queries.cases import history_of_case
from tests.store.cases.firm import BOSS, CASE, LIN, START_US, Firm
from tests.store.records import DECISIONS

KEY, OLD_KEY = b"k" * 32, b"o" * 32
SAID = Answer("Lin was ill that week", "leave_cover")


def asked(firm: Firm, person: str = "lin", key: bytes = KEY) -> str:
    with writing(firm.engine) as connection:
        return ask(connection, BOSS, CASE, None, person, key, START_US)[1]


def answered(firm: Firm, token: str, worker: Worker = LIN, said: Answer = SAID, at_us: int = START_US + 1) -> Ruled:
    with writing(firm.engine) as connection:
        return answer(connection, worker, token, [KEY, OLD_KEY], said, at_us)


def test_an_answer_is_an_explanation_of_the_order_and_the_hop(firm: Firm) -> None:
    answered(firm, asked(firm))
    (waits,) = firm.waiting()
    event = json.loads(waits.record)
    assert decode_event(DECISIONS, waits.record)
    assert (event["decision"], event["decided_by"], event["customer_id"]) == ("explain", "lin", "C1")
    assert (event["order_id"], event["transfer_event_id"], event["reason_code"]) == ("SO1", "h1", "leave_cover")
    assert event["reason_text"] == event["reason"] == "Lin was ill that week"
    with reading(firm.engine) as connection:
        asking, answering = history_of_case(connection, CASE)
    assert (asking.kind, asking.details) == ("ask", {"asked": "lin"})
    assert (answering.kind, answering.actor, answering.text) == ("explain", "lin", "Lin was ill that week")
    assert "ill that week" not in str(list(StoredChain(firm.engine).entries())), "the trail can never be erased"
    assert firm.case().state == "open", "whether the reason holds is for the facts to say"


def test_it_works_once(firm: Firm) -> None:
    token = asked(firm)
    with pytest.raises(CaseError, match="too short to be a reason"):
        answered(firm, token, said=Answer("ok"))
    answered(firm, token)
    with pytest.raises(AccountError, match="does not work"):
        answered(firm, token)
    assert len(firm.waiting()) == 1


def test_it_works_for_them_alone_and_for_some_days(firm: Firm) -> None:
    token = asked(firm)
    for worker in (BOSS, Worker("a-mei", "mei"), Worker("a-x", None)):
        with pytest.raises(AccountError, match="does not work"):
            answered(firm, token, worker)
    with pytest.raises(AccountError, match="does not work"):
        answered(firm, token, at_us=START_US + 15 * DAY_US)
    for purpose, key in (("decide", KEY), ("explain", b"x" * 32)):
        forged = sign_link(Grant(purpose, "lin", f"case:{CASE}", 2**40, "n"), key)
        with pytest.raises(AccountError, match="does not work"):
            answered(firm, forged)
    assert firm.waiting() == []
    answered(firm, asked(firm, key=OLD_KEY))


@pytest.mark.parametrize(
    ("said", "told"),
    [(Answer("", "illness"), "no known reason"), (Answer("  "), "too short"), (Answer("", "other"), "too short")],
)
def test_nothing_said_is_no_answer(firm: Firm, said: Answer, told: str) -> None:
    with pytest.raises(CaseError, match=told):
        answered(firm, asked(firm), said=said)


def test_a_code_alone_is_an_answer(firm: Firm) -> None:
    (decision,) = answered(firm, asked(firm), said=Answer("", "capacity")).decisions
    assert (decision.reason, decision.reason_text) == ("capacity", None)


def test_only_who_has_a_part_is_asked(firm: Firm) -> None:
    with pytest.raises(CaseError, match="'wang' has no part in it and cannot say why; expected one of gao, lin, mei"):
        asked(firm, "wang")
    firm.decide()
    with pytest.raises(CaseError, match="is decided: ask cannot be done"):
        asked(firm)
