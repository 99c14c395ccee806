"""Texts of `demo`, in zh and en."""

from cli.texts import Texts

DEMO: Texts = {
    "broker.embedded": {"en": "Broker: embedded, at {servers}", "zh": "消息系统：内置，地址 {servers}"},
    "broker.given": {"en": "Broker: {servers}, topics {namespace}.*", "zh": "消息系统：{servers}，主题 {namespace}.*"},
    "firm": {
        "en": "A simulated sales firm (seed {seed}): its last {days} days pass in {seconds} s.",
        "zh": "模拟销售公司（种子 {seed}）：最近 {days} 天在 {seconds} 秒内经过。",
    },
    "console": {
        "en": "Console: {address}   API: {address}/docs   health: {address}/health   metrics: {address}/metrics, "
        "of the worker {worker}/metrics",
        "zh": "控制台：{address}   接口：{address}/docs   状态：{address}/health   指标：{address}/metrics，"
        "处理程序 {worker}/metrics",
    },
    "store": {"en": "Store: {store}", "zh": "数据库：{store}"},
    "accounts": {
        "en": "Accounts of this run, all with the password {password}; a code works once, {file} has more:",
        "zh": "本次运行的账号，密码均为 {password}；每个验证码只能用一次，更多见 {file}：",
    },
    "account": {"en": "  {name}  code {code}  {who}", "zh": "  {name}  验证码 {code}  {who}"},
    "no_code": {"en": "(none needed)", "zh": "（不需要）"},
    "no_sign_in": {
        "en": "WITHOUT SIGN-IN, for this demo on this machine: everybody here sees everything, as an auditor.",
        "zh": "未启用登录，仅限本机演示：本机所有人都能以审计身份看到全部内容。",
    },
    "signs": {
        "en": "Console: {address}   account analyst, password {password}; the others: {file}",
        "zh": "控制台：{address}   账号 analyst，密码 {password}；其他账号见 {file}",
    },
    "signs.no_sign_in": {
        "en": "Console: {address}   WITHOUT SIGN-IN: everybody on this machine sees everything",
        "zh": "控制台：{address}   未启用登录：本机所有人都能看到全部内容",
    },
    "serving": {
        "en": "Everything goes on running; Ctrl-C ends it.",
        "zh": "所有部分继续运行；按 Ctrl-C 结束。",
    },
    "history": {
        "en": "Sent {events} events of the time before; the days begin.",
        "zh": "已发送此前的 {events} 条事件；开始逐日播放。",
    },
    "first_alert": {"en": "First alert after {seconds} s.", "zh": "{seconds} 秒后出现首个提醒。"},
    "draining": {
        "en": "No more is sent; the worker judges the rest.",
        "zh": "不再发送；处理程序正在判断剩余部分。",
    },
    "comparing": {"en": "Replaying what was sent …", "zh": "正在对已发送的内容做重放……"},
    "stopped": {"en": "Stopped; nothing was compared.", "zh": "已停止；未做比对。"},
    "alert": {"en": "ALERT {severity} ({status}): {headline}", "zh": "提醒 {severity}（{status}）：{headline}"},
    "line": {
        "en": "{day}  sent {sent}, judged {judged}, {rate} events/s  review {review}  held {held}  posted {posted}",
        "zh": "{day}  已发 {sent}，已判 {judged}，每秒 {rate} 条  需核实 {review}  暂挂 {held}  已记入 {posted}",
    },
    "done.release": {
        "en": "{day}  {who} releases order {order}",
        "zh": "{day}  {who} 放行订单 {order}",
    },
    "done.explain": {
        "en": "{day}  {who} asks for the reason of order {order}, and it is given",
        "zh": "{day}  {who} 询问订单 {order} 的理由，已得到说明",
    },
    "done.past": {
        "en": "{day}  {who} explains order {order} by `transferwatch decide --kafka`, past the outbox: it is flagged",
        "zh": "{day}  {who} 用 `transferwatch decide --kafka` 说明订单 {order}，绕过了发件箱，因此会被标记",
    },
    "done.refund": {
        "en": "{day}  order {order}: a fifth is refunded",
        "zh": "{day}  订单 {order}：退款五分之一",
    },
    "reason.release": {"en": "Looked at it with both of them", "zh": "已与双方核实"},
    "reason.explain": {
        "en": "The team had too many customers that week",
        "zh": "当周团队客户过多，人手不足",
    },
    "severity.low": {"en": "low", "zh": "低"},
    "severity.medium": {"en": "medium", "zh": "中"},
    "severity.high": {"en": "high", "zh": "高"},
    "alert.provisional": {"en": "provisional", "zh": "待确认"},
    "alert.confirmed": {"en": "confirmed", "zh": "已确认"},
    "alert.withdrawn": {"en": "withdrawn", "zh": "已撤回"},
    "worker.starting": {"en": "starting", "zh": "启动中"},
    "worker.even": {"en": "up to date", "zh": "已跟上"},
    "worker.behind": {"en": "{events} events behind", "zh": "落后 {events} 条"},
    "title": {"en": "Transferwatch, live", "zh": "转单监控（实时）"},
    "head.flow": {
        "en": "{day}   sent {sent} (late {late}, copies {copies})   judged {judged}   {rate} events/s   "
        "worker {worker}",
        "zh": "{day}   已发 {sent}（迟到 {late}，重复 {copies}）   已判 {judged}   每秒 {rate} 条   处理程序 {worker}",
    },
    "head.end": {
        "en": "{elapsed} of {seconds} s   Ctrl-C ends everything",
        "zh": "{elapsed} / {seconds} 秒   Ctrl-C 结束",
    },
    "title.flagged": {"en": "Latest judgements that ask for a look", "zh": "最近需要关注的判断"},
    "title.teams": {"en": "Transfer rate by team, {period}", "zh": "各团队转单率，{period}"},
    "title.credit": {"en": "Credit", "zh": "业绩"},
    "title.done": {"en": "The manager", "zh": "经理"},
    "col.team": {"en": "team", "zh": "团队"},
    "col.orders": {"en": "orders", "zh": "订单数"},
    "col.transferred": {"en": "transferred", "zh": "转单数"},
    "col.rate": {"en": "rate", "zh": "比率"},
    "nothing": {"en": "nothing", "zh": "无"},
    "sum.sent": {
        "en": "Sent {sent} events, {days} days in {seconds} s: {late} late, {copies} copies, {letters} that cannot be "
        "used; the manager: {release} releases, {explain} reasons asked for, {past} explanation past the outbox, "
        "{refund} refunds after a release.",
        "zh": "{seconds} 秒内发送 {days} 天的 {sent} 条事件：迟到 {late}，重复 {copies}，无法使用 {letters}；"
        "经理：放行 {release}，询问理由 {explain}，绕过发件箱的说明 {past}，放行后退款 {refund}。",
    },
    "sum.live": {
        "en": "Live: {orders} orders: {clear} clear, {watch} watch, {review} review; held {held}; posted {posted}; "
        "first alert after {first} s.",
        "zh": "实时：{orders} 单：无异常 {clear}，关注 {watch}，需核实 {review}；"
        "暂挂 {held}；已记入 {posted}；首个提醒在 {first} 秒后。",
    },
    "sum.replay": {
        "en": "Replay of the same events: {orders} orders, {held} with held credit.",
        "zh": "重放同样的事件：{orders} 单，{held} 单有暂挂业绩。",
    },
    "sum.same": {
        "en": "Live equals replay: assessments, net credit, alerts, findings, dead letters and counts.",
        "zh": "实时与重放一致：判断、业绩净额、提醒、发现、死信与计数。",
    },
    "sum.stored": {
        "en": "The store equals them too: {events} events, {assessments} assessments, {entries} ledger entries, "
        "{cases} cases.",
        "zh": "数据库也一致：事件 {events} 条，判断 {assessments} 个，台账 {entries} 笔，案件 {cases} 个。",
    },
    "sum.foreign": {
        "en": "Decisions flagged as not from the outbox: {count} ({events}). The manager typed one in past it, to show "
        "this; all others were made in cases. transferwatch outbox foreign lists them.",
        "zh": "被标记为并非来自发件箱的决定：{count} 条（{events}）。其中一条由经理有意绕过发件箱写入，以作演示；"
        "其余决定均在案件中作出。用 transferwatch outbox foreign 查看。",
    },
    "sum.store_differs": {"en": "The store differs from replay:", "zh": "数据库与重放不一致："},
    "sum.differs": {"en": "Live differs from replay:", "zh": "实时与重放不一致："},
    "sum.lacking": {
        "en": "The run was too short to be a proof: it has no {what}. Give it more --seconds.",
        "zh": "运行太短，不足为证：没有{what}。请加大 --seconds。",
    },
    "lack.hold": {"en": "held credit", "zh": "暂挂业绩"},
    "lack.release": {"en": "release", "zh": "放行"},
    "lack.explain": {"en": "reason that was asked for", "zh": "询问所得的理由"},
    "lack.past": {"en": "explanation past the outbox", "zh": "绕过发件箱的说明"},
    "lack.refund": {"en": "refund of a released order", "zh": "放行后的退款"},
    "lack.late": {"en": "late event", "zh": "迟到事件"},
    "kept": {
        "en": "What was sent is in {folder}/events, the replay's results in {folder}/result. The whole story of an "
        "order: transferwatch explain {order} --from {folder}/result",
        "zh": "已发送的事件在 {folder}/events，重放结果在 {folder}/result。查看一单的来龙去脉："
        "transferwatch explain {order} --from {folder}/result",
    },
}
