"""`--init`: a mapping drafted from the headers and cells of tables, with comments on what was guessed."""

from collections.abc import Sequence

from streams.tabular.draft import Draft, Source, plain_line, quote
from streams.tabular.guesses import FILL_IN, guess_currency, guess_won
from streams.tabular.headers import is_chinese
from streams.tabular.messages import Lang


def draft_mapping(sources: Sequence[Source], lang: Lang) -> str:
    """The text of a mapping for these tables; a person must replace every FILL_IN."""
    headers = [str(name) for source in sources for name in source.table.frame.columns]
    chinese = is_chinese(headers)
    zone = "Asia/Shanghai" if chinese else FILL_IN
    zh = lang == "zh"
    lines = [
        "# 由 transferwatch import --init 起草。请核对每一行，并填写所有 FILL_IN；说明见 docs/import.md。"
        if zh
        else "# Drafted by `transferwatch import --init`. Check every line, replace each FILL_IN (docs/import.md).",
        f"timezone: {zone}  # "
        + (
            ("按中文表头猜测；" if chinese else "") + "表中时间所在的时区，例如 Asia/Shanghai"
            if zh
            else ("guessed from Chinese headers; " if chinese else "")
            + "the zone of all times without an offset, such as Asia/Shanghai or America/New_York"
        ),
        "",
        "tables:",
    ]
    for source in sources:
        sheet = f", sheet: {quote(source.sheet)}" if source.sheet else ""
        lines.append(f"  {source.table.name}: {{file: {quote(source.file)}{sheet}}}")
    lines += ["", "events:"]
    for source in sources:
        draft = Draft(source, lang, chinese)
        _draft_table(draft, chinese)
        lines += draft.lines
        unused = [str(name) for name in source.table.frame.columns if str(name) not in draft.used]
        if unused:
            title = "未使用的列" if zh else "columns not used"
            lines.append(plain_line(f"  # {source.table.name}: {title}: {', '.join(unused)}"))
    return "\n".join([*lines, *_missing("\n".join(lines), zh)]) + "\n"


_NEEDED = (
    ("order", "no orders were found: nothing can be judged", "没有找到订单：无法判断"),
    ("activity", "no activities were found: orders will say watch at most", "没有找到跟进记录：订单最多提示 watch"),
    (
        "ownership_change",
        "no changes of owner were found: no transfer can be seen (export the owner's field history)",
        "没有找到负责人变更：看不到转移（请导出负责人字段的变更历史）",
    ),
    (
        "person",
        "no people with roles were found: everybody counts as other (add a table of people: name, role, team, status)",
        "没有找到带角色的人员：全部按 other 处理（请增加人员表：姓名、角色、团队、在职状态）",
    ),
)


def _missing(text: str, zh: bool) -> list[str]:
    """Comments on the kinds of events that no table gives."""
    return [f"# {chinese if zh else english}" for kind, english, chinese in _NEEDED if f"event: {kind}\n" not in text]


def _draft_table(draft: Draft, chinese: bool) -> None:
    has = draft.columns.keys()
    people = has & {"role", "manager", "person_status"} and has & {"person_id", "person_name", "owner"}
    drafted = False
    if people and not has & {"order_time", "activity_time", "amount"}:
        _draft_person(draft)
        drafted = True
    if {"target"} <= has and has & {"period"}:
        _draft_quota(draft)
        drafted = True
    if "new_owner" in has:
        _draft_change(draft)
        drafted = True
    if has & {"activity_time", "activity_type", "actor"} and not has & {"amount", "order_time"}:
        _draft_activity(draft)
        drafted = True
    if has & {"amount", "order_time", "order_id"} and not has & {"activity_time"}:
        _draft_order(draft, chinese)
        drafted = True
    if not drafted and has & {"owner"} and has & {"customer_id", "customer_name"}:
        _draft_owners(draft)
        drafted = True
    if not drafted:
        draft.lines.append(
            draft.say(
                f"  # {draft.table.name}: no headers were recognised; write its rules by hand (docs/import.md)",
                f"  # {draft.table.name}：没有认出表头，请参照 docs/import.md 手写规则",
            )
        )
    elif has >= {"customer_id", "customer_name"} and has & {
        "order_time",
        "activity_time",
        "change_time",
        "recorded_at",
    }:
        _draft_names(draft)


