"""Texts of `store`, `backup` and `restore`, in zh and en."""

from cli.texts import Texts

STORE: Texts = {
    "init": {
        "en": "The store {store} is set up (revision {revision}).",
        "zh": "存储 {store} 已建立（版本 {revision}）。",
    },
    "upgraded": {
        "en": "The store {store} was brought from revision {before} to {revision}.",
        "zh": "存储 {store} 已从版本 {before} 升级到 {revision}。",
    },
    "current": {
        "en": "The store {store} is at revision {revision}; there is nothing to do.",
        "zh": "存储 {store} 已是版本 {revision}，无需操作。",
    },
    "sealed": {
        "en": "{count} secrets are encrypted now; the key is in {file}. Keep a copy of it apart from the backups.",
        "zh": "已加密 {count} 项；密钥文件：{file}。请另存一份，与备份分开存放。",
    },
    "recorded": {
        "en": "{records} records written in {seconds} s, {rate} a second; {unusable} unusable, see the dead letters.",
        "zh": "{seconds} 秒内写入 {records} 条记录，每秒 {rate} 条；其中 {unusable} 条无法使用（见死信）。",
    },
    "nothing_new": {"en": "Nothing new: the store holds all of it.", "zh": "没有新记录：存储中已全部具备。"},
    "conflicts": {
        "en": "ALARM: order ids that stand under several customers: {orders}.",
        "zh": "警报：同一订单号出现在多个客户下：{orders}。",
    },
    "foreign": {
        "en": "ALARM: {count} decisions that are not from the outbox; `transferwatch outbox foreign` lists them.",
        "zh": "警报：{count} 条决定并非来自发件箱；用 `transferwatch outbox foreign` 查看。",
    },
    "erased": {
        "en": "Erased {subject}: {names} names, words in {texts} events, {letters} dead letters. Figures, ids and the "
        "ledger stay. Backups taken before still hold what was erased.",
        "zh": "已抹除 {subject}：姓名 {names} 个，{texts} 条事件中的文字，死信 {letters} 条。数字、编号与台账保留。"
        "此前的备份中仍有被抹除的内容。",
    },
    "retained": {
        "en": "Words removed from {texts} events and {letters} dead letters; {events} events removed.",
        "zh": "已清除 {texts} 条事件与 {letters} 条死信中的文字；删除事件 {events} 条。",
    },
    "backed_up": {"en": "{rows} rows of {tables} tables in {file}.", "zh": "{file}：{tables} 张表，共 {rows} 行。"},
    "restored": {
        "en": "{rows} rows of {tables} tables restored into {store}, as they were at {taken}. Who was erased since "
        "then must be erased again.",
        "zh": "已将 {tables} 张表共 {rows} 行恢复到 {store}，为 {taken} 时的状态。此后抹除过的人须重新抹除。",
    },
    "key_file": {"en": "{file}: {count} keys", "zh": "{file}：{count} 个密钥"},
    "key_here": {"en": "key {key}: {count} secrets", "zh": "密钥 {key}：加密了 {count} 项"},
    "key_missing": {
        "en": "key {key}: {count} secrets, AND IT IS MISSING: put the file back that has it",
        "zh": "密钥 {key}：加密了 {count} 项，但该密钥缺失：请放回含有它的密钥文件",
    },
    "key_plain": {
        "en": "{count} secrets are not encrypted yet: run `transferwatch store upgrade`",
        "zh": "{count} 项尚未加密：请运行 `transferwatch store upgrade`",
    },
    "key_rotated": {
        "en": "{count} secrets are encrypted under the new key {key} in {file}; {dropped} old keys were dropped.",
        "zh": "已用 {file} 中的新密钥 {key} 重新加密 {count} 项；移除旧密钥 {dropped} 个。",
    },
    "key_forgotten": {"en": "{count} secrets were given up: {places}", "zh": "已放弃 {count} 项：{places}"},
    "key_apart": {
        "en": "Its secrets are encrypted under key {key} in {file}, which it does not hold: keep that file apart.",
        "zh": "其中的密钥由 {file} 中的密钥 {key} 加密，备份不含该文件：请另行保存。",
    },
    "key_needed": {
        "en": "Its secrets are encrypted under key {key}: put the key file back as {file}, or give the secrets up with "
        "`transferwatch secrets forget`.",
        "zh": "其中的密钥由 {key} 加密：请将密钥文件放回 {file}，或用 `transferwatch secrets forget` 放弃这些密钥。",
    },
    "exported": {"en": "{rows} rows written: {file}", "zh": "已写入 {rows} 行：{file}"},
    "feed": {"en": "fed from {kind} {identity}, {state}", "zh": "数据来源 {kind} {identity}，{state}"},
    "no_feed": {"en": "nothing recorded yet", "zh": "尚未记录任何内容"},
    "state.reading": {"en": "not read to the end yet", "zh": "尚未读完"},
    "state.complete": {"en": "complete", "zh": "完整"},
    "state.following": {"en": "followed live", "zh": "实时跟随"},
    "rows": {"en": "{table}: {rows}", "zh": "{table}：{rows}"},
}
