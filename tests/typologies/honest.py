"""Every honest kind: a tale that needs no look with what answers for it, and one close to it that must be looked at.

The kinds that rest on a fact of the organisation stand in `tests/typologies/honest_facts.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.typologies.suspicious import WEEKS
from tests.typologies.tale import Tale


class Honest(NamedTuple):
    """`features` of the honest tale and the clearing `facts` that its notes tell; `rules`: signs of the near miss."""

    clear: Callable[[Tale], Tale]
    features: Mapping[str, Any]
    facts: frozenset[str]
    near_miss: Callable[[Tale], Tale]
    rules: frozenset[str]


def handoff_worked(tale: Tale) -> Tale:
    tale.owner(-90, "lin").pursue("lin", -85, -78, -71).owner(-60, "mei", "lin").pursue("lin", -58)
    return tale.pursue("mei", -56, -49, -42, -35, -28, -21, -14, -7).order(0, "mei")


def handoff_worked_miss(tale: Tale) -> Tale:
    """Work of the new owner that lies within an hour and says the same again and again."""
    tale.owner(-90, "lin").pursue("lin", -85, -78, -71, -64, -57, -50, -43, -36, -29).owner(-20, "mei", "lin")
    text = tale.text()
    for number in range(8):
        tale.work(-10 + number / 200, "mei", "message", None, text=text)
    return tale.order(0, "mei")


BUSY = {"zh": "林丽忙不过来，分担一部分", "en": "Lin has no capacity, too many accounts"}


def capacity(tale: Tale) -> Tale:
    tale.owner(-60, "lin").pursue("lin", -55, -48)
    tale.owner(-40, "mei", "lin", code="other", **BUSY)
    return tale.pursue("mei", -38, -31, -24, -17, -10, -3).order(0, "mei")


def capacity_miss(tale: Tale) -> Tale:
    """Whoever had no capacity goes on working."""
    tale.owner(-60, "lin").pursue("lin", -55, -48)
    tale.owner(-40, "mei", "lin", code="other", **BUSY)
    return tale.pursue("lin", -38, -31, -24, -17, -10, -3).order(0, "mei")


def sloppy_logger(tale: Tale) -> Tale:
    tale.owner(-60, "lin").work(-50, "lin", "call", None, text=None).work(-40, "lin", "call", None, text=None)
    return tale.owner(-30, "mei", "lin").pursue("mei", -20).work(-10, "mei", "quote", None, text=None).order(0, "mei")


def sloppy_logger_miss(tale: Tale) -> Tale:
    """One quote of the closer's, after months of meetings by another."""
    tale.owner(-70, "lin").pursue("lin", *WEEKS).owner(-5, "mei", "lin")
    return tale.work(-3, "mei", "call", None, text=None).order(0, "mei")


def _sold_before(tale: Tale, seller: str) -> Tale:
    return tale.owner(-120, "lin").pursue("lin", -115, -108, -101, -94).order(-90, seller, "O0")


def post_sale_first(tale: Tale) -> Tale:
    tale.owner(-30, "lin").pursue("lin", -25, -18, -11, -4).order(0, "lin")
    return tale.owner(5, "mei", "lin", code="post_sale_handover").pursue("mei", 8)


def post_sale_first_miss(tale: Tale) -> Tale:
    """Said to be handed over after the sale, but the sale is this one."""
    tale.owner(-30, "lin").pursue("lin", -25, -21, -18, -14, -11, -7, -4)
    return tale.owner(-2, "mei", "lin", code="post_sale_handover").order(0, "mei")


def post_sale_repeat(tale: Tale) -> Tale:
    _sold_before(tale, "lin").owner(-80, "mei", "lin", zh="签单后转售后", en="handed to after-sales")
    return tale.pursue("mei", -60, -30).order(0, "mei", order_type="repeat")


def post_sale_repeat_miss(tale: Tale) -> Tale:
    """The seller goes on serving the account that is said to be handed over."""
    _sold_before(tale, "wang").owner(-80, "mei", "lin", zh="签单后转售后", en="handed to after-sales")
    return tale.pursue("lin", -60, -50, -40, -30, -20, -10).order(0, "mei", order_type="repeat")


def web_repeat(tale: Tale) -> Tale:
    _sold_before(tale, "lin").owner(-80, "mei", "lin", code="post_sale_handover")
    return tale.order(0, "mei", order_type="repeat", order_source="web")


def web_repeat_miss(tale: Tale) -> Tale:
    """Bought in the shop, after weeks of work by the one who had just handed over."""
    tale.owner(-70, "lin").pursue("lin", *WEEKS, -6).owner(-4, "mei", "lin", code="post_sale_handover")
    return tale.order(0, "mei", order_source="web")


def role_entry(tale: Tale) -> Tale:
    return tale.owner(-70, "lin").pursue("lin", *WEEKS).order(0, "lin", entered_by="mei")


