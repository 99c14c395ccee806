"""Texts of `report`, in zh and en: headings of columns, and the sentences around the table."""

from cli.texts import Texts

REPORT: Texts = {
    "title.flagged": {"en": "Orders that ask for a look", "zh": "需要核实的订单"},
    "title.held": {"en": "Orders with held credit", "zh": "暂挂业绩的订单"},
    "about": {
        "en": "From {source}, rules {digest}. An outcome names no guilt: it says what was seen and what would clear "
        "it.",
        "zh": "来源 {source}，规则摘要 {digest}。结论不代表任何人有错：只说明所见与如何澄清。",
    },
    "empty.flagged": {"en": "Nothing is flagged: no order asks for a look.", "zh": "没有需要核实的订单。"},
    "empty.held": {"en": "Nothing is held.", "zh": "没有暂挂的业绩。"},
    "no_names": {
        "en": "Names are not shown: the input folder {input} cannot be read any more.",
        "zh": "未显示姓名：输入文件夹 {input} 已无法读取。",
    },
    "more": {
        "en": "… and {count} more with smaller amounts: --limit 0 shows all, --output FILE writes all.",
        "zh": "……另有 {count} 单金额较小：--limit 0 显示全部，--output FILE 写出全部。",
    },
    "total": {
        "en": "{currency}: {orders} orders, {amount} in all, {held} held, {posted} posted",
        "zh": "{currency}：{orders} 单，合计 {amount}，暂挂 {held}，已记入 {posted}",
    },
    "written": {"en": "{orders} orders written to {file}", "zh": "已将 {orders} 单写入 {file}"},
    "sheet.orders": {"en": "Orders", "zh": "订单"},
    "sheet.totals": {"en": "Totals", "zh": "合计"},
    "sheet.about": {"en": "About", "zh": "说明"},
    "exact": {
        "en": "Amounts are exact as text; the columns marked # repeat them as numbers for sums, which Excel keeps to "
        "15 digits.",
        "zh": "金额列为精确文本；带 # 的列为同一金额的数值，供求和，Excel 只保留 15 位有效数字。",
    },
    "col.order": {"en": "order", "zh": "订单"},
    "col.booked_at": {"en": "first booked", "zh": "首次记入"},
    "col.customer": {"en": "customer", "zh": "客户"},
    "col.customer_name": {"en": "customer's name", "zh": "客户名称"},
    "col.outcome": {"en": "outcome", "zh": "结论"},
    "col.score": {"en": "score", "zh": "分数"},
    "col.amount": {"en": "net amount", "zh": "净额"},
    "col.currency": {"en": "currency", "zh": "币种"},
    "col.held": {"en": "held", "zh": "暂挂"},
    "col.posted": {"en": "posted", "zh": "已记入"},
    "col.amount_number": {"en": "net amount #", "zh": "净额 #"},
    "col.held_number": {"en": "held #", "zh": "暂挂 #"},
    "col.posted_number": {"en": "posted #", "zh": "已记入 #"},
    "col.split": {"en": "split", "zh": "分配"},
    "col.hold": {"en": "what holds it", "zh": "暂挂原因"},
    "col.seller": {"en": "seller", "zh": "成交人"},
    "col.seller_name": {"en": "seller's name", "zh": "成交人姓名"},
    "col.originator": {"en": "originator", "zh": "原销售"},
    "col.originator_name": {"en": "originator's name", "zh": "原销售姓名"},
    "col.compared": {"en": "work compared with", "zh": "工作对比对象"},
    "col.compared_name": {"en": "name of the one compared with", "zh": "对比对象姓名"},
    "col.path": {"en": "owners", "zh": "归属路径"},
    "col.reasons": {"en": "what was seen", "zh": "所见迹象"},
    "col.tested": {"en": "reason given", "zh": "理由核实"},
    "col.notes": {"en": "notes", "zh": "备注"},
    "col.clearing": {"en": "what would clear it", "zh": "如何澄清"},
    "col.orders": {"en": "orders", "zh": "单数"},
}
