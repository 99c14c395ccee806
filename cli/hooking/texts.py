"""Texts of `webhooks`, in zh and en."""

from cli.texts import Texts

WEBHOOKS: Texts = {
    "delivered": {
        "en": "{arrived} events delivered, {failed} not answered; the log says what comes of those.",
        "zh": "已送达 {arrived} 个事件，{failed} 个未获应答；后续见日志。",
    },
    "none": {"en": "There are no webhooks.", "zh": "没有 webhook。"},
    "line": {
        "en": "{webhook}  {state}  {url}  {kinds}  waiting {waiting}, dead {dead}  {label}",
        "zh": "{webhook}  {state}  {url}  {kinds}  待送 {waiting}，已放弃 {dead}  {label}",
    },
    "state.active": {"en": "active", "zh": "启用"},
    "state.removed": {"en": "removed", "zh": "已移除"},
}
