"""What `--init` guesses from cells: words of an enumeration, forms of dates, the currency."""

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence

from streams.tabular.cleaning import BadValue
from streams.tabular.times import TimeRule, parse_time

FILL_IN = "FILL_IN"
"""Stands in a draft where a person must decide; a mapping that still has it is refused."""
MAX_WORDS = 40
MAX_WORD = 100
"""A column with more, or with a longer one, is no enumeration."""

_WORDS: Mapping[str, Sequence[tuple[str, str]]] = {
    "activity_type": (
        ("电话|通话|呼叫|call|phone|dial", "call"),
        ("演示|demo", "demo"),
        ("拜访|上门|visit|onsite", "visit"),
        ("会议|面谈|会面|meeting|event", "meeting"),
        ("邮件|邮箱|e-?mail", "email"),
        ("微信|短信|qq|消息|企微|wechat|whatsapp|message|sms|chat", "message"),
        ("报价|quote|proposal|offer", "quote"),
        ("合同|签约|contract", "contract"),
        ("售后|服务|回访|support|service", "service"),
        ("备注|其他|其它|note|other|task|to.?do", "note"),
    ),
    "role": (
        ("助理|助手|内勤|assistant|inside sales|coordinator|sdr", "assistant"),
        ("经理|主管|总监|leader|manager|director|head", "manager"),
        ("客服|售后|客户成功|service|support|success", "service"),
        ("销售|业务|顾问|sales|account exec|representative|consultant|agent", "sales"),
        ("其他|其它|财务|行政|other|finance|admin", "other"),
    ),
    "person_status": (
        ("离职|离开|left|terminated|inactive|resigned", "left"),
        ("休假|请假|产假|病假|leave", "on_leave"),
        ("在职|正常|active|employed", "active"),
    ),
    "direction": (
        ("呼入|来电|客户发起|inbound|incoming|in$", "inbound"),
        ("呼出|去电|外呼|主动|outbound|outgoing|out$", "outbound"),
    ),
    "order_type": (
        ("续|renew", "renewal"),
        ("复购|老客户|增购|repeat|existing|upsell", "repeat"),
        ("新|new", "new"),
    ),
    "metric": (
        ("复购|repeat", "repeat_revenue"),
        ("新客|客户数|new.?customer", "new_customers"),
        ("额|业绩|收入|revenue|amount", "revenue"),
    ),
    "currency": (
        ("人民币|^rmb$|^cny$", "CNY"), ("美元|^usd$|^us\\$$", "USD"), ("欧元|^eur$", "EUR"), ("日元|^jpy$", "JPY"),
        ("港币|港元|^hkd$", "HKD"),
    ),
}  # fmt: skip
_WON = re.compile("赢|成交|已签|签约|签单|完成|won|closed won|signed", re.IGNORECASE)
_NOT_WON = re.compile("未|没|待|not|lost|输", re.IGNORECASE)


def guess_words(concept: str, words: Iterable[str]) -> dict[str, str]:
    """Each word of a column with the contract's word for it, or FILL_IN.

    >>> guess_words("activity_type", ["上门拜访", "电话", "..."])
    {'...': 'FILL_IN', '上门拜访': 'visit', '电话': 'call'}
    """
    guessed = {}
    for word in sorted(set(words)):
        matches = (name for pattern, name in _WORDS[concept] if re.search(pattern, word.lower()))
        guessed[word] = next(matches, FILL_IN)
    return guessed


def guess_won(words: Iterable[str]) -> list[str]:
    """The words of a status column that look like a won order.

    >>> guess_won(["Won", "Lost", "赢单", "未成交"])
    ['Won', '赢单']
    """
    return [word for word in sorted(set(words)) if _WON.search(word) and not _NOT_WON.search(word)]


def guess_formats(texts: Iterable[str]) -> list[str] | None:
    """Formats of a time column: none needed ([]), the one that reads most cells, or None where nobody can tell.

    >>> guess_formats(["2026-03-01", "2026/3/2 09:30"]), guess_formats(["25/03/2026"]), guess_formats(["03/04/2026"])
    ([], ['%d/%m/%Y'], None)

    Some cells may be unreadable (a dry run lists them), but more than half must be read.
    """
    cells = [text for text in dict.fromkeys(texts) if text][:500]
    if 2 * _count(cells, ()) > len(cells) or not cells:
        return []
    counts = {
        pattern: _count(cells, (pattern,))
        for separator in "/-."
        for order in ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y")
        for pattern in (order.format(separator) + clock for clock in ("", " %H:%M", " %H:%M:%S", " %I:%M %p"))
    }
    most = max(counts.values())
    best = [pattern for pattern, count in counts.items() if count == most]
    return best if len(best) == 1 and 2 * most > len(cells) else None


def guess_currency(cells: Iterable[str]) -> str | None:
    """The currency whose sign stands in the amounts, if there is one that only one currency has."""
    text = "".join(list(cells)[:200])
    for sign, code in (("€", "EUR"), ("元", "CNY"), ("RMB", "CNY"), ("£", "GBP")):
        if sign in text:
            return code
    return None


def _count(cells: Sequence[str], formats: tuple[str, ...]) -> int:
    """How many cells these formats read."""
    count = 0
    for cell in cells:
        with contextlib.suppress(BadValue):
            parse_time(cell, TimeRule(formats, "UTC", None))
            count += 1
    return count