def role_entry_miss(tale: Tale) -> Tale:
    """Entered and booked on the assistant."""
    return tale.owner(-70, "lin").pursue("lin", *WEEKS).order(0, "mei", entered_by="mei")


def deal_desk(tale: Tale) -> Tale:
    return role_entry(tale.person(-890, "mei", "other"))


def deal_desk_miss(tale: Tale) -> Tale:
    """The desk books the order on itself."""
    return tale.person(-890, "mei", "other").owner(-70, "lin").pursue("lin", *WEEKS).order(0, "mei", entered_by="mei")


def assistant_inbound(tale: Tale) -> Tale:
    return tale.owner(-20, "mei").inbound(-20, "mei").inbound(-12, "mei").pursue("mei", -8, -3).order(0, "mei")


def assistant_inbound_miss(tale: Tale) -> Tale:
    """The assistant's customer only in the record: a seller does all."""
    return tale.owner(-70, "mei").pursue("lin", *WEEKS).order(0, "mei")


def quick_inbound_handoff(tale: Tale) -> Tale:
    tale.owner(-4, "lin").work(-4, "lin", "call", 3, direction="inbound").owner(-3.8, "mei", "lin")
    return tale.inbound(-3, "mei").work(-2, "mei", "quote", None).order(0, "mei")


def quick_inbound_handoff_miss(tale: Tale) -> Tale:
    """As quick, but the seller had worked for two months."""
    tale.owner(-70, "lin").pursue("lin", *WEEKS, -5).owner(-3.8, "mei", "lin")
    return tale.work(-2, "mei", "call", 1).order(0, "mei")


def mentored_trainee(tale: Tale) -> Tale:
    tale.owner(-50, "mei")
    for day in (-48, -41, -34, -27, -20, -13, -6):
        tale.work(day, "mei").work(day + 0.2, "mei", "call", 12)
    return tale.pursue("lin", -34.1, -13.1).order(0, "mei")


def mentored_trainee_miss(tale: Tale) -> Tale:
    """The mentor does it all, the trainee joins one call."""
    return (
        tale.owner(-50, "mei")
        .pursue("lin", -48, -41, -34, -27, -20, -13, -6)
        .work(-6, "mei", "call", 2)
        .order(0, "mei")
    )


def team_selling(tale: Tale) -> Tale:
    tale.owner(-60, "lin").pursue("lin", -55, -41, -27, -13).pursue("mei", -48, -34, -20, -6)
    return tale.owner(-10, "mei", "lin", code="capacity").pursue("mei", -8, -3).order(0, "mei")


def team_selling_miss(tale: Tale) -> Tale:
    """The other one of the team only joins a first call."""
    tale.owner(-70, "lin").work(-65, "mei", "call", 1).pursue("lin", *WEEKS, -7)
    return tale.owner(-4, "mei", "lin", code="capacity").order(0, "mei")


ASKS = {"zh": "能不能换个人跟我们对接？之前的沟通不太顺", "en": "Could we please have another contact?"}
KEEPS = {"zh": "我们不想换人，林丽很好", "en": "We do not want another contact, Lin is great"}


def customer_asked(tale: Tale) -> Tale:
    tale.owner(-60, "lin").pursue("lin", -55, -48).inbound(-42, "lin", **ASKS).owner(-40, "mei", "lin")
    return tale.pursue("mei", -36, -29, -22, -15, -8, -2).order(0, "mei")


def customer_asked_miss(tale: Tale) -> Tale:
    """The customer wants no other contact, and gets one right before the order."""
    tale.owner(-70, "lin").pursue("lin", *WEEKS).inbound(-6, "lin", **KEEPS)
    return tale.owner(-4, "mei", "lin").order(0, "mei")


def worker_not_owner(tale: Tale) -> Tale:
    tale.owner(-60, "lin").pursue("lin", -58)
    return tale.pursue("mei", -50, -43, -36, -29, -22, -15, -8).order(0, "mei")


def worker_not_owner_miss(tale: Tale) -> Tale:
    """The owner worked as well, and the one booked once."""
    return tale.owner(-70, "lin").pursue("lin", *WEEKS, -5).work(-8, "mei", "call", 2).order(0, "mei")


def renewal_worked(tale: Tale) -> Tale:
    tale.owner(-390, "lin").pursue("lin", -385, -378, -371).order(-365, "lin", "O0")
    tale.owner(-150, "mei", "lin", code="capacity").pursue("mei", -140, -110, -80, -50, -20)
    return tale.order(0, "mei", order_type="renewal")


def renewal_worked_miss(tale: Tale) -> Tale:
    """Moved as early, but served by the old owner until the renewal."""
    tale.owner(-390, "lin").pursue("lin", -385, -378, -371).order(-365, "wang", "O0")
    tale.owner(-150, "mei", "lin", code="capacity").pursue("lin", -140, -110, -80, -50, -20, -6)
    return tale.order(0, "mei", order_type="renewal")
