"""The sentences of findings and of their alerts, by message id and language."""

from collections.abc import Mapping

# How every rate ends: its interval, and the rate by net amount.
_SURE_ZH = "（95 % 区间 {low:r} 至 {high:r}）；按净额占 {amount_rates:r}：{transferred_amounts} / {amounts}"
_SURE_EN = " (95 % interval {low:r} to {high:r}); by net amount {amount_rates:r}, {transferred_amounts} of {amounts}."

_PAIR_ZH = (
    "{originator}（{team} 团队）{since} 至 {period} 成交 {orders} 单，其中 {transferred} 单转给 {assistant}"
    "（分布在 {months} 个月，占 {rate:r}），收缩估计 {shrunk:r}（95 % 区间 {low:r} 至 {high:r}），常态为 {normal:r}"
)
_NORMAL_ZH = (
    "（本团队 {others} 名其他销售 {prior_since} 至 {prior_period} 共 {others_orders} 单，各取其最多的一名助理）"
)
_PAIR_EN = (
    "{originator} of team {team} passed {transferred} of {orders} won orders of {since} to {period} on to "
    "{assistant}, in {months} of these months: {rate:r}, drawn towards the normal {shrunk:r} (95 % interval "
    "{low:r} to {high:r}); {normal:r} are normal"
)
_NORMAL_EN = (
    " in the team, by what {others} other salespeople passed to their most frequent assistant of {others_orders} "
    "won orders of {prior_since} to {prior_period}."
)
_FIRM_ZH = (
    "（本团队此前可比订单太少：{others} 名其他销售 {others_orders} 单，故主要以其他 {teams} 个团队 "
    "{prior_since} 至 {prior_period} 的 {teams_orders} 单为参照）"
)
_FIRM_EN = (
    ": mostly by {teams} other teams ({teams_orders} won orders of {prior_since} to {prior_period}), because the "
    "team itself has too little of a past (other salespeople: {others}, their orders: {others_orders})."
)
_NEEDLESS_ZH = "；其中不必要的转单 {needless} 单，至少占 {needless_low:r}（95 %），常态不超过 {needless_normal:r}"
_NEEDLESS_EN = (
    " {needless} of them were needless, at least {needless_low:r} (95 %); up to {needless_normal:r} is normal"
)
_UNUSUAL_ZH = "：明显高于常态（最近一单在 {needless_last}）"
_UNUSUAL_EN = ": this is well above it (the latest in {needless_last})."
_WORKED_ZH, _WORKED_EN = "：接手人对多数订单有实质跟进", ": the receiver worked on most of them."

_LIFT_ZH = (
    "{team} 团队 {since} 至 {period} 转给助理 {passed} 单，占团队成交单数的 {part:r}"
    "（此前 {months} 个月为 {part_before:r}）；"
)
_LIFT_EN = (
    "Team {team} passed {passed} orders on to assistants in {since} to {period}, {part:r} of what it won "
    "({part_before:r} in the {months} months before). "
)
_LIFTED_ZH = (
    "若均为助理带来的新业务，团队总单数应增 {gain:r}，实际比 {matched} 个同类团队（{teams}）多增 {lift:r}"
    "（99 % 区间 {low:r} 至 {high:r}）"
)
_LIFTED_EN = (
    "Had these been new business, its total would have risen by {gain:r}; it rose by {lift:r} more than that of "
    "{matched} matched teams ({teams}; 99 % interval {low:r} to {high:r})"
)

