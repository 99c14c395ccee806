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
    "state.waiting": {"en": "waiting", "zh": "待送"},
    "state.delivered": {"en": "delivered", "zh": "已送达"},
    "state.dead": {"en": "dead", "zh": "已放弃"},
    "added": {
        "en": "Webhook {webhook} is registered. Its key, shown this once: {secret}",
        "zh": "已登记 webhook {webhook}。密钥（仅显示一次）：{secret}",
    },
    "rotated": {
        "en": "Webhook {webhook} has a new key, shown this once: {secret}\nThe one before signs too for {hours} hours.",
        "zh": "webhook {webhook} 的新密钥（仅显示一次）：{secret}\n旧密钥在 {hours} 小时内同时签名。",
    },
    "rotated_now": {
        "en": "Webhook {webhook} has a new key, shown this once: {secret}\nThe one before signs no more.",
        "zh": "webhook {webhook} 的新密钥（仅显示一次）：{secret}\n旧密钥立即失效。",
    },
    "removed": {
        "en": "Webhook {webhook} is removed; what waited for it is given up.",
        "zh": "webhook {webhook} 已移除，待送的事件已放弃。",
    },
    "pinged": {
        "en": "A test event for webhook {webhook} waits as {delivery}; the console delivers it.",
        "zh": "发往 webhook {webhook} 的测试事件 {delivery} 待送，由控制台送出。",
    },
    "again": {
        "en": "Delivery {delivery} is tried again; the console does it.",
        "zh": "将再次送出 {delivery}，由控制台执行。",
    },
    "delivery": {
        "en": "{delivery}  {at}  {kind}  {state}  attempts {attempts}, the last: {last}, next {again}",
        "zh": "{delivery}  {at}  {kind}  {state}  尝试 {attempts} 次，最近：{last}，下次 {again}",
    },
    "no_deliveries": {"en": "No such deliveries.", "zh": "没有符合条件的送达记录。"},
    "more": {"en": "There are more: --after {cursor}", "zh": "还有更多：--after {cursor}"},
}
