"""The honest kinds that rest on a fact of the organisation, each beside a tale in which the fact is missing."""

from tests.typologies import honest
from tests.typologies.honest import Honest
from tests.typologies.suspicious import WEEKS
from tests.typologies.tale import Tale


def _pursued(tale: Tale, *more: float) -> Tale:
    return tale.owner(-70, "lin").pursue("lin", *WEEKS, *more)


def leaver(tale: Tale) -> Tale:
    _pursued(tale).person(-3, "lin", "sales", status="left")
    return tale.owner(-6, "mei", "lin", zh="林丽离职，客户交接", en="Lin leaves us, handover").order(0, "mei")


def leaver_miss(tale: Tale) -> Tale:
    """Said to leave, and stays."""
    return _pursued(tale).owner(-6, "mei", "lin", zh="林丽离职，客户交接", en="Lin leaves us, handover").order(0, "mei")


def leave_cover(tale: Tale) -> Tale:
    _pursued(tale).person(-10, "lin", "sales", status="on_leave").person(20, "lin", "sales")
    tale.owner(-11, "mei", "lin", code="other", zh="林麗休產假，代跟", en="cover during maternity leave")
    return tale.pursue("mei", -9, -7, -4, -2).order(0, "mei")


def leave_cover_miss(tale: Tale) -> Tale:
    """On leave by the record, and working on from there."""
    _pursued(tale).person(-10, "lin", "sales", status="on_leave").person(20, "lin", "sales")
    tale.owner(-11, "mei", "lin", code="other", zh="林麗休產假，代跟", en="cover during maternity leave")
    return tale.pursue("lin", -9, -7, -4, -2).order(0, "mei")


def cover_quick(tale: Tale) -> Tale:
    _pursued(tale).person(-5, "lin", "sales", status="on_leave").person(9, "lin", "sales")
    return tale.owner(-5, "mei", "lin", code="leave_cover").order(-2, "mei")


def cover_quick_miss(tale: Tale) -> Tale:
    """The leave was over long before the transfer."""
    _pursued(tale).person(-40, "lin", "sales", status="on_leave").person(-30, "lin", "sales")
    return tale.owner(-5, "mei", "lin", code="leave_cover").order(-2, "mei")


def territory(tale: Tale) -> Tale:
    tale.owner(-70, "lin").pursue("lin", -60, -53, -46)
    tale.owner(-40, "qiu", "lin", code="other", zh="客户划归华南区域", en="new territory split")
    return tale.pursue("qiu", -35, -28, -21, -14, -7).order(0, "qiu")


def territory_miss(tale: Tale) -> Tale:
    """A new territory in the same team, in which the old owner goes on working."""
    tale.owner(-70, "lin").pursue("lin", -60, -53, -46)
    tale.owner(-40, "mei", "lin", code="other", zh="客户划归华南区域", en="new territory split")
    return tale.pursue("lin", -35, -28, -21, -14, -7).order(0, "mei")


def territory_quick(tale: Tale) -> Tale:
    return _pursued(tale).owner(-6, "qiu", "lin", code="territory_change").order(0, "qiu")


def territory_quick_miss(tale: Tale) -> Tale:
    """Moved to the other team by the seller alone."""
    return _pursued(tale).owner(-6, "qiu", "lin", by="lin", code="territory_change").order(0, "qiu")


def pool_recycle(tale: Tale) -> Tale:
    tale.owner(-120, "lin").pursue("lin", -115, -108, -101).owner(-80, "", "lin", by="system", code="pool_recycle")
    return tale.owner(-50, "mei", by="system").pursue("mei", -45, -38, -31, -24, -17, -10).order(0, "mei")


def pool_recycle_miss(tale: Tale) -> Tale:
    """Through the pool within an hour."""
    _pursued(tale).owner(-4, "", "lin", by="lin", zh="公海回收再分配", en="to the pool")
    return tale.owner(-3.96, "mei", by="mei").order(0, "mei")


