"""Texts of `console`, in zh and en."""

from cli.texts import Texts

CONSOLE: Texts = {
    "serving": {
        "en": "The console answers at {address}, its description at {address}/docs; stop it with Ctrl-C.",
        "zh": "控制台地址：{address}，接口说明：{address}/docs；按 Ctrl-C 停止。",
    },
    "no_sign_in": {
        "en": "WITHOUT SIGN-IN: everybody on this machine sees everything, names and pay too. "
        "The audit trail does not say who.",
        "zh": "未启用登录：本机所有人都能看到全部内容，包括姓名和薪酬；审计记录无法说明是谁。",
    },
    "anchored_in": {
        "en": "The audit trail is anchored in {places}; keep that where the database's administrator cannot write.",
        "zh": "审计记录的锚点写入 {places}；请放在数据库管理员无法写入的地方。",
    },
    "no_accounts": {
        "en": "There is no account yet; make one: transferwatch accounts add NAME --role auditor --by ID.",
        "zh": "还没有账号，请先建立：transferwatch accounts add NAME --role auditor --by ID。",
    },
}
