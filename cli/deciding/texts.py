"""Texts of `decide`, in zh and en."""

from cli.texts import Texts

DECIDE: Texts = {
    "seen": {
        "en": "Order {order} of customer {customer}: {outcome}; net amount {amount} {currency}.",
        "zh": "订单 {order}，客户 {customer}：{outcome}；净额 {amount} {currency}。",
    },
    "plan": {"en": "By the plan: {split}.", "zh": "按方案：{split}。"},
    "decision": {"en": "{label} by {who}, {time}: “{reason}”", "zh": "{label}，{who}，{time}：“{reason}”"},
    "decision.release": {
        "en": "It covers {amount} {currency} split as {split}; a higher amount or another split is held again.",
        "zh": "涵盖 {amount} {currency}，分配为 {split}；金额升高或分配改变则重新暂挂。",
    },
    "decision.reassign": {
        "en": "It splits the order as {split}, also after later amounts and sellers.",
        "zh": "订单改为 {split}，之后金额或成交人变化也照此分配。",
    },
    "of_order": {"en": "Order {order}", "zh": "订单 {order}"},
    "before": {"en": "before: {outcome}; {credit}", "zh": "之前：{outcome}；{credit}"},
    "after": {"en": "after:  {outcome}; {credit}", "zh": "之后：{outcome}；{credit}"},
    "nothing": {"en": "no credit (the net amount is zero)", "zh": "没有业绩（净额为零）"},
    "unchanged": {
        "en": "No order changes by it: outcome and credit stay as they are.",
        "zh": "没有订单因此改变：结论与业绩不变。",
    },
    "verdict": {
        "en": "Held against the facts: {verdict}.",
        "zh": "与事实对照：{verdict}。",
    },
    "no_hop": {
        "en": "No order's path leaves the originator's hands by this change now; the explanation is kept for when one "
        "does.",
        "zh": "目前没有订单的路径以该变更离开原销售；说明会保留，日后若有则计入。",
    },
    "standing": {"en": "As things stand the decision {state}{why}.", "zh": "目前该决定：{state}{why}。"},
    "later": {
        "en": "A later explanation holds beside it: the latest one is tested.",
        "zh": "另有更晚的说明，以最新的为准。",
    },
    "still_held": {"en": "Order {order} is still held: {why}.", "zh": "订单 {order} 仍暂挂：{why}。"},
    "nothing_held": {
        "en": "Nothing of this order is held now; a release keeps it free for the amount and split above.",
        "zh": "该订单目前没有暂挂；放行后，上述金额与分配不再暂挂。",
    },
    "only_explain": {
        "en": "The outcome stays: only an explanation can change it.",
        "zh": "结论不变：只有补充说明才能改变结论。",
    },
    "dry": {"en": "Dry run: nothing was written.", "zh": "试运行：未写入任何内容。"},
    "written": {
        "en": "Written to {file} as {event}. It takes effect with the next `transferwatch replay {folder} --output …`.",
        "zh": "已写入 {file}，编号 {event}。下次运行 `transferwatch replay {folder} --output …` 时生效。",
    },
    "published": {
        "en": "Published to {topic} as {event} (partition {partition}, offset {offset}). The workers take it up at "
        "once; `transferwatch status` shows how far they are.",
        "zh": "已发布到 {topic}，编号 {event}（分区 {partition}，位移 {offset}）。运行中的 worker 会立即处理；"
        "进度见 `transferwatch status`。",
    },
    "undo.release": {
        "en": "To take it back: nothing is deleted; a later `decide reassign` or `decide release` replaces it.",
        "zh": "如需撤回：记录不会删除，用之后的 `decide reassign` 或 `decide release` 取代即可。",
    },
    "undo.reassign": {
        "en": "To take it back: nothing is deleted; a later `decide release` returns to the plan's split.",
        "zh": "如需撤回：记录不会删除，用之后的 `decide release` 恢复方案的分配。",
    },
    "undo.explain": {
        "en": "To take it back: nothing is deleted; a later `decide explain` for the same holds in its place.",
        "zh": "如需撤回：记录不会删除，之后对同一事项再次 `decide explain`，以新的为准。",
    },
    "stranger": {
        "en": "warning: the people records know no {person}{near}",
        "zh": "提示：人员记录中没有 {person}{near}",
    },
}
