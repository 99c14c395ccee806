"""What a person reads: message ids with parameters, rendered in zh or en.

Templates are `str.format` texts with four more formats for figures: `w` work in 30-minute meetings (thousandths → one
decimal), `t` hours as days or hours, `p` permille as percent, `r` the rates in a text (`0.2500`) as percent.
"""

import re
import string
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from detector.finding_texts import FINDING_TEXTS
from detector.outputs import Param

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_RATE = re.compile(r"[0-9]+\.[0-9]+")


class _Formatter(string.Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> object:
        return kwargs.get(str(key), "?")

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "r":
            return _RATE.sub(lambda found: f"{Decimal(found[0]) * 100:.2f} %", str(value))
        if not isinstance(value, int) or format_spec not in ("w", "t", "p"):
            return str(value)
        if format_spec == "w":
            return f"{value / 1000:.1f}"
        if format_spec == "p":
            return f"{value / 10:.0f} %"
        if value < 48:
            return f"{value} 小时" if self._language == "zh" else f"{value} hours"
        return f"{value / 24:.0f} 天" if self._language == "zh" else f"{value / 24:.0f} days"


_Pieces = Sequence[tuple[str, str, str]]


def _split(template: str) -> _Pieces | None:
    """A template as texts, each with the name and format of the field that follows it ("" for none).

    None where it asks for more than that of a field, and `str.format` has to say what is meant.
    """
    pieces = []
    for text, name, spec, conversion in string.Formatter().parse(template):
        if conversion or "{" in (spec or "") or not (name is None or name.isidentifier()):
            return None
        pieces.append((text, name or "", spec or ""))
    return pieces


class Catalog:
    """Messages by id and language.

    >>> Catalog({"a.hit": {"zh": "{work:w} 次", "en": "{work:w} meetings in {hours:t}"}}).render(
    ...     "a.hit", {"work": 3160, "hours": 60}, "en")
    '3.2 meetings in 2 days'
    """

    def __init__(self, messages: Mapping[str, Mapping[str, str]]) -> None:
        self._messages = {**CORE, **messages}
        self._formatters = {language: _Formatter(language) for language in LANGUAGES}
        self._pieces: dict[str, _Pieces | None] = {}  # by template: the same few are rendered over and over

    def knows(self, message_id: str) -> bool:
        """Whether there is a text for an id; records of another rule pack may name others."""
        return message_id in self._messages

    def render(self, message_id: str, params: Mapping[str, Param], language: Language) -> str:
        """One sentence. An unknown id is shown with its parameters rather than hidden."""
        template = self._messages.get(message_id, {}).get(language)
        if template is None:
            return f"{message_id} {dict(params)}"
        if "{" not in template and "}" not in template:
            return template
        pieces, formatter = self._pieces.get(template), self._formatters[language]
        if pieces is None and template not in self._pieces:
            pieces = self._pieces[template] = _split(template)
        if pieces is None:
            return formatter.vformat(template, (), params)
        written = [
            text + formatter.format_field(params.get(name, "?"), spec) if name else text for text, name, spec in pieces
        ]
        return "".join(written)


CORE: Mapping[str, Mapping[str, str]] = {
    "reason.leaver.left": {
        "zh": "离职属实：转出人在成交时已离职",
        "en": "the originator had left by the order",
    },
    "reason.leaver.soon": {
        "zh": "无法核实：转出人成交时尚未离职，但前后不在岗或随后离职",
        "en": "the originator had not left by the order, but was away or left soon after the transfer",
    },
    "reason.leaver.stays": {
        "zh": "与事实不符：转出人并未离职",
        "en": "the originator had not left by the order",
    },
    "reason.leave.present": {
        "zh": "与事实不符：人员记录显示转出人在岗",
        "en": "the people stream shows the originator at work around the transfer",
    },
    "reason.leave.working": {
        "zh": "与事实不符：转出人休假期间仍跟进该客户（工作量 {work:w}）",
        "en": "the originator kept working on the customer while away (work {work:w})",
    },
    "reason.leave.away": {
        "zh": "属实：转出人当时不在岗且未再跟进",
        "en": "the originator was away and silent",
    },
    "reason.territory.own_hands": {
        "zh": "与事实不符：变更由当事人自己操作",
        "en": "the change was made by one of the two themselves ({by})",
    },
    "reason.territory.unknown": {
        "zh": "无法核实：团队或操作人未知，或接手团队没有销售",
        "en": "the teams or who made the change are not known, or nobody in the new team sells",
    },
    "reason.territory.same_team": {
        "zh": "与事实不符：双方在同一团队",
        "en": "both are in the same team",
    },
    "reason.territory.moved": {
        "zh": "属实：由他人操作并转到另一团队",
        "en": "somebody else moved it to another team",
    },
    "reason.pool.lay": {
        "zh": "属实：客户在公海 {hours:t}",
        "en": "the customer lay in the pool for {hours:t}",
    },
    "reason.pool.no_time": {
        "zh": "与事实不符：客户在公海仅 {hours:t}",
        "en": "the customer lay in the pool for only {hours:t}",
    },
    "reason.pool.no_hop": {
        "zh": "无法核实：客户并非由该工作人转出",
        "en": "the customer did not leave the hands of the one who did the work",
    },
    "reason.capacity.still_working": {
        "zh": "与事实不符：转出人之后仍在跟进（工作量 {work:w}）",
        "en": "the originator went on working (work {work:w}), more than the new owner",
    },
    "reason.capacity.taken_over": {
        "zh": "属实：新负责人已实际跟进（工作量 {work:w}）",
        "en": "the new owner took over the work ({work:w})",
    },
    "reason.capacity.unknown": {
        "zh": "无法核实：转移后无足够记录",
        "en": "too little is logged after the transfer",
    },
    "reason.post_sale.paid": {
        "zh": "属实：此前订单已计入转出人（{hours:t}前）",
        "en": "an earlier order, {hours:t} before, was credited to the originator",
    },
    "reason.post_sale.same_deal": {
        "zh": "无法核实：此前的订单与本单属于同一笔生意",
        "en": "the earlier order that credits the originator belongs to the same deal",
    },
    "reason.post_sale.first": {
        "zh": "与事实不符：此前没有计入转出人的订单",
        "en": "no earlier order was credited to the originator",
    },
    "reason.policy.assigned": {
        "zh": "属实：由他人分配（{by}）",
        "en": "somebody else made the change ({by})",
    },
    "reason.policy.own_hands": {
        "zh": "与事实不符：变更由当事人自己操作",
        "en": "the change was made by one of the two themselves ({by})",
    },
    "reason.policy.unknown": {"zh": "无法核实：操作人未知", "en": "who made the change is not known"},
    "reason.person_unknown": {
        "zh": "无法核实：人员记录中没有转出人",
        "en": "the people stream says nothing about the originator",
    },
    "reason.free_text": {"zh": "无法核实：自由文本", "en": "a free text that names no known reason"},
    "fact.left": {"zh": "转出人已离职", "en": "The originator had left by then."},
    "fact.away": {"zh": "转出人不在岗且未再跟进", "en": "The originator was away and silent."},
    "fact.originator_moved": {
        "zh": "转出人在转移前后调换了团队或岗位",
        "en": "The originator changed team or job around the transfer.",
    },
    "fact.moved": {"zh": "由他人转到另一团队", "en": "Somebody else ({by}) moved the customer to another team."},
    "fact.new_hire": {
        "zh": "由他人分给入职 {days} 天的新人",
        "en": "Somebody else filled the portfolio of a new hire ({days} days).",
    },
    "fact.pooled": {"zh": "客户在公海 {hours:t}", "en": "The customer lay in the pool for {hours:t}."},
    "fact.outside": {
        "zh": "由与此单无关的人员转移，理由无从核实，转出人此后未再跟进：最多提示关注",
        "en": "Somebody who has no part in this deal moved the customer, for a reason that nothing here can test, and "
        "the originator has been silent since: worth a question, no more.",
    },
    "fact.left_alone": {
        "zh": "转移后 {hours:t} 内无他人跟进；收款人 {copied} 条记录文字雷同，仅凭文字不能说明没有做：最多提示关注",
        "en": "For {hours:t} from the handover on nobody but the payee was there. That {copied} of the entries are "
        "alike does not tell that nothing was done: worth a question, no more.",
    },
    "fact.care": {
        "zh": "转出人在 {hours:t} 前的订单已计业绩，此单只有一次跟进，可能是售后：最多提示关注",
        "en": "The originator was paid for the order {hours:t} before and is in this deal once, which may be care for "
        "that one: worth a question, no more.",
    },
    "note.little_logged": {
        "zh": "记录太少，最多提示关注：此单双方的有效跟进记录不足",
        "en": "Too little is logged about this deal for more than a look: a log of who did the work is missing.",
    },
    "note.typed_in_after": {
        "zh": "收款人 {payee:w} 次标准会谈的工作量中，有 {late:w} 次是成交后才补录的，缺少成交前的痕迹：至少提示关注",
        "en": "Of the payee's work, worth {payee:w} meetings, {late:w} were typed in only after the order: worth a "
        "look, since a trace from before it is missing.",
    },
    "note.owner_contradicted": {
        "zh": "变更 {event_id} 写明的原负责人与实际不符，以跟踪到的负责人为准",
        "en": "Change {event_id} names another previous owner than the tracked one, which holds.",
    },
    "note.rule_error": {
        "zh": "规则 {rule_id} 出错，未能判断：{error}",
        "en": "Rule {rule_id} failed and says nothing of this: {error}",
    },
    "note.rule_not_evaluated": {
        "zh": "规则 {rule_id} 未能判断，缺少：{missing}",
        "en": "Rule {rule_id} could not be evaluated for want of: {missing}",
    },
    "note.work_outside_path": {
        "zh": "{person} 做了主要工作但从未是负责人",
        "en": "{person} did most of the work and never owned the customer.",
    },
    **FINDING_TEXTS,
    "alert.order": {
        "zh": "{beneficiary} 成交的订单 {order_id}（客户 {customer}）疑由 {originator} 完成，请核实",
        "en": "Order {order_id} of customer {customer}, booked on {beneficiary}, seems to be the work of {originator}: "
        "please look at it.",
    },
    "alert.transfer": {
        "zh": "客户 {customer} 由 {originator} 转给 {beneficiary}，转出前已有大量跟进，请留意",
        "en": "Customer {customer} went to {beneficiary} after much work by {originator}: worth a look.",
    },
}
