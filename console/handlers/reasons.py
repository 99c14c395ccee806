"""A missing reason: asked for by a link that works for one person alone, and given through it."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from msgspec import Meta, Struct

from console.case_tags import case_tag, matched, seen_now
from console.desk import at_case, named
from console.handlers.cases import CaseId
from console.handlers.casework import Short, Words
from console.handlers.common import CASE_ERRORS, ERRORS, house_of
from console.house import House
from console.problems import Problem
from detector.instant import DAY_US, format_instant
from store.cases.asking import LINK_DAYS, Answer, answer, ask, asked_by
from store.cases.seeing import see
from store.cases.worker import Worker
from store.engine import reading

_Request = Request[Any, Any, Any]
Token = Annotated[str, Meta(max_length=4000)]


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to say why; they have a part in the case. `days`: so long the link works."""

    person_id: Short
    days: Annotated[int, Meta(ge=1, le=90)] = LINK_DAYS


class Link(Struct, frozen=True, kw_only=True):
    """The token to send to the person; it is kept nowhere and shown this once."""

    token: str
    person_id: str
    until: str


class Opened(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of a link."""

    token: Token


class Question(Struct, frozen=True, kw_only=True):
    """What a link asks about: the order and the change out of the originator's hands, as far as there are."""

    case_id: str
    customer_id: str | None
    order_id: str | None
    transfer_event_id: str | None
    until: str


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the customer changed hands: a known code, words of one's own, or both."""

    token: Token
    text: Words = ""
    code: Short | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """The decisions, of kind explain, that wait in the outbox."""

    event_ids: list[str]


def _keys(house: House) -> Sequence[bytes]:
    if not house.keys:
        raise Problem("not-set-up", 409, "links need a key that signs them: transferwatch console --keys FILE")
    return house.keys


_LINK = ResponseSpec(Link, description="The link's token.", generate_examples=False)


@post("/case/ask", tags=["cases"], status_code=200, responses={**CASE_ERRORS, 200: _LINK}, sync_to_thread=True)
def ask_for_reason(request: _Request, case_id: CaseId, data: JSONBody[Asked]) -> Response[bytes]:
    """Ask somebody who has a part in a case for the reason, by a link that works for them alone, once."""
    house = house_of(request)
    key = _keys(house)[0]
    with at_case(request, house, case_id, matched(request)) as desk:
        version = desk.case.version
        case, token = ask(desk.connection, desk.worker, case_id, version, data.person_id, key, desk.at_us, data.days)
        until = format_instant(desk.at_us + data.days * DAY_US)
        tag = case_tag(seen_now(case, see(desk.connection, case.case_id).assessments))
    body = msgspec.json.encode(Link(token=token, person_id=data.person_id, until=until))
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    return Response(body, status_code=200, media_type="application/json", headers=headers)


_ANSWERS = {**ERRORS, 409: CASE_ERRORS[409]}
_QUESTION = ResponseSpec(Question, description="What is asked.", generate_examples=False)
_TAKEN = ResponseSpec(Taken, description="The reason is in the case.", generate_examples=False)


@post("/question", tags=["reasons"], status_code=200, responses={**_ANSWERS, 200: _QUESTION}, sync_to_thread=True)
def open_question(request: _Request, data: JSONBody[Opened]) -> Question:
    """What a link asks about, for the person whom it names; it is not used up."""
    house, viewer = house_of(request), named(request)
    with reading(house.engine) as connection:
        asked = asked_by(connection, data.token, _keys(house), viewer.person_id or "", house.clock_us())
    return Question(
        case_id=asked.case_id,
        customer_id=asked.customer_id,
        order_id=asked.order_id,
        transfer_event_id=asked.hop_id,
        until=format_instant(asked.until_us),
    )


@post("/answer", tags=["reasons"], status_code=200, responses={**_ANSWERS, 200: _TAKEN}, sync_to_thread=True)
def give_reason(request: _Request, data: JSONBody[Reason]) -> Taken:
    """Give the reason that a link asks for. It becomes a decision of kind explain, and is held against the facts."""
    house, viewer = house_of(request), named(request)
    keys, said = _keys(house), Answer(data.text, data.code)
    with house.deciding() as connection:
        worker = Worker(viewer.account_id, viewer.person_id)
        done = answer(connection, worker, data.token, keys, said, house.clock_us())
    return Taken(event_ids=[decision.event_id for decision in done.decisions])
