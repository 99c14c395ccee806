"""The worked table of typologies: a small history of each kind, and whether a person must look at it.

Days count from Monday; the order comes on day 0 unless said otherwise. `lin` and `wang` sell, `mei` and `qiu` assist.
"""

import pytest

from detector.facts import DIRECTION_INBOUND
from tests.detector.builders import MINUTE, Customer, claim
from tests.detector.suspicious_kinds import SUSPICIOUS, WEEKS


def handoff_worked() -> Customer:
    customer = Customer().owner(-90, "lin").pursue("lin", -85, -78, -71).owner(-60, "mei", "lin").pursue("lin", -58)
    return customer.pursue("mei", -56, -49, -42, -35, -28, -21, -14, -7).order(0, "mei")


def capacity() -> Customer:
    customer = Customer().owner(-60, "lin").pursue("lin", -55, -48).owner(-40, "mei", "lin", reason=claim("capacity"))
    return customer.pursue("mei", -38, -31, -24, -17, -10, -3).order(0, "mei")


def sloppy_logger() -> Customer:
    customer = Customer().owner(-60, "lin").work(-50, "lin", "call", None).work(-40, "lin", "call", None)
    customer.owner(-30, "mei", "lin", reason=claim("capacity"))
    return customer.pursue("mei", -20).work(-10, "mei", "quote", None).order(0, "mei")


def little_logged_by_everybody() -> Customer:
    customer = Customer().owner(-60, "lin").work(-50, "lin", "note", None).owner(-9, "mei", "lin")
    return customer.order(0, "mei")


def leaver() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).person(-3, "lin", "sales", status="left")
    return customer.owner(-6, "mei", "lin", reason=claim("leaver")).order(0, "mei")


def leave_cover() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).person(-10, "lin", "sales", status="on_leave")
    customer.owner(-11, "mei", "lin", reason=claim("leave_cover")).pursue("mei", -9, -7, -4, -2)
    return customer.order(0, "mei").person(20, "lin", "sales")


def cover_quick() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).person(-5, "lin", "sales", status="on_leave")
    return customer.owner(-5, "mei", "lin", reason=claim("leave_cover")).order(-2, "mei").person(9, "lin", "sales")


def territory() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -53, -46)
    customer.owner(-40, "qiu", "lin", reason=claim("territory_change"))
    return customer.pursue("qiu", -35, -28, -21, -14, -7).order(0, "qiu")


def territory_quick() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS)
    return customer.owner(-6, "qiu", "lin", reason=claim("territory_change")).order(0, "qiu")


def post_sale(order_type: str, *care: float) -> Customer:
    customer = Customer().owner(-120, "lin").pursue("lin", -115, -108, -101, -94).order(-90, "lin", "O0")
    customer.owner(-80, "mei", "lin", reason=claim("post_sale_handover")).pursue("mei", *care)
    return customer.order(0, "mei", order_type=order_type)


def post_sale_first() -> Customer:
    customer = Customer().owner(-30, "lin").pursue("lin", -25, -18, -11, -4).order(0, "lin")
    return customer.owner(5, "mei", "lin", reason=claim("post_sale_handover")).pursue("mei", 8)


def web_repeat() -> Customer:
    customer = post_sale("repeat")
    customer.statements[-1] = customer.statements[-1]._replace(order_source="web")
    return customer


def pool_recycle() -> Customer:
    customer = Customer().owner(-120, "lin").pursue("lin", -115, -108, -101)
    customer.owner(-80, "", "lin", by="system", reason=claim("pool_recycle")).owner(-50, "mei", by="system")
    return customer.pursue("mei", -45, -38, -31, -24, -17, -10).order(0, "mei")


def role_entry() -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *WEEKS).order(0, "lin", entered_by="mei")


def assistant_inbound() -> Customer:
    return Customer().owner(-20, "mei").inbound(-20, "mei").inbound(-12, "mei").pursue("mei", -8, -3).order(0, "mei")


def quick_inbound_handoff() -> Customer:
    customer = (
        Customer().owner(-4, "lin").work(-4, "lin", "call", 3, direction=DIRECTION_INBOUND).owner(-3.8, "mei", "lin")
    )
    return customer.inbound(-3, "mei").work(-2, "mei", "quote", None).order(0, "mei")


def mentored_trainee() -> Customer:
    customer = Customer().owner(-50, "mei")
    for day in (-48, -41, -34, -27, -20, -13, -6):
        customer.work(day, "mei").work(day + 0.2, "mei", "call", 12)
    return customer.pursue("lin", -34.1, -13.1).order(0, "mei")


def team_selling() -> Customer:
    customer = Customer().owner(-60, "lin").pursue("lin", -55, -41, -27, -13).pursue("mei", -48, -34, -20, -6)
    return customer.owner(-10, "mei", "lin", reason=claim("capacity")).pursue("mei", -8, -3).order(0, "mei")


def customer_asked() -> Customer:
    customer = Customer().owner(-60, "lin").pursue("lin", -55, -48).inbound(-42, "lin", asks=True)
    return customer.owner(-40, "mei", "lin").pursue("mei", -36, -29, -22, -15, -8, -2).order(0, "mei")


