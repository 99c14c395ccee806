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
    review: str
    watch: str
    not_judged: str
    not_judged_note: str
    without_label_note: str
    transferwatch: str
    seed_rule: str
    share_rule: str
    share_rule_best: str
    seed_rule_short: str
    share_rule_short: str
    share_rule_best_short: str
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
    review="review",
    watch="watch",
    not_judged="not judged",
    not_judged_note="Labelled orders without an assessment, counted as not flagged: {n} ({ids})",
    without_label_note="Judged orders without a label, left out: {n}",
    transferwatch="transferwatch (review)",
    seed_rule="seed rule (14 days, nothing logged)",
    share_rule="share rule (under {threshold})",
    share_rule_best="share rule (under {threshold}*)",
    seed_rule_short="seed rule",
    share_rule_short="share {threshold}",
    share_rule_best_short="share {threshold}*",
    best_note="* Threshold chosen on these very labels: no other one does better on this world.",
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
    review="需核实",
    watch="关注",
    not_judged="未评估",
    not_judged_note="有标签但没有评估结果的订单，按未标出计：{n}（{ids}）",
    without_label_note="已评估但没有标签的订单，未计入：{n}",
    transferwatch="transferwatch（需核实）",
    seed_rule="原始规则（14 天内成交且无跟进记录）",
    share_rule="占比规则（低于 {threshold}）",
    share_rule_best="占比规则（低于 {threshold}*）",
    seed_rule_short="原始规则",
    share_rule_short="占比 {threshold}",
    share_rule_best_short="占比 {threshold}*",
    best_note="* 该阈值是用这些标签本身选出的：换任何阈值在此数据上都不会更好。",
)

WORDS: dict[Lang, Words] = {"en": ENGLISH, "zh": CHINESE}
