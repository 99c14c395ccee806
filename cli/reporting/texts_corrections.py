"""Texts of `report corrections`, in zh and en."""

from cli.texts import Texts

CORRECTIONS: Texts = {
    "corrections.title": {
        "en": "Texts that people read otherwise than the keyword rules",
        "zh": "人工理解与关键词规则不同的文本",
    },
    "corrections.line": {
        "en": "“{text}”: read as {read}; {who} ({role}) says: {told}",
        "zh": "“{text}”：规则读作 {read}；{who}（{role}）认定为：{told}",
    },
    "corrections.where": {
        "en": "  {where}, words version {version}",
        "zh": "  {where}，词表版本 {version}",
    },
    "corrections.explanation": {"en": "explanation {event}", "zh": "补充说明 {event}"},
    "corrections.transfer": {"en": "reason of transfer {event}", "zh": "转单 {event} 的理由"},
    "corrections.nothing": {"en": "nothing", "zh": "无"},
    "corrections.more": {
        "en": "… and {count} more: --limit 0 shows all, --output FILE writes all.",
        "zh": "……另有 {count} 条：--limit 0 显示全部，--output FILE 写出全部。",
    },
    "corrections.sum": {
        "en": "{count} corrections among {compared} texts that somebody gave a code for",
        "zh": "{compared} 条有人给出代码的文本中，{count} 条被更正",
    },
    "corrections.informs": {
        "en": "They inform whoever improves the words; nothing is judged by them.",
        "zh": "仅供改进词表参考，不参与评判。",
    },
    "corrections.written": {"en": "{count} corrections written to {file}", "zh": "已将 {count} 条更正写入 {file}"},
    "corrections.col.text": {"en": "text", "zh": "文本"},
    "corrections.col.read": {"en": "codes read", "zh": "读出的代码"},
    "corrections.col.corrected": {"en": "corrected code", "zh": "更正代码"},
    "corrections.col.source": {"en": "whose text", "zh": "文本来源"},
    "corrections.col.customer_id": {"en": "customer", "zh": "客户"},
    "corrections.col.event_id": {"en": "event", "zh": "事件"},
    "corrections.col.decision_event_id": {"en": "decision", "zh": "决定"},
    "corrections.col.decided_by": {"en": "decided by", "zh": "决定人"},
    "corrections.col.role": {"en": "role then", "zh": "当时岗位"},
    "corrections.col.decided_at": {"en": "decided at", "zh": "决定时间"},
    "corrections.col.words_version": {"en": "words version", "zh": "词表版本"},
    "corrections.col.rules_digest": {"en": "rules digest", "zh": "规则摘要"},
}