def role_change() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).person(-10, "lin", "assistant")
    return customer.order(0, "lin")


def long_leave() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).person(-1, "lin", "sales", status="on_leave")
    return customer.owner(-8, "mei", "lin", reason=claim("leave_cover")).order(-2, "mei")


def ramp_up() -> Customer:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS)
    customer.person(-30, "tao", "assistant").owner(-8, "tao", "lin", by="gao", reason=claim("capacity"))
    return customer.pursue("tao", -5).order(0, "tao")


def worker_not_owner() -> Customer:
    customer = Customer().owner(-60, "lin").pursue("lin", -58).pursue("mei", -50, -43, -36, -29, -22, -15, -8)
    return customer.order(0, "mei")


def renewal_worked() -> Customer:
    customer = Customer().owner(-390, "lin").pursue("lin", -385, -378, -371).order(-365, "lin", "O0")
    customer.owner(-150, "mei", "lin", reason=claim("capacity")).pursue("mei", -140, -110, -80, -50, -20)
    return customer.order(0, "mei", order_type="renewal")


HONEST = {
    "handoff_worked": handoff_worked,
    "capacity": capacity,
    "sloppy_logger": sloppy_logger,
    "little_logged_by_everybody": little_logged_by_everybody,
    "leaver": leaver,
    "leave_cover": leave_cover,
    "cover_quick": cover_quick,
    "territory": territory,
    "territory_quick": territory_quick,
    "post_sale_first": post_sale_first,
    "post_sale_repeat": lambda: post_sale("repeat", -60, -30),
    "web_repeat": web_repeat,
    "pool_recycle": pool_recycle,
    "role_entry": role_entry,
    "deal_desk": lambda: role_entry().person(-900, "mei", "other"),
    "assistant_inbound": assistant_inbound,
    "quick_inbound_handoff": quick_inbound_handoff,
    "mentored_trainee": mentored_trainee,
    "team_selling": team_selling,
    "customer_asked": customer_asked,
    "role_change": role_change,
    "long_leave": long_leave,
    "ramp_up": ramp_up,
    "worker_not_owner": worker_not_owner,
    "renewal_worked": renewal_worked,
}


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_a_suspicious_kind_must_be_looked_at_and_its_own_sign_is_among_the_hits(kind: str) -> None:
    assessment = SUSPICIOUS[kind]().assessment()
    signs = {item.rule_id: item.reason for item in assessment.hits}
    assert (assessment.outcome, kind in signs) == ("review", True), (assessment.score, signs, assessment.features)
    assert kind == "false_reason" or any(letter.isdigit() for letter in signs[kind]), "a sign is told with figures"


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_kind_needs_no_look(kind: str) -> None:
    assessment = HONEST[kind]().assessment()
    signs = {item.rule_id: item.reason for item in assessment.hits}
    assert assessment.outcome != "review", (assessment.score, signs, assessment.features)


@pytest.mark.parametrize(
    ("kind", "code", "result"),
    [
        ("leaver", "leaver", "confirmed"),
        ("leave_cover", "leave_cover", "confirmed"),
        ("cover_quick", "leave_cover", "confirmed"),
        ("long_leave", "leave_cover", "confirmed"),
        ("territory", "territory_change", "confirmed"),
        ("territory_quick", "territory_change", "confirmed"),
        ("capacity", "capacity", "confirmed"),
        ("pool_recycle", "pool_recycle", "confirmed"),
        ("post_sale_repeat", "post_sale_handover", "confirmed"),
    ],
)
def test_the_reason_of_an_honest_kind_is_confirmed(kind: str, code: str, result: str) -> None:
    tested = HONEST[kind]().assessment().reason_test
    assert tested is not None
    assert (tested.code, tested.result) == (code, result)


@pytest.mark.parametrize(("kind", "code"), [("false_reason", "leave_cover"), ("early_ghost", "capacity")])
def test_the_reason_of_a_suspicious_kind_is_contradicted(kind: str, code: str) -> None:
    tested = SUSPICIOUS[kind]().assessment().reason_test
    assert tested is not None
    assert (tested.code, tested.result) == (code, "contradicted")


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_the_same_history_with_the_work_done_by_the_receiver_needs_no_look(kind: str) -> None:
    """What betrays each kind is who worked: with the two people's work exchanged nothing is left to look at."""
    customer = SUSPICIOUS[kind]()
    other = {"lin": "mei", "mei": "lin"}
    customer.activities = [item._replace(actor=other.get(item.actor, item.actor)) for item in customer.activities]
    assert customer.assessment().outcome != "review"


def test_a_customer_that_calls_in_a_burst_pads_nothing() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -53).owner(-40, "mei", "lin", reason=claim("capacity"))
    for number in range(6):
        customer.work(-20 + number * 3 * MINUTE, "mei", "call", 2, direction=DIRECTION_INBOUND)
    assert customer.pursue("mei", -10, -5).order(0, "mei").assessment().outcome == "clear"