def role_change(tale: Tale) -> Tale:
    return _pursued(tale).person(-10, "lin", "assistant").order(0, "lin")


def role_change_miss(tale: Tale) -> Tale:
    """The one who changed jobs was the receiver, who did nothing."""
    return (
        _pursued(tale)
        .person(-10, "mei", "service")
        .person(-5, "mei", "assistant")
        .owner(-4, "mei", "lin")
        .order(0, "mei")
    )


def long_leave(tale: Tale) -> Tale:
    _pursued(tale).person(-1, "lin", "sales", status="on_leave").person(60, "lin", "sales")
    return tale.owner(-8, "mei", "lin", code="leave_cover").order(-2, "mei")


def long_leave_miss(tale: Tale) -> Tale:
    """The leave begins a month after the order."""
    _pursued(tale).person(30, "lin", "sales", status="on_leave").person(90, "lin", "sales")
    return tale.owner(-8, "mei", "lin", code="leave_cover").order(-2, "mei")


def ramp_up(tale: Tale) -> Tale:
    _pursued(tale).person(-30, "tao", "assistant").owner(-8, "tao", "lin", by="gao", code="capacity")
    return tale.pursue("tao", -5).order(0, "tao")


def ramp_up_miss(tale: Tale) -> Tale:
    """To the new hire by the seller, right before the order."""
    return (
        _pursued(tale)
        .person(-30, "tao", "assistant")
        .owner(-4, "tao", "lin", by="lin", code="capacity")
        .order(0, "tao")
    )


def _kind(name: str, *facts: str, rules: str = "ripe", reason: bool = False, **features: object) -> Honest:
    """`rules`: signs of the near miss; `reason`: the honest tale's reason is confirmed."""
    space = {**vars(honest), **globals()}
    known = {**features, "reason_result": "confirmed"} if reason else features
    return Honest(space[name], known, frozenset(facts), space[f"{name}_miss"], frozenset(rules.split()))


DENIED = "ripe false_reason"
HONEST = {
    "handoff_worked": _kind("handoff_worked"),
    "capacity": _kind("capacity", rules="slow_walk_ghost false_reason", reason=True),
    "sloppy_logger": _kind("sloppy_logger"),
    "leaver": _kind("leaver", "fact.left", rules=DENIED, reason=True),
    "leave_cover": _kind("leave_cover", "fact.away", rules=DENIED, reason=True),
    "cover_quick": _kind("cover_quick", "fact.away", rules=DENIED, reason=True),
    "territory": _kind("territory", "fact.moved", rules="slow_walk_ghost", reason=True),
    "territory_quick": _kind("territory_quick", "fact.moved", rules=DENIED, reason=True),
    "post_sale_first": _kind("post_sale_first", rules=DENIED, link="own"),
    "post_sale_repeat": _kind("post_sale_repeat", rules="early_ghost", reason=True),
    "web_repeat": _kind("web_repeat", reason=True, web_order=True),
    "pool_recycle": _kind("pool_recycle", "fact.pooled", rules=DENIED, reason=True),
    "role_entry": _kind("role_entry", rules="proxy_order", entered_by_other=True),
    "deal_desk": _kind("deal_desk", rules="proxy_order", entered_by_other=True),
    "assistant_inbound": _kind("assistant_inbound", rules="unowned_work", link="own"),
    "quick_inbound_handoff": _kind("quick_inbound_handoff", payee_inbound=1),
    "mentored_trainee": _kind("mentored_trainee", rules="unowned_work"),
    "team_selling": _kind("team_selling"),
    "customer_asked": _kind("customer_asked", asked_other_contact=True),
    "role_change": _kind("role_change", link="own"),
    "long_leave": _kind("long_leave", "fact.away", rules=DENIED, reason=True),
    "ramp_up": _kind("ramp_up", "fact.new_hire"),
    "worker_not_owner": _kind("worker_not_owner", rules="proxy_order", link="proxy"),
    "renewal_worked": _kind("renewal_worked", rules="early_ghost", reason=True),
}
