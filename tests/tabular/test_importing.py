"""Tables to events: what becomes of each row, ids that stay, folders that are whole or not there."""

from pathlib import Path

import pytest

from detector.decode import decode_event
from detector.errors import InputError, UsageError
from detector.events import TOPICS
from tests.tabular.tools import HEADERS, ORDERS, read_events, run, write_csv, write_excel

GOOD = ["O1", "晨光", "林芳", "2026-03-01", "12,800.00"]


def test_a_lookup_in_another_table_and_what_it_lacks(tmp_path: Path) -> None:
    mapping = ORDERS.replace(
        "tables:", "lookups: {ids: {table: staff, key: 姓名, value: 工号}}\ntables:\n  staff: {file: staff.csv}"
    )
    mapping = mapping.replace('"*"', "orders.csv").replace(
        "seller_id: 负责人", "seller_id: {column: 负责人, lookup: ids}"
    )
    staff = write_csv(tmp_path / "staff.csv", ["工号", "姓名"], ["007", "林芳"])
    orders = write_csv(tmp_path / "orders.csv", HEADERS, GOOD, ["O2", "晨光", "陌生人", "2026-03-01", "1"])
    report = run(mapping, [staff, orders], tmp_path / "out")
    assert [e["seller_id"] for e in read_events(tmp_path / "out", "orders")] == ["007"]
    assert [(c.value, c.code) for c in report.bad_cells] == [("陌生人", "not_listed")]


def test_ids_stay_when_rows_are_added_and_differ_when_content_does(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", HEADERS, GOOD)
    run(ORDERS, [first], tmp_path / "one")
    again = write_csv(
        tmp_path / "b.csv", HEADERS, ["O0", "新", "王", "2026-02-01", "1"], GOOD, [*GOOD[:4], "9,000"], GOOD
    )
    report = run(ORDERS, [again], tmp_path / "two")
    ids = {e["amount"]: e["event_id"] for e in read_events(tmp_path / "two", "orders") if e["order_id"] == "O1"}
    assert ids["12800.00"] == read_events(tmp_path / "one", "orders")[0]["event_id"]
    assert ids["9000.00"] != ids["12800.00"]
    assert report.left_out == {"orders": {"repeated": 1}}


ACTIVITIES = """
timezone: UTC
tables: {a: {file: "*"}}
events:
  - event: activity
    table: a
    KEY
    fields:
      {customer_id: c, actor_id: p, occurred_at: t, activity_type: {value: call},
       duration_seconds: {column: d, unit: minutes}}
"""


def test_equal_activities_count_on_unless_a_key_says_that_they_are_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["c", "p", "t", "d", "no"], *[["x", "amy", "2026-03-01", "1.5", "7"]] * 3)
    run(ACTIVITIES.replace("KEY", ""), [path], tmp_path / "kept")
    kept = read_events(tmp_path / "kept", "activities")
    assert len({e["event_id"] for e in kept}) == 3
    assert [e["duration_seconds"] for e in kept] == [90, 90, 90]
    report = run(ACTIVITIES.replace("KEY", "key: [no]"), [path], tmp_path / "once")
    assert report.events["activities.ndjson"] == 1


def test_bad_cells_are_listed_with_their_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [
        HEADERS, GOOD, ["", "c", "s", "2026-03-01", "1"], ["O3", "c", "s", "31/12/2026", "twelve"],
        ["O4", "c", "s", "2026-03-01", "-1"], ["O5", "c", "s", "2026-03-01", "1.234"],
        ["O6", "=c", "s", "2026-03-01", "1"],
    ]  # fmt: skip
    path = write_excel(tmp_path / "o.xlsx", {"三月": [list(row) for row in rows]})
    dry = run(ORDERS, [path], tmp_path / "out", dry_run=True)
    assert not (tmp_path / "out").exists()
    assert [(c.file, c.sheet, c.row, c.column, c.value, c.code) for c in dry.bad_cells] == [
        ("o.xlsx", "三月", 3, "订单编号", "", "empty"),
        ("o.xlsx", "三月", 4, "成交金额", "twelve", "number"),
        ("o.xlsx", "三月", 4, "签约日期", "31/12/2026", "time"),
        ("o.xlsx", "三月", 5, "成交金额", "-1", "negative"),
        ("o.xlsx", "三月", 6, "成交金额", "1.234", "digits"),
    ]
    report = run(ORDERS, [path], tmp_path / "out")
    assert report.bad_cells == dry.bad_cells
    assert [e["order_id"] for e in read_events(tmp_path / "out", "orders")] == ["O1", "O6"]
    listed = (tmp_path / "out" / "bad-cells.csv").read_text("utf-8-sig").splitlines()
    assert listed[0] == "file,sheet,row,column,value,expected"
    assert listed[4].startswith("o.xlsx,三月,5,成交金额,'-1,\"0 or more")
    assert len(listed) == 6


