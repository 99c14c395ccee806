"""The words people in the made-up firm write, in Chinese and English, by phase of a deal."""
# ruff: noqa: E501 - lists of words read best one list a line
# fmt: off

PRODUCTS = {
    "zh": ["标准版", "专业版", "旗舰版", "三年服务", "数据接口", "培训包", "移动端", "质检模块", "备件", "设备A7", "设备B3", "耗材", "年度维保"],
    "en": ["the standard plan", "the pro plan", "the data add-on", "training", "spare parts", "model A7", "model B3",
           "the yearly service", "the mobile module", "the audit module", "consumables"],
}
WHO = {
    "zh": ["王总", "李经理", "采购张姐", "IT小陈", "财务刘老师", "老板", "生产部周工", "技术负责人", "赵主任", "行政小林", "分公司孙总", "总工", "门店店长", "杨助理"],
    "en": ["the buyer", "their IT lead", "Ms Wong", "the CFO", "the owner", "Mr Tan", "procurement", "the plant manager",
           "the office manager", "their lawyer", "Peter", "the assistant", "the head of sales"],
}
TOPICS = {
    "zh": {
        "early": ["了解现有流程和痛点", "介绍公司和案例", "确认对接人和决策链", "问了预算和采购时间", "约下周上门", "加了微信发了资料", "初步聊需求，兴趣一般", "之前用竞品，不太满意", "客户说先看看资料", "收集了用户数和门店数"],
        "middle": ["演示后对报表功能很认可", "比较了竞品价格和服务", "需要补充接口文档", "试用账号开通，反馈不错", "讨论了实施周期和排期", "客户要求现场看样机", "方案改了第二版", "内部要走立项流程", "答疑，主要关心数据安全", "技术交流两小时，问题已记录"],
        "late": ["谈价格，要求再让两个点", "付款方式改为分期，待审批", "合同条款法务在看", "口头同意，等盖章", "报价已确认，走合同流程", "发票信息和收货地址已核对", "最终价格确认", "约定月底前签", "客户催合同，已发电子版", "合同第三条修改后重新发送"],
        "after": ["安装完成，客户验收", "培训已安排", "回访，使用正常", "处理了一个售后问题", "寄送发票", "客户问扩容价格", "开通权限", "设备小故障，已远程解决", "续费时间提醒", "答谢拜访"],
    },
    "en": {
        "early": ["walked through their current process", "introduced us and two references", "asked about budget and timing",
                  "mapped who decides", "they use a competitor and are not happy", "sent the brochure, they will read it",
                  "agreed on a first visit", "collected user numbers", "mild interest for now", "set up a shared chat"],
        "middle": ["demo went well, reporting convinced them", "compared us with two competitors", "they need the interface docs",
                   "trial is running, good feedback", "went through the rollout plan", "wants to see the device on site",
                   "second version of the proposal", "internal approval is needed", "answered data security questions",
                   "long technical session, open points noted"],
        "late": ["price talk, wants two more points", "payment in instalments to be approved", "legal is reading the contract",
                 "verbal yes, waiting for the stamp", "quote accepted, contract next", "checked invoice and delivery data",
                 "final price agreed", "signing planned for month end", "they asked for the contract, sent it", "clause three changed and resent"],
        "after": ["installed and accepted", "training is planned", "check-in, all fine", "solved a support case", "sent the invoice",
                  "asked about more seats", "opened access", "small fault fixed remotely", "renewal reminder", "thank-you visit"],
    },
}
OPENERS = {
    "zh": [
        "和{w}沟通：",
        "跟{w}电话，",
        "{w}反馈，",
        "今天拜访{w}，",
        "与{w}开会，",
        "{w}微信：",
        "上午联系{w}，",
        "下午和{w}碰了一下，",
        "{w}：",
        "",
    ],
    "en": [
        "Spoke to {w}: ",
        "Call with {w}, ",
        "{w} says: ",
        "Visited {w}, ",
        "Met {w}, ",
        "Chat with {w}: ",
        "{w} - ",
        "",
    ],
}
ENDINGS = {
    "zh": ["，产品{p}", "，{n}套{p}", "，下次{d}日跟进", "，预算约{n}万", "。{p}需要{n}个", "，{d}号给答复", "", "", "，周{k}再约", "，对{p}感兴趣"],
    "en": [", about {p}", ", {n} x {p}", ", next on the {d}th", ", budget around {n}k", ". Wants {p}", ", answer by the {d}th", "", "",
           ", follow up in {k} days"],
}
SHORT = {
    "zh": ["ok", "已联系", "未接", "跟进中", "1", "同上", "已发", "在忙", "电话没人接", "嗯", "。", "发资料", "待回复", "已读", "无进展", "联系了", "继续跟", "收到"],
    "en": ["ok", "called", "no answer", "fu", "done", "same", "sent", "busy", "vm", "x", "pending", "hi", "will call", "noted", "in touch"],
}
TERSE = {
    "zh": ["电话沟通报价", "发了方案", "上门拜访", "讨论合同条款", "演示产品", "确认需求数量", "谈付款方式", "寄样品给客户", "技术答疑半小时", "核对清单", "看了现场", "对接法务"],
    "en": ["discussed price", "sent the proposal", "site visit", "went over the contract", "product demo", "needs checked", "payment terms",
           "sent a sample", "tech questions", "checked the list", "saw the plant", "talked to legal"],
}
TEMPLATES = {
    "zh": ["您好，附件为最新资料，请查收，有问题随时联系我。", "节日快乐！感谢一直以来的支持，祝工作顺利。", "您好，这边跟进一下之前的方案，请问有什么进展吗？", "温馨提示：本月有优惠活动，欢迎咨询。", "您好，方便的话这周约个时间沟通一下？"],
    "en": ["Hello, please find the latest documents attached, happy to answer any question.", "Season's greetings and thank you for your trust.",
           "Hello, just following up on our proposal, is there any news?", "This month we have a special offer, let me know.",
           "Hi, would you have time for a short call this week?"],
}
INBOUND = {
    "zh": ["报价单再发我一份", "合同什么时候能寄过来", "这个功能支持吗", "我们内部讨论过了，基本没问题", "价格还能再低一点吗", "下周可以过来演示吗", "发票抬头发你了", "麻烦尽快，领导在催", "设备什么时候到货", "你们有没有同行案例"],
    "en": ["please resend the quote", "when will the contract arrive", "does it support this", "we talked internally, looks fine",
           "can you lower the price a bit", "could you demo next week", "here is our billing data", "please hurry, management asks",
           "when does it ship", "any references in our trade"],
}
ANOTHER_CONTACT = {
    "zh": ["能不能换个人对接", "希望换一位同事跟进，之前沟通不太顺", "以后这边找谁对接", "之前那位联系不上，请安排其他人"],
    "en": ["could we have another contact", "please let a colleague take over", "who should we talk to from now on", "we could not reach our contact"],
}
INTERNAL = {
    "zh": ["内部：已和{w}同步客户情况", "内部记录，等{w}消息", "内部评审{p}报价", "交接资料已看", "系统补录", "内部讨论客户{p}方案，待定"],
    "en": ["internal: synced with {w}", "internal note, waiting for {w}", "internal review of {p}", "read the handover notes", "entered later",
           "internal talk about {p}, open"],
}
STAGES = {
    "zh": ["线索", "初步接触", "需求确认", "方案报价", "商务谈判", "合同审批"],
    "en": ["lead", "contacted", "qualified", "proposal", "negotiation", "contract"],
}
AFTER_STAGE = {"zh": "售后", "en": "post_sale"}
REASONS: dict[str, dict[str, list[str]]] = {
    "leaver": {"zh": ["同事离职，客户交接", "离职交接", "原负责人已提离职"], "en": ["colleague leaves us", "leaver handover"]},
    "leave_cover": {"zh": ["休假期间代跟进", "请假，同事代管", "产假交接"], "en": ["cover during leave", "on holiday, please cover"]},
    "territory_change": {"zh": ["区域调整", "客户迁址，归属变更", "按新区域划分"], "en": ["territory change", "new region split"]},
    "pool_recycle": {"zh": ["公海回收再分配", "长期未跟进，重新分配"], "en": ["recycled from the pool", "not followed up, reassigned"]},
    "capacity": {"zh": ["手上客户太多，分担一部分", "工作量调整", "精力有限，转同事跟进"], "en": ["too many accounts", "load balancing", "no capacity right now"]},
    "post_sale_handover": {"zh": ["转售后维护", "签单后移交服务"], "en": ["handed to after-sales", "account care"]},
    "policy_assignment": {"zh": ["按公司分配规则", "小客户统一由助理跟进", "新人客户分配"], "en": ["assignment policy", "small accounts go to assistants"]},
    "other": {"zh": ["客户要求", "领导安排", "其他", "暂转", "-", "见备注", "沟通后一致同意转"], "en": ["manager asked", "as agreed", "other", "tbd", "see note", "customer asked"]},
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静强磊军洋艳勇杰娟涛明超霞平刚桂英华玉兰飞鑫"
FIRST_EN = [
    "Amy",
    "Ben",
    "Cathy",
    "David",
    "Ella",
    "Frank",
    "Grace",
    "Henry",
    "Ivy",
    "Jack",
    "Karen",
    "Leo",
    "May",
    "Nick",
    "Olivia",
]
FIRMS_ZH = [
    "恒达",
    "瑞丰",
    "华信",
    "金源",
    "博远",
    "天成",
    "新锐",
    "宏图",
    "联创",
    "盛世",
    "东方",
    "海润",
    "明德",
    "万邦",
    "启航",
]
TRADES_ZH = ["机械", "电子", "食品", "物流", "医疗器械", "服饰", "建材", "教育", "环保", "餐饮"]
FIRMS_EN = ["Harbour", "Summit", "Lion", "Jade", "Orchid", "Nova", "Pacific", "Bright", "Golden", "Vertex"]
TRADES_EN = ["Foods", "Logistics", "Medical", "Textiles", "Machines", "Schools", "Traders", "Labs"]
