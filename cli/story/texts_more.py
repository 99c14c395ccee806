"""Texts of `explain`, in zh and en: score, credit, what would clear it, and where the story comes from."""

from cli.texts import Texts

MORE: Texts = {
    "score": {"en": "How the score came about", "zh": "分数的由来"},
    "score.points": {"en": "Points for and against: {sum} ({parts}).", "zh": "得分合计 {sum}（{parts}）。"},
    "score.no_points": {"en": "No sign was seen: 0 points.", "zh": "未见任何迹象：0 分。"},
    "score.capped": {"en": "More than 100 counts as 100.", "zh": "超过 100 按 100 计。"},
    "score.floored": {"en": "Less than 0 counts as 0.", "zh": "低于 0 按 0 计。"},
    "score.facts": {
        "en": "Facts explain the change of hands, whatever was said:",
        "zh": "有事实可以解释归属变更（无论怎么说）：",
    },
    "score.little": {"en": "Too little is logged to judge by.", "zh": "记录太少，不足以判断。"},
    "score.told_late": {
        "en": "Half of the payee's work or more was typed in only after the order: the score is {score} at least.",
        "zh": "收款人的工作量有一半以上是成交后才补录的：分数至少为 {score}。",
    },
    "score.lowered": {"en": "That caps the score at {score}.", "zh": "因此分数最多为 {score}。"},
    "score.result": {
        "en": "Score {score}: {outcome} (watch from {watch}, review from {review}).",
        "zh": "分数 {score}：{outcome}（{watch} 起关注，{review} 起需核实）。",
    },
    "score.stored": {"en": "Score {score}: {outcome}.", "zh": "分数 {score}：{outcome}。"},
    "notes": {"en": "What else to know", "zh": "另需了解"},
    "credit": {"en": "Who is credited", "zh": "业绩归属"},
    "credit.plan": {"en": "Plan {plan}, version {version}.", "zh": "方案 {plan}，第 {version} 版。"},
    "credit.counted": {
        "en": "A path from {originator} leads to this order and counts: {split}.",
        "zh": "有一条来自 {originator} 的计入路径：{split}。",
    },
    "credit.not_counted": {"en": "No path counts ({why}): {split}.", "zh": "没有计入的路径（{why}）：{split}。"},
    "counted.seller_owns_alone": {
        "en": "nobody before the seller was in sales with substantive work",
        "zh": "此前没有作了实质跟进的销售",
    },
    "counted.no_owner": {"en": "nobody owned the customer at the order", "zh": "成交时客户没有负责人"},
    "counted.seller_no_assistant": {"en": "the seller is no assistant", "zh": "成交人不是助理"},
    "counted.holdover_passed": {"en": "the transfer is too long ago", "zh": "转出时间已久"},
    "counted.owner_no_sales": {"en": "the owner is not in sales", "zh": "负责人不是销售"},
    "counted.owner_work_too_small": {
        "en": "the owner's work is not substantive or not more than the seller's",
        "zh": "负责人没有实质跟进，或不多于成交人",
    },
    "counted.originator_left": {"en": "the originator has left", "zh": "原销售已离职"},
    "counted.pooled": {"en": "the customer lay in the pool for days", "zh": "客户曾在公海多日"},
    "counted.post_sale": {
        "en": "a repeat or renewal after an order that was credited to the originator",
        "zh": "复购或续约，且此前订单已计入原销售",
    },
    "share": {"en": "{who} {share}", "zh": "{who} {share}"},
    "ledger": {"en": "Ledger", "zh": "分录"},
    "ledger.none": {"en": "No entry: the net amount is zero.", "zh": "没有分录：净额为零。"},
    "ledger.reversal": {"en": "reversal", "zh": "冲销"},
    "ledger.held": {"en": "held: {why}", "zh": "暂挂：{why}"},
    "ledger.net": {"en": "In sum: {sums}.", "zh": "合计：{sums}。"},
    "hold.review": {"en": "the outcome asks for a look", "zh": "结论为需核实"},
    "hold.no_reason": {"en": "no reason is given for the transfer", "zh": "未说明转移原因"},
    "held_by": {"en": "What holds it: {why}.", "zh": "暂挂原因：{why}。"},
    "not_held": {"en": "Nothing is held.", "zh": "没有暂挂。"},
    "decisions": {"en": "Decisions", "zh": "决定"},
    "decision.by": {"en": "{label} by {who}: {state}", "zh": "{label}，{who}：{state}"},
    "clearing": {"en": "What would clear it", "zh": "如何澄清"},
    "clear.nothing": {
        "en": "Nothing has to be cleared: nothing is held and nothing asks for a look.",
        "zh": "无须澄清：没有暂挂，也没有需要核实的地方。",
    },
    "clear.reason": {
        "en": "A reason for the change of hands; anyone may give it, also now. It is held against the facts:",
        "zh": "说明归属变更的原因；任何人都可以说明，现在补充也可以。说明会与事实对照：",
    },
    "clear.booking": {
        "en": "A reason for this booking; anyone may give it, also now. It is held against the facts:",
        "zh": "说明为何这样记单；任何人都可以说明，现在补充也可以。说明会与事实对照：",
    },
    "clear.reason_frees": {
        "en": "A reason alone frees the money here; the outcome does not hold it.",
        "zh": "此单只要说明原因即可解除暂挂，结论本身并不暂挂。",
    },
    "clear.test": {
        "en": "“{code}” would now be: {verdict}; the outcome then: {outcome}.",
        "zh": "“{code}”目前会是——{verdict}；届时结论为{outcome}。",
    },
    "clear.denied": {
        "en": "The facts known now deny: {codes}.",
        "zh": "目前的事实不支持：{codes}。",
    },
    "clear.release": {
        "en": "A look by somebody who is not paid by it (it pays {payees}), who then releases the plan's split or sets "
        "another one:",
        "zh": "由不从该订单得到业绩的人（{payees} 除外）核实，然后按方案放行或另行分配：",
    },
    "clear.logs": {
        "en": "Work by {who} that nobody logged: enter it in the CRM with its date, duration and what was said. "
        "So far {mine:w} stand against {other:w} (in meetings).",
        "zh": "{who} 若有未记录的跟进，请在 CRM 中补上日期、时长与内容。目前 {mine:w} 对 {other:w}（按标准会谈计）。",
    },
    "clear.little": {
        "en": "Logs of who did the work: too little of this deal is recorded to say more.",
        "zh": "补充跟进记录：此单记录太少，无法进一步判断。",
    },
    "clear.people": {
        "en": "If {who} was on leave, had left or had moved to another team: say so in the people records.",
        "zh": "{who} 若当时休假、离职或调组，请在人员记录中补上。",
    },
    "clear.missing": {"en": "What rules lack: {missing}.", "zh": "规则所缺信息：{missing}。"},
    "unusable": {"en": "Records of this customer that cannot be used", "zh": "该客户的不可用记录"},
    "unusable.line": {"en": "{file}, line {line}: {message}", "zh": "{file} 第 {line} 行：{message}"},
    "stored": {"en": "Compared with the stored result", "zh": "与已存结果对比"},
    "stored.same": {
        "en": "Judged again from {input}: the same outcome, score, signs and credit as stored in {result}.",
        "zh": "已从 {input} 重新评判：结论、分数、迹象与业绩均与 {result} 中所存一致。",
    },
    "stored.differs": {
        "en": "Judged again from {input}; {result} says something else ({what}). {why}",
        "zh": "已从 {input} 重新评判；{result} 中所存不同（{what}）。{why}",
    },
    "stored.other_rules": {
        "en": "The rules differ: stored {stored}, now {now}. Give the same --rules and --horizon-days.",
        "zh": "规则不同：所存为 {stored}，现为 {now}。请给出相同的 --rules 与 --horizon-days。",
    },
    "stored.same_rules": {
        "en": "The rules are the same, so the events have changed since: run replay again.",
        "zh": "规则相同，说明事件已有变化：请重新运行 replay。",
    },
    "stored.absent": {
        "en": "{result} does not have this order yet: the events have changed since. Run replay again.",
        "zh": "{result} 中还没有此订单：事件已有变化，请重新运行 replay。",
    },
    "stored.value": {"en": "{name}: stored {stored}, now {now}", "zh": "{name}：所存 {stored}，现为 {now}"},
    "stored.name.outcome": {"en": "outcome", "zh": "结论"},
    "stored.name.score": {"en": "score", "zh": "分数"},
    "stored.name.hits": {"en": "signs", "zh": "迹象"},
    "stored.name.credit": {"en": "credit", "zh": "业绩"},
    "stored.only": {
        "en": "The input folder {input} cannot be read any more. This is what {result} stores; single activities, "
        "texts, the order's statements and the rules that stayed silent cannot be shown.",
        "zh": "输入文件夹 {input} 已无法读取。以下为 {result} 中所存内容；"
        "单条跟进、文字内容、订单陈述和未命中的规则无法显示。",
    },
    "stored.forgotten": {
        "en": "{result} does not keep everything any more that this was judged by (words are erased, or removed after "
        "a time), so this is what it stored then; single activities, texts, the order's statements and the rules that "
        "stayed silent cannot be shown.",
        "zh": "{result} 已不再保存评判时的全部内容（文字会被抹除或到期清除），以下为当时所存；"
        "单条跟进、文字内容、订单陈述和未命中的规则无法显示。",
    },
}
