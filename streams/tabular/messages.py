"""Every sentence of the import that a person reads, in English and Chinese."""

from collections.abc import Mapping
from typing import Literal

Lang = Literal["en", "zh"]

_EXPECTED: Mapping[str, tuple[str, str]] = {
    "empty": (
        "{field} is needed and the cell is empty",
        "{field} 为必填，但单元格是空的",
    ),
    "no_owner": (
        "{field} is taken from the owner at that time, and nobody owned the customer by then",
        "{field} 取当时的负责人，但当时该客户没有负责人",
    ),
    "number": (
        "a number such as 12{thousands}800{decimal}00 (`cleaning:` names other separators and signs)",
        "应为数字，例如 12{thousands}800{decimal}00（其他分隔符或货币符号在 cleaning: 中说明）",
    ),
    "negative": (
        "0 or more (a refund states what is left of the order, with the status refunded)",
        "应大于等于 0（退款请填写退款后的剩余金额，状态为 refunded）",
    ),
    "digits": (
        "at most {digits} digits after the point for this currency (or `round: half_up`)",
        "该币种最多 {digits} 位小数（或在映射里写 round: half_up）",
    ),
    "too_big": ("an amount below 2^63 minor units", "金额过大，应小于 2^63 个最小货币单位"),
    "integer": ("a whole number of customers", "应为整数（客户数）"),
    "time": ("a time such as {formats}", "应为时间，例如 {formats}"),
    "no_such_time": ("a date and time that exists", "应为真实存在的日期时间"),
    "zone": (
        "an offset in the cell, or `timezone:` in the mapping",
        "单元格里没有时区，请在映射中写 timezone:",
    ),
    "gap": (
        "a time that exists in {zone}; the clocks were put forward over this one",
        "{zone} 在夏令时切换时没有这个时间",
    ),
    "year": ("a year from 1990 to 2100", "年份应在 1990 到 2100 之间"),
    "period": ("a month such as 2026-03 or a quarter such as 2026-Q1", "应为月份 2026-03 或季度 2026-Q1"),
    "pattern": ("something that matches {pattern}", "应符合 {pattern}"),
    "not_listed": (
        "one of the values of the lookup ({known}); add this one, or give a `default`",
        "对照表里没有这个值（已有：{known}）；请补上，或写 default",
    ),
    "choice": (
        "one of {choices} (translate other words with `values:`)",
        "应为 {choices} 之一（其他说法请用 values: 对照）",
    ),
    "currency": ("an ISO 4217 code such as CNY", "应为 ISO 4217 币种代码，例如 CNY"),
    "long_number": (
        "an id stored as text: as a number it has lost its last digits; format the column as text in Excel",
        "编号被 Excel 存成数字，尾数已丢失；请把该列设为文本后重新导出",
    ),
    "ragged": (
        "{expected} cells, found {found}: a quote or separator inside a text is not escaped",
        "应有 {expected} 格，实际 {found} 格：文本里的引号或分隔符没有转义",
    ),
    "unusable": ("an event that the contract allows: {message}", "不符合事件约定：{message}"),
}

_LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "without_end": ("starts without an end: no activity", "只有开始没有结束，不算一次跟进"),
    "too_long": (
        "longer than the mapping believes: kept without a duration",
        "时长超过映射上限，保留但不记时长",
    ),
    "repeated": ("exact repeats, written once", "完全重复的行，只写一次"),
}


def expected_text(code: str, params: Mapping[str, object], lang: Lang) -> str:
    """What is expected of a bad cell, as a sentence.

    >>> expected_text("digits", {"digits": 2}, "en")
    'at most 2 digits after the point for this currency (or `round: half_up`)'
    """
    return _EXPECTED[code][lang == "zh"].format(**params)


def left_out_text(code: str, lang: Lang) -> str:
    """Why rows gave no event of their own."""
    return _LEFT_OUT[code][lang == "zh"]
