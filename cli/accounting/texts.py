"""Texts of `accounts`, in zh and en."""

from cli.texts import Texts

ACCOUNTS: Texts = {
    "added": {
        "en": "Account {name} ({role}) is made. First password, shown this once: {password}",
        "zh": "已建立账号 {name}（{role}）。初始密码（仅显示一次）：{password}",
    },
    "role_set": {"en": "Account {name} is {role} now.", "zh": "账号 {name} 的角色现为{role}。"},
    "disabled": {
        "en": "Account {name} is disabled; its sessions have ended and its keys are refused.",
        "zh": "账号 {name} 已停用：会话已结束，密钥不再有效。",
    },
    "enabled": {"en": "Account {name} may sign in again.", "zh": "账号 {name} 已恢复使用。"},
    "reset": {
        "en": "New password of {name}, shown this once: {password}",
        "zh": "{name} 的新密码（仅显示一次）：{password}",
    },
    "key_made": {
        "en": "Key for {name}, good for {days} days, shown this once: {key}",
        "zh": "{name} 的密钥，有效 {days} 天（仅显示一次）：{key}",
    },
    "key_revoked": {"en": "Key {key} is refused from now on.", "zh": "密钥 {key} 已作废。"},
    "account.seller": {"en": "seller", "zh": "销售"},
    "account.manager": {"en": "manager", "zh": "经理"},
    "account.auditor": {"en": "auditor", "zh": "审计"},
    "account.compensation": {"en": "compensation", "zh": "薪酬"},
    "account.analyst": {"en": "analyst", "zh": "分析"},
    "account.administrator": {"en": "administrator", "zh": "管理员"},
    "head.name": {"en": "name", "zh": "账号"},
    "head.role": {"en": "role", "zh": "角色"},
    "head.person": {"en": "person", "zh": "人员"},
    "head.second_factor": {"en": "second factor", "zh": "第二因素"},
    "head.signed_in": {"en": "signed in", "zh": "上次登录"},
    "head.state": {"en": "state", "zh": "状态"},
    "head.key": {"en": "key", "zh": "密钥"},
    "head.account": {"en": "account", "zh": "账号"},
    "head.label": {"en": "for", "zh": "用途"},
    "head.scopes": {"en": "scopes", "zh": "范围"},
    "head.expires": {"en": "expires", "zh": "到期"},
    "head.last_used": {"en": "last used", "zh": "上次使用"},
    "second_factor.set": {"en": "yes", "zh": "已设"},
    "second_factor.missing": {"en": "required, missing", "zh": "须设而未设"},
    "second_factor.none": {"en": "no", "zh": "无"},
    "account_state.active": {"en": "active", "zh": "正常"},
    "account_state.locked": {"en": "locked", "zh": "已锁定"},
    "account_state.disabled": {"en": "disabled", "zh": "已停用"},
    "account_state.expired": {"en": "expired", "zh": "已到期"},
    "account_state.revoked": {"en": "revoked", "zh": "已作废"},
    "never": {"en": "never", "zh": "从未"},
}
