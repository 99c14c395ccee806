"""What `evaluate` says, in zh and en."""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Words(NamedTuple):
    """The texts of the tables, in one language."""

    overall: str
    decidable: str
    kinds: str
    method: str
    flagged: str
    right: str
    wrong: str
    missed: str
    precision: str
    recall: str
    kind: str
    label: str
    fraud: str
    legit: str
    not_judged: str
    not_judged_note: str
    without_label_note: str
    transferwatch: str
    seed_rule: str
    share_rule: str
    share_rule_best: str
    best_note: str


ENGLISH = Words(
    overall="All {orders} labelled orders, {fraud} of them fraud",
    decidable="Only the {orders} orders that their events can decide, {fraud} of them fraud",
    kinds="By kind: for fraud a flag is recall, for honest orders it is a mistake",
    method="method",
    flagged="flagged",
    right="right",
    wrong="wrong",
    missed="missed",
    precision="precision",
    recall="recall",
    kind="kind",
    label="label",
    fraud="fraud",
    legit="honest",
    not_judged="not judged",
    not_judged_note="{n} labelled orders have no assessment and count as not flagged: {ids}",
    without_label_note="{n} judged orders have no label and are left out.",
    transferwatch="transferwatch (review)",
    seed_rule="seed rule (14 days, nothing logged)",
    share_rule="share rule (under {threshold})",
    share_rule_best="share rule (under {threshold}, best here)",
    best_note="The last threshold was chosen on these very labels: no share of its kind can do better here.",
)

CHINESE = Words(
    overall="全部 {orders} 个有标签的订单，其中违规 {fraud} 个",
    decidable="仅限凭事件可以判定的 {orders} 个订单，其中违规 {fraud} 个",
    kinds="按类型：违规订单被标出是召回，正常订单被标出是误判",
    method="方法",
    flagged="标出",
    right="正确",
    wrong="误判",
    missed="漏判",
    precision="精确率",
    recall="召回率",
    kind="类型",
    label="标签",
    fraud="违规",
    legit="正常",
    not_judged="未评估",
    not_judged_note="{n} 个有标签的订单没有评估结果，按未标出计：{ids}",
    without_label_note="{n} 个已评估的订单没有标签，未计入。",
    transferwatch="transferwatch（需复核）",
    seed_rule="原始规则（14 天内成交且无跟进记录）",
    share_rule="占比规则（低于 {threshold}）",
    share_rule_best="占比规则（低于 {threshold}，本数据最优）",
    best_note="最后一个阈值是用这些标签本身选出的：同类占比规则在此数据上不可能更好。",
)

WORDS: dict[Lang, Words] = {"en": ENGLISH, "zh": CHINESE}

OUTCOMES: dict[Lang, dict[str, str]] = {
    "en": {"clear": "clear", "watch": "watch", "review": "review"},
    "zh": {"clear": "正常", "watch": "关注", "review": "需复核"},
}
