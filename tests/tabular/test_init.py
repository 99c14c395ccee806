"""`--init`: drafts from headers in Chinese and English, which import once a person has filled them in."""

from pathlib import Path

import pytest

from detector.errors import InputError
from streams.tabular.drafting import draft_mapping
from streams.tabular.guesses import FILL_IN, guess_formats, guess_won, guess_words
from streams.tabular.headers import recognise
from streams.tabular.loading import decode_mapping
from streams.tabular.sources import read_sources
from tests.tabular.tools import read_events, run, write_csv, write_excel

ZH_ORDERS = [
    ["订单编号", "客户编号", "客户", "负责人", "成交金额", "签约日期", "商机阶段", "产品"],
    ["O1", "C1", "晨光", "林芳", "￥12,800.00", "2026/3/5", "赢单", "A"],
    ["O2", "C2", "星河", "王强", "9,000", "2026/3/6", "输单", "B"],
]
ZH_ACTIVITIES = [
    ["客户编号", "跟进人", "跟进时间", "跟进方式", "跟进内容", "通话时长(分钟)"],
    ["C1", "林芳", "2026-03-01 10:00", "电话", "客户确认预算", "25"],
    ["C1", "林芳", "2026-03-02 10:00", "上门拜访", "讨论合同条款", ""],
]
ZH_CHANGES = [
    ["客户编号", "原负责人", "新负责人", "变更时间", "操作人", "变更原因"],
    ["C1", "林芳", "小周", "2026-03-04 09:00", "林芳", "忙不过来"],
]
ZH_PEOPLE = [
    ["姓名", "角色", "部门", "在职状态"],
    ["林芳", "销售", "华东", "在职"],
    ["小周", "销售助理", "华东", "在职"],
]
EN_ORDERS = [
    ["Opportunity ID", "Account Name", "Owner", "Amount", "Close Date", "Stage", "Currency"],
    ["006A", "Acme", "Ann", "$12,800.00", "03/25/2026", "Closed Won", "USD"],
    ["006B", "Bolt", "Ann", "100", "03/26/2026", "Closed Lost", "USD"],
]
EN_ACTIVITIES = [
    ["Account Name", "Activity Owner", "Activity Date", "Activity Type", "Comments", "Duration (minutes)"],
    ["Acme", "Ann", "03/01/2026", "Call", "asked for an offer", "12"],
    ["Acme", "Ann", "03/02/2026", "Carrier pigeon", "sent the offer", ""],
]


def test_chinese_exports_import_after_filling_in(tmp_path: Path) -> None:
    files = [
        write_csv(tmp_path / "订单.csv", *ZH_ORDERS, encoding="gb18030"),
        write_csv(tmp_path / "跟进.csv", *ZH_ACTIVITIES, encoding="gb18030"),
        write_csv(tmp_path / "变更.csv", *ZH_CHANGES),
        write_csv(tmp_path / "人员.csv", *ZH_PEOPLE),
    ]
    text = draft_mapping(read_sources(files), "zh")
    assert "请核对" in text
    assert "订单: 未使用的列: 产品" in text
    report = run(text, files, tmp_path / "out")
    assert report.bad_cells == []
    (order,) = read_events(tmp_path / "out", "orders")
    assert (order["amount"], order["currency"], order["occurred_at"]) == (
        "12800.00",
        "CNY",
        "2026-03-05T23:59:59+08:00",
    )
    assert [(e["activity_type"], e.get("duration_seconds")) for e in read_events(tmp_path / "out", "activities")] == [
        ("call", 1500), ("visit", None),
    ]  # fmt: skip
    (change,) = read_events(tmp_path / "out", "ownership-changes")
    assert (change["previous_owner_id"], change["new_owner_id"], change["reason_text"]) == ("林芳", "小周", "忙不过来")
    assert [(e["person_id"], e["role"]) for e in read_events(tmp_path / "out", "people")] == [
        ("林芳", "sales"), ("小周", "assistant"),
    ]  # fmt: skip
    assert {e["display_name"] for e in read_events(tmp_path / "out", "names")} == {"晨光", "星河"}


def test_english_drafts_ask_for_what_they_cannot_know(tmp_path: Path) -> None:
    book = write_excel(tmp_path / "export.xlsx", {"Deals": EN_ORDERS, "Activities": EN_ACTIVITIES, "Notes": [[]]})
    text = draft_mapping(read_sources([book]), "en")
    with pytest.raises(InputError, match="line 2 still says FILL_IN"):
        decode_mapping(text)
    assert text.count(f": {FILL_IN}") == 2  # the zone, and what a carrier pigeon is
    filled = text.replace(f"timezone: {FILL_IN}", "timezone: America/New_York")
    assert f"formats: [{FILL_IN}]" in filled  # 03/01 and 03/02: nobody can tell the day from the month
    filled = filled.replace(f"[{FILL_IN}]", '["%m/%d/%Y"]').replace(FILL_IN, "message")
    report = run(filled, [book], tmp_path / "out")
    assert report.bad_cells == []
    (order,) = read_events(tmp_path / "out", "orders")
    assert order["occurred_at"] == "2026-03-25T23:59:59-04:00"
    assert (order["order_id"], order["seller_id"], order["amount"]) == ("006A", "Ann", "12800.00")
    kinds = [e["activity_type"] for e in read_events(tmp_path / "out", "activities")]
    assert kinds == ["call", "message"]


def test_snapshots_of_owners_become_changes_of_that_column(tmp_path: Path) -> None:
    rows = [
        ["客户", "负责人", "更新", "创建时间"],
        ["晨光", "林芳", "", "2026-01-01"],
        ["晨光", "小周", "", "2026-02-01"],
    ]
    path = write_csv(tmp_path / "客户.csv", *rows)
    run(draft_mapping(read_sources([path]), "zh"), [path], tmp_path / "out")
    changes = read_events(tmp_path / "out", "ownership-changes")
    assert [(e.get("previous_owner_id"), e["new_owner_id"]) for e in changes] == [(None, "林芳"), ("林芳", "小周")]


def test_unknown_headers_are_said_to_be_unknown(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", ["foo", "bar"], ["1", "2"])
    assert "no headers were recognised" in draft_mapping(read_sources([path]), "en")


@pytest.mark.parametrize(
    ("headers", "concepts"),
    [
        (["客户", "跟进时间", "跟进人", "跟进方式"], ["customer_name", "activity_time", "actor", "activity_type"]),
        (["owner", "account", "amount", "close date"], ["owner", "customer_name", "amount", "order_time"]),
        (["OWNER_ID", "CloseDate", "Account-ID"], ["owner", "order_time", "customer_id"]),
        (["客户", "客户"], ["customer_name"]),
    ],
)  # fmt: skip
def test_headers_are_recognised(headers: list[str], concepts: list[str]) -> None:
    assert list(recognise(headers)) == concepts


def test_guesses_say_when_they_do_not_know() -> None:
    assert guess_formats(["13/02/2026", "01/02/2026"]) == ["%d/%m/%Y"]
    assert guess_formats(["02/13/2026"]) == ["%m/%d/%Y"]
    assert guess_formats(["nonsense"]) is None
    assert guess_words("role", ["销售", "销售助理", "CEO"]) == {
        "CEO": FILL_IN,
        "销售": "sales",
        "销售助理": "assistant",
    }
    assert guess_won(["未成交", "Lost"]) == []
