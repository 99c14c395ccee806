"""What verification tells people, in zh and en, by message id."""

from collections.abc import Mapping

AUDIT_MESSAGES: Mapping[str, Mapping[str, str]] = {
    "audit.fault.unreadable": {
        "zh": "第 {line} 行（应为第 {seq} 条）不是审计条目：{error}",
        "en": "Line {line}, where entry {seq} belongs, is no audit entry: {error}",
    },
    "audit.fault.edited": {
        "zh": "第 {seq} 条（第 {line} 行，{kind}，{at}）被改动：内容与其哈希不符",
        "en": "Entry {seq} (line {line}, {kind}, {at}) was edited: its content does not have its hash.",
    },
    "audit.fault.columns_edited": {
        "zh": "第 {seq} 条在数据库中的列 {columns} 被改动：与条目原文不符",
        "en": "Entry {seq} was edited in the database: columns {columns} differ from the entry itself.",
    },
    "audit.fault.rewritten": {
        "zh": "第 {seq} 条（第 {line} 行）被改写并重新计算了哈希：下一条记着它的另一个哈希 {named}",
        "en": "Entry {seq} (line {line}) was rewritten with a new hash: the entry after it names another one, {named}.",
    },
    "audit.fault.start": {
        "zh": "第 {seq} 条（第 {line} 行）不是链的开头：它引用了之前的哈希 {named}",
        "en": "Entry {seq} (line {line}) does not begin a chain: it names a hash before it, {named}.",
    },
    "audit.fault.deleted": {
        "zh": "第 {seq} 条起缺 {count} 条：第 {line} 行已是第 {found} 条",
        "en": "Entry {seq} is missing, {count} in all: line {line} holds entry {found} already.",
    },
    "audit.fault.reordered": {
        "zh": "次序被改动：第 {line} 行应为第 {seq} 条，却是第 {found} 条；第 {seq} 条在其后",
        "en": "Entries were reordered: line {line} should hold entry {seq}, holds {found}, and {seq} stands after it.",
    },
    "audit.fault.inserted": {
        "zh": "第 {line} 行是插入的：编号 {seq} 另有条目，链上只接得上其中一条",
        "en": "Line {line} was inserted: there is another entry {seq}, and only one of them fits the chain.",
    },
    "audit.fault.other_chain": {
        "zh": "第 {seq} 条（第 {line} 行）属于另一条链 {found}，应为 {chain}",
        "en": "Entry {seq} (line {line}) belongs to another chain, {found}; expected {chain}.",
    },
    "audit.fault.cut": {
        "zh": "末尾被截断：第 {seq} 条起缺失；{at} 的锚点证明曾有 {anchored} 条",
        "en": "The end was cut off: entry {seq} and what followed are missing; the anchor of {at} knows of {anchored}.",
    },
    "audit.fault.head": {
        "zh": "第 {seq} 条起不符：数据库记着链尾为第 {kept} 条，实际到第 {found} 条为止",
        "en": "From entry {seq} on something is wrong: the database has noted entry {kept} as the last, and the chain "
        "ends with entry {found}.",
    },
    "audit.fault.rehashed": {
        "zh": "第 {seq} 至 {anchored} 条之间有改动，其后整条链的哈希被重新计算："
        "{at} 的锚点记着第 {anchored} 条的另一个哈希",
        "en": "An entry from {seq} to {anchored} was changed and all after it hashed anew: the anchor of {at} "
        "holds another hash of entry {anchored}.",
    },
    "audit.sound": {
        "zh": "{entries} 条审计条目完好，最后一条的哈希为 {hash}",
        "en": "{entries} audit entries are sound; the last has the hash {hash}.",
    },
    "audit.empty": {"zh": "没有审计条目", "en": "There are no audit entries."},
    "audit.anchored": {
        "zh": "{anchors} 个锚点全部相符，最高为第 {anchored} 条；其后 {unanchored} 条尚无锚点",
        "en": "All {anchors} anchors agree, the highest with entry {anchored}; {unanchored} after it have none yet.",
    },
    "audit.no_anchors": {
        "zh": "未提供锚点：若末尾被截断，或整条链被重新计算，仅凭链本身无法发现（见 --anchors）",
        "en": "No anchors were given: an end cut off, or a chain hashed anew, cannot be told without (see --anchors).",
    },
    "audit.vouched": {
        "zh": "锚点证明前 {anchored} 条未变；之后的条目只是彼此相符",
        "en": "Anchors vouch for the entries up to {anchored}; those after it only agree with each other.",
    },
    "audit.rejudged.agrees": {
        "zh": "{assessment} 第 {revision} 版：按所存要素重新评判，结果相同："
        "{stored_outcome} {stored_score} 分（{stored_hits}）",
        "en": "{assessment}, revision {revision}: its stored facts give the same, {stored_outcome} {stored_score} "
        "({stored_hits}).",
    },
    "audit.rejudged.differs": {
        "zh": "{assessment} 第 {revision} 版：存的是 {stored_outcome} {stored_score} 分（{stored_hits}），"
        "按所存要素重新评判为 {now_outcome} {now_score} 分（{now_hits}）",
        "en": "{assessment}, revision {revision}: stored is {stored_outcome} {stored_score} "
        "({stored_hits}); its stored facts give {now_outcome} {now_score} ({now_hits}).",
    },
    "audit.rejudged.same_by_events": {
        "zh": "{assessment} 第 {revision} 版：按事件重新评判，全部字段相同",
        "en": "{assessment}, revision {revision}: judged again from its events, every field is the same.",
    },
    "audit.rejudged.unreadable": {
        "zh": "{assessment} 第 {revision} 版：所存要素无法评判：{error}",
        "en": "{assessment}, revision {revision}: its stored facts cannot be judged: {error}.",
    },
    "audit.rejudged.events_differ": {
        "zh": "{assessment} 第 {revision} 版：按事件重新评判，以下字段不同：{fields}",
        "en": "{assessment}, revision {revision}: judged again from its events, these fields differ: {fields}.",
    },
    "audit.rejudged.not_these_rules": {
        "zh": "{assessment} 第 {revision} 版：未能重新评判：{error}",
        "en": "{assessment}, revision {revision}: was not judged again: {error}.",
    },
    "audit.rejudged.seen_otherwise": {
        "zh": "{assessment} 第 {revision} 版与第 {seq} 条审计条目中当事人看到的不同：之后被改动",
        "en": "{assessment}, revision {revision}, is not what the person of entry {seq} saw: it was changed since.",
    },
    "audit.rejudged.not_kept": {
        "zh": "{assessment} 第 {revision} 版（第 {seq} 条审计条目）未保存在此，无法对照",
        "en": "{assessment}, revision {revision}, of entry {seq} is not kept here and cannot be compared.",
    },
}
