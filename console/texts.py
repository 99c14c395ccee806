"""What the console says to people, in zh and en; the keys are the kinds of problems."""

from collections.abc import Mapping

from detector.messages import Catalog, Language

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "not-found": {"en": "There is nothing here.", "zh": "此处没有内容。"},
    "bad-request": {"en": "The request cannot be carried out as it is.", "zh": "无法按此请求执行。"},
    "method-not-allowed": {"en": "This cannot be done with this address.", "zh": "此地址不支持该操作。"},
    "not-json": {"en": "The body must be JSON, and be said to be.", "zh": "请求体须为 JSON 并如实标明类型。"},
    "too-large": {"en": "The request is too large.", "zh": "请求过大。"},
    "sign-in-needed": {"en": "Sign in first, or send a key that works.", "zh": "请先登录，或提供有效的密钥。"},
    "sign-in-refused": {
        "en": "Name, password or code is not right, or the account is locked for a while.",
        "zh": "账号、密码或验证码不正确，或账号暂时锁定。",
    },
    "not-allowed": {"en": "Your role, or your key, may not do this.", "zh": "您的角色或密钥无权执行此操作。"},
    "password-change-needed": {"en": "Choose a password of your own first.", "zh": "请先设置自己的密码。"},
    "second-factor-needed": {"en": "Set up your second factor first.", "zh": "请先设置第二验证因素。"},
    "cross-site": {
        "en": "The request does not come from this console's own pages.",
        "zh": "请求并非来自本控制台的页面。",
    },
    "wrong-host": {"en": "This console does not answer to that host name.", "zh": "本控制台不接受该主机名。"},
    "too-many-requests": {"en": "Too many requests; wait a little.", "zh": "请求过多，请稍候。"},
    "store-down": {"en": "The store does not answer; try again soon.", "zh": "数据库没有响应，请稍后再试。"},
    "provider-down": {"en": "The sign-in provider does not answer.", "zh": "登录服务没有响应。"},
    "account": {"en": "The account cannot be changed so.", "zh": "无法如此修改账号。"},
    "case": {"en": "The case cannot be worked on so.", "zh": "无法如此处理案件。"},
    "case-state": {"en": "The state of the case does not allow this.", "zh": "案件当前状态不允许此操作。"},
    "barred": {
        "en": "You have a part in this case; somebody else decides it.",
        "zh": "您与本案有关，须由他人判定。",
    },
    "changed-meanwhile": {
        "en": "Somebody else changed it first; look at it again.",
        "zh": "他人已先行更改，请重新查看。",
    },
    "judged-anew": {
        "en": "It was judged anew meanwhile; look at it again.",
        "zh": "其间已重新评判，请重新查看。",
    },
    "version-needed": {
        "en": "Send the ETag of the case that you saw, as If-Match.",
        "zh": "请在 If-Match 中附上所看案件的 ETag。",
    },
    "not-set-up": {"en": "This console was started without what this needs.", "zh": "控制台未启用此功能所需的设置。"},
    "internal": {
        "en": "Something failed here; the operators find it in the log by its number.",
        "zh": "系统出错；运维人员可凭编号在日志中查找。",
    },
}

TITLES = Catalog({name: dict(texts) for name, texts in PROBLEMS.items()})


def language_of(accepted: str) -> Language:
    """The language that a browser asks for: the one named first of the two that there are.

    >>> language_of("fr, zh-CN;q=0.9, en;q=0.8"), language_of("")
    ('zh', 'en')
    """
    for part in accepted.split(","):
        name = part.strip().lower()
        if name.startswith("zh"):
            return "zh"
        if name.startswith("en"):
            return "en"
    return "en"
