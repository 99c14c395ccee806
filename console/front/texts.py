"""The words of the page, in zh and en; the keys are those of `index.html`."""

from collections.abc import Mapping

FRONT: Mapping[str, Mapping[str, str]] = {
    "title": {"en": "Transferwatch", "zh": "转单监控"},
    "what": {
        "en": "Did the person who got the credit do the work?",
        "zh": "拿到业绩的人，是否做了工作？",
    },
    "no_script": {
        "en": "This page needs JavaScript. The API does not.",
        "zh": "本页需要 JavaScript；接口不需要。",
    },
    "no_sign_in": {
        "en": "WITHOUT SIGN-IN: everybody on this machine sees everything, names and pay too. "
        "The audit trail does not say who.",
        "zh": "未启用登录：本机所有人都能看到全部内容，包括姓名和薪酬；审计记录无法说明是谁。",
    },
    "unreachable": {
        "en": "The console does not answer. Is it still running?",
        "zh": "控制台没有响应，是否仍在运行？",
    },
    "cookie_lost": {
        "en": "Signed in, but the browser did not keep it: open the console by https, or as localhost on this machine.",
        "zh": "登录成功，但浏览器没有保存登录状态：请使用 https，或在本机以 localhost 打开。",
    },
    "sign_in": {"en": "Sign in", "zh": "登录"},
    "name": {"en": "Name", "zh": "账号"},
    "password": {"en": "Password", "zh": "密码"},
    "code": {"en": "Code of your app, or a recovery code", "zh": "验证器中的验证码，或恢复码"},
    "code_where": {"en": "Empty, if you have not set one up.", "zh": "尚未设置第二验证因素时留空。"},
    "password_needed": {
        "en": "Choose a password of your own: 12 characters or more. Several words are easy to remember.",
        "zh": "请设置自己的密码，至少 12 个字符；几个词的组合容易记住。",
    },
    "old_password": {"en": "Password so far", "zh": "当前密码"},
    "new_password": {"en": "New password", "zh": "新密码"},
    "weak": {
        "en": "This password cannot be taken: it needs 12 characters or more, several different ones, not your name.",
        "zh": "此密码不可用：至少 12 个字符，须包含多种不同字符，且不得包含账号名。",
    },
    "save": {"en": "Save", "zh": "保存"},
    "factor_needed": {
        "en": "Your role needs a second factor: a code that an authenticator app on your phone shows.",
        "zh": "您的角色需要第二验证因素：手机验证器应用显示的验证码。",
    },
    "go_on": {"en": "Go on", "zh": "继续"},
    "factor_secret": {
        "en": "Type this key into the app (time based, 6 digits), then type the code that it shows.",
        "zh": "在应用中输入此密钥（基于时间，6 位），再填写其显示的验证码。",
    },
    "factor_code": {"en": "Code of the app", "zh": "应用中的验证码"},
    "wrong_code": {
        "en": "This is not the app's present code. See that the clock of the phone is right, and try the next one.",
        "zh": "验证码不是应用当前显示的。请确认手机时间正确，再试下一个。",
    },
    "recovery": {
        "en": "Recovery codes, each for one sign-in without the phone. They are shown this once: keep them safe.",
        "zh": "恢复码：没有手机时，每个可用于登录一次。只显示这一次，请妥善保存。",
    },
    "signed_in": {"en": "Signed in as", "zh": "当前账号"},
    "sign_out": {"en": "Sign out", "zh": "退出登录"},
    "look": {"en": "Orders that ask for a look", "zh": "需要核实的订单"},
    "look_what": {
        "en": "The latest orders in review. It means that a person must look, never that somebody is guilty.",
        "zh": "最近的待核实订单。“需核实”表示应由人查看，绝不表示某人有过错。",
    },
    "none": {
        "en": "No order that you may see is in review. New ones stand here as soon as they are judged and recorded.",
        "zh": "您可查看的订单中没有待核实的。新订单在判断并入库后即显示于此。",
    },
    "no_rows": {
        "en": "Your role keeps accounts and sees no orders.",
        "zh": "您的角色负责账号管理，不查看订单。",
    },
    "order": {"en": "Order", "zh": "订单"},
    "date": {"en": "Date", "zh": "日期"},
    "customer": {"en": "Customer", "zh": "客户"},
    "worked": {"en": "Worked on it before", "zh": "原跟进人"},
    "booked": {"en": "Booked on", "zh": "业绩归属"},
    "amount": {"en": "Net amount", "zh": "净额"},
    "score": {"en": "Score", "zh": "分数"},
    "hidden": {"en": "not shown to your role", "zh": "您的角色不可见"},
    "more": {"en": "More", "zh": "更多"},
    "api": {"en": "The API, with a page to try it", "zh": "接口说明，可在页面上试用"},
    "health": {"en": "Health", "zh": "运行状态"},
    "metrics": {"en": "Figures for Prometheus", "zh": "Prometheus 指标"},
    "pages": {
        "en": "Pages for cases, ledgers and histories are not here yet; the API and the commands have them.",
        "zh": "案件、台账和跟进历史的页面尚未提供；可使用接口和命令。",
    },
    "seller": {"en": "seller", "zh": "销售"},
    "manager": {"en": "manager", "zh": "经理"},
    "auditor": {"en": "auditor", "zh": "审计"},
    "compensation": {"en": "compensation", "zh": "薪酬"},
    "analyst": {"en": "analyst", "zh": "分析"},
    "administrator": {"en": "administrator", "zh": "管理员"},
}