FINDING_TEXTS: Mapping[str, Mapping[str, str]] = {
    "finding.order_customer_conflict": {
        "zh": "订单号 {order_id} 出现在多个客户名下：{customers}",
        "en": "Order id {order_id} stands under several customers: {customers}.",
    },
    "finding.transfer_rate.team": {
        "zh": "{team} 团队 {period} 成交 {orders} 单，其中 {transferred} 单由团队成员转给助理，占 {rate:r}" + _SURE_ZH,
        "en": "Team {team} passed {transferred} of {orders} won orders of {period} on to assistants: {rate:r}"
        + _SURE_EN,
    },
    "finding.transfer_rate.person": {
        "zh": "{person}（{team} 团队）{period} 成交 {orders} 单，其中 {transferred} 单转给助理，占 {rate:r}" + _SURE_ZH,
        "en": "{person} of team {team} passed {transferred} of {orders} won orders of {period} on to assistants: "
        "{rate:r}" + _SURE_EN,
    },
    "finding.transfer_rate.person.no_team": {
        "zh": "{person}（无团队）{period} 成交 {orders} 单，其中 {transferred} 单转给助理，占 {rate:r}" + _SURE_ZH,
        "en": "{person}, of no team, passed {transferred} of {orders} won orders of {period} on to assistants: {rate:r}"
        + _SURE_EN,
    },
    "finding.pair_count": {
        "zh": "{originator}（{team} 团队）{period} 成交 {orders} 单，转给助理 {transferred_in_all} 单，"
        "其中转给 {assistant} {transferred} 单，占成交的 {rate:r}" + _SURE_ZH,
        "en": "{originator} of team {team} passed {transferred_in_all} of {orders} won orders of {period} on to "
        "assistants, {transferred} of them to {assistant}: {rate:r} of all" + _SURE_EN,
    },
    "finding.pair_count.no_team": {
        "zh": "{originator}（无团队）{period} 成交 {orders} 单，转给助理 {transferred_in_all} 单，"
        "其中转给 {assistant} {transferred} 单，占成交的 {rate:r}" + _SURE_ZH,
        "en": "{originator}, of no team, passed {transferred_in_all} of {orders} won orders of {period} on to "
        "assistants, {transferred} of them to {assistant}: {rate:r} of all" + _SURE_EN,
    },
    "finding.pair_rate.unusual": {
        "zh": _PAIR_ZH + _NORMAL_ZH + _NEEDLESS_ZH + _UNUSUAL_ZH,
        "en": _PAIR_EN + _NORMAL_EN + _NEEDLESS_EN + _UNUSUAL_EN,
    },
    "finding.pair_rate.worked": {
        "zh": _PAIR_ZH + _NORMAL_ZH + _NEEDLESS_ZH + _WORKED_ZH,
        "en": _PAIR_EN + _NORMAL_EN + _NEEDLESS_EN + _WORKED_EN,
    },
    "finding.pair_rate.normal": {
        "zh": _PAIR_ZH + _NORMAL_ZH + _NEEDLESS_ZH,
        "en": _PAIR_EN + _NORMAL_EN + _NEEDLESS_EN + ".",
    },
    "finding.pair_rate.unusual.all_teams": {
        "zh": _PAIR_ZH + _FIRM_ZH + _NEEDLESS_ZH + _UNUSUAL_ZH,
        "en": _PAIR_EN + _FIRM_EN + _NEEDLESS_EN + _UNUSUAL_EN,
    },
    "finding.pair_rate.worked.all_teams": {
        "zh": _PAIR_ZH + _FIRM_ZH + _NEEDLESS_ZH + _WORKED_ZH,
        "en": _PAIR_EN + _FIRM_EN + _NEEDLESS_EN + _WORKED_EN,
    },
    "finding.pair_rate.normal.all_teams": {
        "zh": _PAIR_ZH + _FIRM_ZH + _NEEDLESS_ZH,
        "en": _PAIR_EN + _FIRM_EN + _NEEDLESS_EN + ".",
    },
    "finding.pair_rate.not_evaluated": {
        "zh": "{originator}（{team} 团队）{since} 至 {period} 成交 {orders} 单，其中 {transferred} 单转给 {assistant}"
        "（分布在 {months} 个月，不必要的转单 {needless} 单）；"
        "尚无法判断：团队其他销售及其他团队此前可比订单均太少（团队其他销售 {others} 人 {others_orders} 单）",
        "en": "{originator} of team {team} passed {transferred} of {orders} won orders of {since} to {period} on to "
        "{assistant}, in {months} of these months ({needless} of them needless). Whether that is "
        "unusual cannot be told yet: neither the team (other salespeople: {others}, their orders: "
        "{others_orders}) nor other teams had enough orders before to compare with.",
    },
    "finding.process_time.own": {
        "zh": "{team} 团队 {period} 未经转手的首单 {orders} 单，从首次归属到成交的中位时长 {days} 天"
        "（95 % 区间 {low} 至 {high} 天）",
        "en": "Team {team} took a median of {days} days from first ownership to order for {orders} first orders of "
        "{period} that stayed in one hand (95 % interval {low} to {high}).",
    },
    "finding.process_time.passed": {
        "zh": "{team} 团队 {period} 经转手的首单 {orders} 单，从首次归属到成交的中位时长 {days} 天"
        "（95 % 区间 {low} 至 {high} 天），其中转手之后 {days_after} 天",
        "en": "Team {team} took a median of {days} days from first ownership to order for {orders} first orders of "
        "{period} that were handed over (95 % interval {low} to {high}), {days_after} of them after the hop.",
    },
    "finding.needless_transfers": {
        "zh": "{team} 团队 {period} 转出后成交 {paths} 单，其中 {needless} 单为不必要的转单"
        "（接手人无实质跟进，原销售本可完成），占 {rate:r}（95 % 区间 {low:r} 至 {high:r}）",
        "en": "Of {paths} won orders of {period} with a path out of team {team}, {needless} were needless "
        "transfers: the receiver did no substantive work and the originator was able to finish: {rate:r} "
        "(95 % interval {low:r} to {high:r}).",
    },
    "finding.reciprocal_ring": {
        "zh": "{first} 与 {second} 在 {since} 至 {period} 互相转出成熟客户：{first} 转给 {second} {out} 单，"
        "{second} 转给 {first} {back} 单，均为不必要的转单（接手人无实质跟进，转出人本可完成），分布在 {months} 个月",
        "en": "{first} and {second} handed ready customers to each other in {since} to {period}: {out} orders from "
        "{first} to {second} and {back} back, all needless transfers (the receiver did no substantive work, the giver "
        "was able to finish), in {months} of these months.",
    },
    "finding.quota_burst": {
        "zh": "{person} {period} 的目标（{metric}，{target}）靠期末 {days} 天内 {late} 单不必要的转单"
        "（来自 {originators}）达成：不计这些订单完成 {before:r}，计入后 {after:r}；此前九个月内另有 {again} 次",
        "en": "{person} reached the target of {period} ({metric}, {target}) by {late} needless transfers from "
        "{originators} in its last {days} days: {before:r} without them, {after:r} with them; {again} times before "
        "within these nine months.",
    },
    "finding.team_lift.unusual": {
        "zh": _LIFT_ZH + _LIFTED_ZH + "：未见团队增量",
        "en": _LIFT_EN + _LIFTED_EN + ": no lift of the team is to be seen.",
    },
    "finding.team_lift.normal": {"zh": _LIFT_ZH + _LIFTED_ZH, "en": _LIFT_EN + _LIFTED_EN + "."},
    "finding.team_lift.unclear": {
        "zh": _LIFT_ZH + _LIFTED_ZH + "：区间太宽，尚无法判断是否有团队增量",
        "en": _LIFT_EN + _LIFTED_EN + ": the interval is too wide, whether there is a lift cannot be told yet.",
    },
    "finding.team_lift.short": {
        "zh": _LIFT_ZH + "团队总单数是否随之增长尚无法判断：历史太短、单数太少或可比团队太少（{matched} 个）",
        "en": _LIFT_EN + "Whether its total rose with that cannot be told yet: the past is too short, or there are too "
        "few orders or teams to match ({matched}).",
    },
    "alert.pair_rate": {
        "zh": "{originator}（{team} 团队）{since} 至 {period} 转给 {assistant} 的 {transferred} 单中，"
        "{needless} 单接手人无实质跟进（最近一单在 {needless_last}），请核实",
        "en": "{originator} of team {team} passed {transferred} orders on to {assistant} in {since} to {period}, "
        "{needless} of them without work by the receiver, the latest in {needless_last}: please look at them.",
    },
    "alert.reciprocal_ring": {
        "zh": "{first} 与 {second} 在 {since} 至 {period} 互相转出成熟客户（{out} 单与 {back} 单），请核实",
        "en": "{first} and {second} handed ready customers to each other in {since} to {period} ({out} orders and "
        "{back} back): please look at them.",
    },
    "alert.quota_burst": {
        "zh": "{person} {period} 的目标（{metric}）靠期末 {days} 天内 {late} 单不必要的转单"
        "（来自 {originators}）达成，请核实",
        "en": "{person} reached the target of {period} ({metric}) by {late} needless transfers from {originators} in "
        "its last {days} days: please look at them.",
    },
    "alert.team_lift": {
        "zh": "{team} 团队 {since} 至 {period} 转给助理 {passed} 单，占成交的 {part:r}（此前 {part_before:r}），"
        "未见团队增量",
        "en": "Team {team} passed {passed} orders on to assistants in {since} to {period}, {part:r} of what it won "
        "({part_before:r} before), and no lift of its total is to be seen.",
    },
}
