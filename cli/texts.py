"""What the commands say to people, in zh and en: fixed texts by key, with the figures filled in."""

from collections.abc import Mapping

from detector.messages import Catalog, Language
from detector.outputs import Param

Texts = Mapping[str, Mapping[str, str]]

SHARED: Texts = {
    "outcome.clear": {"en": "clear", "zh": "无异常"},
    "outcome.watch": {"en": "watch", "zh": "关注"},
    "outcome.review": {"en": "review", "zh": "需核实"},
    "status.posted": {"en": "posted", "zh": "已记入"},
    "status.held": {"en": "held", "zh": "暂挂"},
    "label.won": {"en": "won", "zh": "成交"},
    "label.amended": {"en": "amended", "zh": "改单"},
    "label.refunded": {"en": "refunded", "zh": "退款"},
    "label.cancelled": {"en": "cancelled", "zh": "取消"},
    "label.release": {"en": "release", "zh": "放行"},
    "label.reassign": {"en": "reassign", "zh": "改分"},
    "label.explain": {"en": "explanation", "zh": "补充说明"},
    "state.holds": {"en": "holds", "zh": "有效"},
    "state.superseded": {"en": "replaced by a later one", "zh": "已被后来的决定取代"},
    "state.not_covering": {"en": "does not cover the order as it stands now", "zh": "未涵盖订单的当前状态"},
    "state.void": {"en": "void", "zh": "无效"},
    "why.no_reason": {"en": "no reason is given", "zh": "没有写理由"},
    "why.no_shares": {"en": "it lacks the shares that the person saw", "zh": "缺少决定人当时看到的分配比例"},
    "why.no_amount": {"en": "it lacks the amount that the person saw", "zh": "缺少决定人当时看到的金额"},
    "why.bad_amount": {"en": "its amount does not fit the order's currency", "zh": "金额与订单币种不符"},
    "why.payee_twice": {"en": "a payee stands in it twice", "zh": "同一收款人出现两次"},
    "why.paid_by_it": {
        "en": "who is paid by the order cannot decide about it",
        "zh": "从该订单得到业绩的人不能作此决定",
    },
    "why.bad_share": {"en": "a share is 0 or has more than 4 places", "zh": "某份额为 0 或小数超过 4 位"},
    "why.shares_not_one": {"en": "its shares do not add up to 1", "zh": "份额合计不为 1"},
    "why.other_split": {"en": "the plan splits the order otherwise now", "zh": "方案现在的分配已不同"},
    "why.other_currency": {"en": "the order is in another currency now", "zh": "订单币种已变"},
    "why.higher_amount": {"en": "the net amount is higher now", "zh": "净额已高于当时"},
    "code.leaver": {"en": "leaver", "zh": "离职"},
    "code.leave_cover": {"en": "leave cover", "zh": "休假代班"},
    "code.territory_change": {"en": "territory change", "zh": "区域调整"},
    "code.pool_recycle": {"en": "pool recycling", "zh": "公海回收"},
    "code.capacity": {"en": "capacity", "zh": "人手负荷"},
    "code.post_sale_handover": {"en": "post-sale handover", "zh": "售后移交"},
    "code.policy_assignment": {"en": "assignment by policy", "zh": "按制度分配"},
    "code.other": {"en": "other", "zh": "其他"},
    "result.confirmed": {"en": "confirmed", "zh": "属实"},
    "result.contradicted": {"en": "contradicted", "zh": "与事实不符"},
    "result.untestable": {"en": "cannot be tested", "zh": "无法核实"},
    "role.sales": {"en": "sales", "zh": "销售"},
    "role.assistant": {"en": "assistant", "zh": "助理"},
    "role.service": {"en": "service", "zh": "客服"},
    "role.manager": {"en": "manager", "zh": "经理"},
    "role.other": {"en": "other role", "zh": "其他岗位"},
    "person.active": {"en": "active", "zh": "在岗"},
    "person.on_leave": {"en": "on leave", "zh": "休假"},
    "person.left": {"en": "has left", "zh": "已离职"},
    "by.originator": {"en": "the originator", "zh": "转出人本人"},
    "by.payee": {"en": "the payee", "zh": "收款人本人"},
    "by.manager": {"en": "a manager", "zh": "经理"},
    "by.other": {"en": "somebody else", "zh": "其他人"},
    "by.unknown": {"en": "unknown", "zh": "未知"},
    "by.none": {"en": "nobody", "zh": "无"},
    "pool": {"en": "(pool)", "zh": "（公海）"},
    "unknown": {"en": "(unknown)", "zh": "（未知）"},
    "nobody": {"en": "(nobody)", "zh": "（无）"},
    "list": {"en": ", ", "zh": "、"},
    "clauses": {"en": ", ", "zh": "，"},
    "person": {"en": "{name} ({id})", "zh": "{name}（{id}）"},
}


class Words:
    """Texts of the commands and of a rule pack in one language."""

    def __init__(self, lang: Language, texts: Texts, catalog: Catalog) -> None:
        """`texts`: those of the command; `catalog`: the rule pack's messages."""
        self.lang: Language = lang
        self.catalog = catalog
        self._texts = Catalog({**SHARED, **texts})

    def say(self, key: str, /, **params: Param) -> str:
        """A text of the commands."""
        return self._texts.render(key, params, self.lang)

    def code(self, group: str, value: str) -> str:
        """The word for a value of an enumeration; an unknown value stands for itself."""
        key = f"{group}.{value}"
        return self._texts.render(key, {}, self.lang) if self._texts.knows(key) else value

    def message(self, message_id: str, params: Mapping[str, Param], otherwise: str) -> str:
        """A message of the rule pack, or its stored sentence where this pack does not know it.

        A reason code or whoever made a change stands in it as a word.
        """
        if not self.catalog.knows(message_id):
            return otherwise
        worded = {
            name: self.code(name, value) if name in ("by", "code") and isinstance(value, str) else value
            for name, value in params.items()
        }
        return self.catalog.render(message_id, worded, self.lang)

    def join(self, parts: list[str]) -> str:
        """Names or numbers in one line."""
        return self.say("list").join(parts)

    def clauses(self, parts: list[str]) -> str:
        """Parts of a sentence in one line."""
        return self.say("clauses").join(parts)