def _draft_person(draft: Draft) -> None:
    draft.begin("person", "Each row is a person as of a date.", "每一行是一名人员从某日起的状态。")
    draft.fields()
    draft.plain("person_id", "person_id", "person_name", "owner")
    draft.enumeration("role", "role", default=FILL_IN)
    draft.plain("team_id", "team", required=False)
    draft.plain("manager_id", "manager", required=False)
    draft.enumeration("status", "person_status", default="active")
    for field in ("occurred_at", "effective_from"):
        if draft.column("effective_from"):
            draft.time(field, "effective_from")
        else:
            draft.constant(field, "2000-01-01", "no date: as stated all along", "没有日期：视为一直如此")


def _draft_quota(draft: Draft) -> None:
    draft.begin("quota", "Each row is a target of a person.", "每一行是一个人的目标。")
    draft.fields()
    draft.plain("person_id", "person_id", "person_name", "owner")
    draft.plain("period", "period")
    draft.enumeration("metric", "metric", default="revenue")
    draft.plain("target", "target")
    draft.plain("currency", "currency", required=False)
    draft.constant("occurred_at", "2000-01-01", "when the target was set", "目标设定的日期")


def _draft_change(draft: Draft) -> None:
    draft.begin("ownership_change", "Each row is a change of owner.", "每一行是一次负责人变更。")
    draft.fields()
    draft.plain("customer_id", "customer_id", "customer_name")
    draft.time("occurred_at", "change_time", "recorded_at")
    draft.plain("new_owner_id", "new_owner")
    draft.plain("previous_owner_id", "old_owner", required=False)
    draft.plain("changed_by", "changed_by", required=False)
    draft.plain("reason_text", "reason_text", required=False)


def _draft_owners(draft: Draft) -> None:
    draft.begin(
        "ownership_change",
        "Each row is a customer with its owner; where rows repeat a customer, a change of the owner is a transfer.",
        "每一行是客户及其负责人；同一客户多行时，负责人变化即为转移。",
    )
    owner = draft.column("owner")
    draft.lines.append(f"    on_change: {{column: {quote(owner or FILL_IN)}}}")
    draft.fields()
    draft.plain("customer_id", "customer_id", "customer_name")
    draft.time("occurred_at", "change_time", "recorded_at", "effective_from")


def _draft_activity(draft: Draft) -> None:
    draft.begin("activity", "Each row is an activity.", "每一行是一次跟进。")
    draft.fields()
    draft.plain("customer_id", "customer_id", "customer_name")
    draft.plain("actor_id", "actor", "owner", "entered_by")
    draft.time("occurred_at", "activity_time", "recorded_at")
    draft.enumeration("activity_type", "activity_type", default="note")
    draft.enumeration("direction", "direction")
    column = draft.column("duration")
    if column is not None:
        minutes = "分" in column or "min" in column.lower()
        unit = "minutes" if minutes else "seconds"
        comment = draft.say("seconds, minutes or hours?", "秒、分钟还是小时？请核对")
        draft.lines.append(f"      duration_seconds: {{column: {quote(column)}, unit: {unit}}}  # {comment}")
    draft.plain("content", "content", required=False)
    draft.plain("stage", "stage", "order_status", required=False)
    if "activity_time" in draft.columns and "recorded_at" in draft.columns:
        draft.time("recorded_at", "recorded_at")


def _draft_order(draft: Draft, chinese: bool) -> None:
    draft.begin("order", "A row is an order.", "每一行是一个订单。")
    status = draft.column("order_status")
    if status is not None:
        won = guess_won(draft.words(status)) or [FILL_IN]
        comment = draft.say("which values mean won?", "哪些值表示成交？请核对")
        draft.lines.append(
            f"    when: {{column: {quote(status)}, one_of: [{', '.join(quote(word) for word in won)}]}}  # {comment}"
        )
    draft.fields()
    draft.plain("order_id", "order_id")
    draft.plain("customer_id", "customer_id", "customer_name")
    draft.plain("seller_id", "seller", "owner")
    draft.plain("entered_by", "entered_by", required=False)
    draft.time("occurred_at", "order_time", at="23:59:59")
    draft.plain("amount", "amount")
    if draft.column("currency"):
        draft.enumeration("currency", "currency")
    else:
        amount = draft.columns.get("amount")
        guess = guess_currency(draft.table.cells(amount)) if amount else None
        draft.constant(
            "currency", guess or ("CNY" if chinese else FILL_IN), "no column: assumed for all", "没有币种列：统一按此"
        )
    draft.enumeration("order_type", "order_type")
    draft.constant("status", "won")


def _draft_names(draft: Draft) -> None:
    draft.begin("name", "The customer's name.", "客户名称。")
    draft.fields()
    draft.plain("subject_id", "customer_id")
    draft.constant("subject_type", "customer")
    draft.plain("display_name", "customer_name")
    draft.constant("occurred_at", "2000-01-01")