def test_ids_that_excel_has_cut_are_refused(tmp_path: Path) -> None:
    path = write_excel(tmp_path / "o.xlsx", {"S": [HEADERS, [440301199001011234, "c", "s", "2026-03-01", 1]]})
    report = run(ORDERS, [path], tmp_path / "out", dry_run=True)
    assert [(c.column, c.code) for c in report.bad_cells] == [("订单编号", "long_number")]
    text = write_csv(tmp_path / "o.csv", HEADERS, ["440301199001011234", "c", "NA", "2026-03-01", "1"])
    run(ORDERS, [text], tmp_path / "kept")
    (event,) = read_events(tmp_path / "kept", "orders")
    assert (event["order_id"], event["seller_id"]) == ("440301199001011234", "NA")


def test_everything_written_is_usable_by_the_strict_decoder(tmp_path: Path) -> None:
    rows = [[f"O{n}", f"c{n % 3}", "s", f"2026-03-{n + 1:02d}", str(n * 1000.5)] for n in range(20)]
    run(ORDERS, [write_csv(tmp_path / "o.csv", HEADERS, *rows)], tmp_path / "out")
    lines = (tmp_path / "out" / "orders.ndjson").read_bytes().splitlines()
    topic = next(topic for topic in TOPICS if topic.file == "orders.ndjson")
    assert [decode_event(topic.name, line).event.source for line in lines] == [None] * 20


def test_the_output_is_whole_or_not_there(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", HEADERS, GOOD)
    out = tmp_path / "deep" / "out"
    run(ORDERS, [path], out)
    assert sorted(p.name for p in out.iterdir()) == ["bad-cells.csv", "coverage.json", "orders.ndjson"]
    with pytest.raises(UsageError, match="is not empty; give another folder, or --force"):
        run(ORDERS, [path], out)
    (out / "old.txt").write_text("x")
    run(ORDERS, [path], out, force=True)
    assert not (out / "old.txt").exists()
    assert [p.name for p in out.parent.iterdir()] == ["out"]
    bad = write_csv(tmp_path / "bad.csv", HEADERS, ["O1", "c", "s", "never", "1"])
    with pytest.raises(
        InputError, match=r"no row gave an event \(1 bad cells, the first in bad.csv row 2, column 签约日期\)"
    ):
        run(ORDERS, [bad], tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_files_and_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", ["订单编号", "客户"], ["1", "2"])
    with pytest.raises(
        InputError,
        match=r"o\.csv: has no column '.*', which the mapping's table 'orders' uses; its columns are 订单编号, 客户",
    ):
        run(ORDERS, [path], tmp_path / "out")
    with pytest.raises(InputError, match=r"tables.orders: no given file is called 'x\*.csv' \(given: o.csv\)"):
        run(ORDERS.replace('"*"', '"x*.csv"'), [path], tmp_path / "out")
    with pytest.raises(InputError, match="no such file"):
        run(ORDERS, [tmp_path / "nope.csv"], tmp_path / "out")


def test_several_files_are_one_table(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "o-1.csv", HEADERS, GOOD)
    two = write_csv(tmp_path / "o-2.csv", [*HEADERS, "备注"], ["O2", "c", "s", "oops", "1", "x"], encoding="gb18030")
    report = run(ORDERS, [one, two], tmp_path / "out")
    assert [(s.file, s.encoding, s.rows) for s in report.sources] == [
        ("o-1.csv", "UTF-8", 1),
        ("o-2.csv", "GB18030", 1),
    ]
    assert [(c.file, c.row) for c in report.bad_cells] == [("o-2.csv", 2)]


def test_people_quotas_and_restated_orders(tmp_path: Path) -> None:
    mapping = """
timezone: UTC
tables: {q: {file: q.csv}}
events:
  - event: quota
    table: q
    fields:
      {person_id: who, period: period, metric: metric, target: target, currency: cur, occurred_at: {value: 2026-01-01}}
  - event: person
    table: q
    fields:
      person_id: who
      role: {column: role, values: {销售: sales}, keep: true}
      status: {value: active}
      occurred_at: {value: 2026-01-01}
      effective_from: {value: 2026-01-01}
"""
    rows = [
        ["amy", "2026-3", "revenue", "50万", "CNY", "销售"], ["amy", "2026Q1", "new_customers", "12", "", "sales"],
        ["bo", "2026-03", "new_customers", "1.5", "", "boss"],
    ]  # fmt: skip
    report = run(
        mapping,
        [write_csv(tmp_path / "q.csv", ["who", "period", "metric", "target", "cur", "role"], *rows)],
        tmp_path / "o",
    )
    quotas = read_events(tmp_path / "o", "quotas")
    assert [(e["period"], e["target"], e.get("currency")) for e in quotas] == [
        ("2026-03", "500000.00", "CNY"), ("2026-Q1", 12, None),
    ]  # fmt: skip
    assert [e["person_id"] for e in read_events(tmp_path / "o", "people")] == ["amy"]
    assert [(c.row, c.column, c.code) for c in report.bad_cells] == [(4, "role", "choice"), (4, "target", "integer")]
