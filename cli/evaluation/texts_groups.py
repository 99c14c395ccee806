"""Texts of `evaluate`, in zh and en: the groups of people, and the notes below tables and plots."""

from cli.texts import Texts

GROUPS: Texts = {
    "dimension.role": {"en": "role", "zh": "角色"},
    "dimension.team_size": {"en": "team of", "zh": "团队人数"},
    "dimension.tenure": {"en": "here for", "zh": "入职时长"},
    "dimension.logged": {"en": "logs of the own work", "zh": "自己的工作有记录"},
    "dimension.recorded": {"en": "records", "zh": "录入习惯"},
    "dimension.texts": {"en": "writes", "zh": "内容习惯"},
    "all": {"en": "everybody", "zh": "所有人"},
    "group.unknown": {"en": "unknown", "zh": "未知"},
    "group.under_10": {"en": "under 10", "zh": "少于 10"},
    "group.10_to_14": {"en": "10 to 14", "zh": "10 至 14"},
    "group.15_to_19": {"en": "15 to 19", "zh": "15 至 19"},
    "group.from_20": {"en": "20 and more", "zh": "20 及以上"},
    "group.under_90_days": {"en": "under 90 days", "zh": "不到 90 天"},
    "group.under_1_year": {"en": "90 days to 1 year", "zh": "90 天至 1 年"},
    "group.1_to_3_years": {"en": "1 to 3 years", "zh": "1 至 3 年"},
    "group.from_3_years": {"en": "3 years and more", "zh": "3 年及以上"},
    "group.under_60": {"en": "under 60 %", "zh": "低于 60 %"},
    "group.60_to_80": {"en": "60 to 80 %", "zh": "60 至 80 %"},
    "group.80_to_95": {"en": "80 to 95 %", "zh": "80 至 95 %"},
    "group.from_95": {"en": "95 % and more", "zh": "95 % 及以上"},
    "group.at_once": {"en": "at once", "zh": "及时"},
    "group.partly_late": {"en": "often late", "zh": "常补录"},
    "group.late": {"en": "mostly late", "zh": "多为补录"},
    "group.sentences": {"en": "sentences", "zh": "完整句子"},
    "group.mixed": {"en": "sometimes sentences", "zh": "时有完整句子"},
    "group.terse": {"en": "seldom sentences", "zh": "很少写完整句子"},
    "standing.within": {"en": "no", "zh": "否"},
    "standing.unclear": {"en": "too few to say", "zh": "数量太少，无法判断"},
    "standing.over": {"en": "yes", "zh": "是"},
    # notes
    "best_note": {
        "en": "* Threshold chosen on these very labels: no other one does better on this world.",
        "zh": "* 该阈值是用这些标签本身选出的：换任何阈值在此数据上都不会更好。",
    },
    "curve.note": {
        "en": "The best threshold on these very orders would be {threshold}.",
        "zh": "就这些订单而言，最佳阈值为 {threshold}。",
    },
    "interval.note": {
        "en": "95 %: interval of {resamples} draws of customers, seed {seed}.",
        "zh": "95 %：以客户为单位重抽样 {resamples} 次得到的区间，种子 {seed}。",
    },
    "held.note": {
        "en": "Days are counted until the money was freed, else until the last event of the result. "
        "“No reason given” is the credit plan's own demand, whatever the outcome.",
        "zh": "天数计至业绩放行，否则计至结果中的最后一个事件。“未说明原因”是分成方案本身的要求，与结论无关。",
    },
    "fairness.note": {
        "en": "Over: flagged more than {times} times as often as everybody, and surely more often than everybody.",
        "zh": "“是”表示：被标出的比例超过所有人的 {times} 倍，且确实高于所有人。",
    },
    "not_judged_note": {
        "en": "Labelled orders without an assessment, counted as not flagged: {n} ({ids})",
        "zh": "有标签但没有评估结果的订单，按未标出计：{n}（{ids}）",
    },
    "without_label_note": {
        "en": "Judged orders without a label, left out: {n}",
        "zh": "已评估但没有标签的订单，未计入：{n}",
    },
    # plots
    "curve.mark": {"en": "dashed: {threshold}, the best here", "zh": "虚线：{threshold}，此处最佳"},
    "plot.curve": {"en": "Over thresholds of the score", "zh": "随分数阈值变化"},
    "plot.recall": {"en": "Recall of each fraudulent kind", "zh": "各违规类型的召回率"},
    "plot.mistakes": {"en": "Honest kinds: share in review", "zh": "正常类型：需核实的比例"},
    "plot.levels": {"en": "F1 by how much is logged", "zh": "按记录完整程度的 F1"},
    "plot.fairness": {"en": "Flag rate of honest people, × average", "zh": "正常人员被标出的比例（平均的倍数）"},
    "plot.precision_recall": {"en": "Precision against recall", "zh": "精确率与召回率"},
}
