"""The coverage report as sentences, in English and Chinese."""

from collections.abc import Mapping
from typing import NamedTuple

from streams.tabular.coverage import OF_CUSTOMERS, Coverage
from streams.tabular.messages import Lang


class Saying(NamedTuple):
    """What is said of a part of a whole, both named as fields of `Coverage`."""

    part: str
    whole: str
    en: str
    zh: str


SAYINGS: tuple[Saying, ...] = (
    Saying(
        "orders_without_activity", "orders",
        "of orders have no activity before them; they will say watch at most: there is no work to compare.",
        "的订单之前没有任何跟进记录；这些订单最多提示 watch：没有可比较的工作量。",
    ),
    Saying(
        "orders_without_owner", "orders",
        "of orders have no known owner at their time; no transfer can be seen on them.",
        "的订单当时没有已知负责人；看不到转移。",
    ),
    Saying(
        "orders_of_non_owner", "orders",
        "of orders are booked on somebody else than the owner.",
        "的订单记在负责人以外的人名下。",
    ),
    Saying(
        "people_without_role", "people_seen",
        "of people have no role; they count as other, so no transfer to or from them is counted: {names}.",
        "的人员没有角色；按 other 处理，与他们有关的转移都不计入：{names}。",
    ),
    Saying(
        "owners_without_role", "people_seen",
        "of people own customers and are never stated in people.",
        "的人员是负责人，但人员表里没有。",
    ),
    Saying(
        "sellers_without_role", "people_seen",
        "of people have orders booked on them and are never stated in people.",
        "的人员名下有订单，但人员表里没有。",
    ),
    Saying(
        "activities_without_text", "activities",
        "of activities have no text; only their kind and duration weigh.",
        "的跟进没有文字内容；只能按类型和时长计算。",
    ),
    Saying("activities_without_duration", "activities", "of activities have no duration.", "的跟进没有时长。"),
)  # fmt: skip

_OTHER_IDS = (
    "No order has an activity although there are activities: do both tables use the same customer ids?",
    "有跟进记录，但没有一个订单对得上：两张表里的客户编号是否一致？",
)

_KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "ownership_change": ("ownership changes", "负责人变更"),
    "activity": ("activities", "跟进"),
    "order": ("orders", "订单"),
    "person": ("people", "人员"),
    "name": ("names", "名称"),
    "quota": ("quotas", "目标"),
}


def coverage_lines(coverage: Coverage, lang: Lang) -> list[str]:
    """The coverage report as sentences, the gravest first, then the date range of each kind of event."""
    zh = lang == "zh"
    lines: list[str] = []
    if not coverage.orders:
        lines.append("没有订单：没有可判断的内容。" if zh else "There are no orders: nothing will be judged.")
    names = ", ".join(coverage.unknown_people[:5]) + (", …" if coverage.people_without_role > 5 else "")
    for saying in SAYINGS:
        part, whole = getattr(coverage, saying.part), getattr(coverage, saying.whole)
        if part:
            figures = (
                f"{percent(part, whole)}（{part:,} / {whole:,}）"
                if zh
                else f"{percent(part, whole)} ({part:,} / {whole:,}) "
            )
            lines.append(figures + (saying.zh if zh else saying.en).format(names=names))
    if coverage.orders and coverage.activities and coverage.orders_without_activity == coverage.orders:
        lines.append(_OTHER_IDS[zh])
    return lines + _range_lines(coverage, lang)


def percent(part: int, whole: int) -> str:
    """Rounded, but never 0 % or 100 % where that would hide the rest.

    >>> percent(38, 100), percent(1, 1000), percent(999, 1000)
    ('38 %', '1 %', '99 %')
    """
    if part in (0, whole) or not whole:
        return f"{100 * part // max(whole, 1)} %"
    return f"{min(99, max(1, round(100 * part / whole)))} %"


def _range_lines(coverage: Coverage, lang: Lang) -> list[str]:
    lines = []
    for kind, found in coverage.ranges.items():
        name = _KIND_NAMES[kind][lang == "zh"]
        if found.events and found.earliest and found.latest:
            lines.append(f"{name}: {found.events:,} ({found.earliest[:10]} … {found.latest[:10]})")
        elif kind in OF_CUSTOMERS:
            lines.append(f"{name}: {'没有' if lang == 'zh' else 'none'}")
    return lines
