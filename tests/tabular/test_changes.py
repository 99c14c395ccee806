"""What only the order of rows says: a changed owner, a start and its end, the owner at a time."""

from pathlib import Path

from tests.tabular.tools import read_events, run, write_csv

LOG = """
timezone: UTC
tables: {log: {file: log.csv}, staff: {file: staff.csv, optional: true}}
lookups:
  staff: {table: staff, key: name, value: id}
  kind: {values: {call: call, visit: visit}, default: note}
events:
  - event: ownership_change
    table: log
    when: {column: what, one_of: [row, won]}
    on_change: {column: who, ignore: [robot], empty: RELEASE}
    fields: {customer_id: customer, occurred_at: at}
  - event: activity
    table: log
    when: [{column: who, empty: false}, {not: {column: what, one_of: [row, won]}}]
    pair: {column: mark, start: S, end: E, same: [customer, who], longest_seconds: 3600}
    fields:
      customer_id: customer
      actor_id: who
      occurred_at: at
      activity_type: {column: what, lookup: kind}
  - event: order
    table: log
    when: {column: what, equals: won}
    fields:
      order_id: {column: customer, prefix: "order-"}
      customer_id: customer
      seller_id: {owner: true}
      occurred_at: at
      amount: {value: "5"}
      currency: {value: JPY}
      status: {value: won}
"""
LOG_HEAD = ["customer", "who", "what", "mark", "at"]


def log(path: Path, *rows: str) -> Path:
    return write_csv(path / "log.csv", LOG_HEAD, *[row.split("|") for row in rows])


def test_a_change_of_a_column_is_an_ownership_change(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        "c1|bo|row||2026-03-03", "c1|amy|row||2026-03-01", "c1|amy|row||2026-03-02", "c1|robot|row||2026-03-02 12:00",
        "c1||row||2026-03-04", "c2|amy|row||2026-03-01", "c1|bo|row||2026-03-05",
    )  # fmt: skip
    for empty, expected in (
        ("skip", [(None, "amy"), ("amy", "bo")]),
        ("release", [(None, "amy"), ("amy", "bo"), ("bo", None), (None, "bo")]),
    ):
        run(LOG.replace("RELEASE", empty), [path], tmp_path / empty)
        changes = [e for e in read_events(tmp_path / empty, "ownership-changes") if e["customer_id"] == "c1"]
        assert [(e.get("previous_owner_id"), e.get("new_owner_id")) for e in changes] == expected


def test_a_start_and_its_end_are_one_activity(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        "c|amy|call|S|2026-03-01 10:00", "c|bo|call|S|2026-03-01 10:01", "c|amy|call|E|2026-03-01 10:05:30",
        "c|bo|call|E|2026-03-01 15:00", "c|amy|dance|S|2026-03-02 10:00", "c|amy|dance|E|2026-03-02 10:00:07",
        "c|amy|visit|S|2026-03-03 10:00", "c|amy|visit|S|2026-03-03 11:00", "c|amy|visit|E|2026-03-03 11:30",
        "c||call|S|2026-03-04",
    )  # fmt: skip
    report = run(LOG.replace("RELEASE", "skip"), [path], tmp_path / "out")
    found = [
        (e["actor_id"], e["activity_type"], e.get("duration_seconds"))
        for e in read_events(tmp_path / "out", "activities")
    ]
    assert found == [("amy", "call", 330), ("bo", "call", None), ("amy", "note", 7), ("amy", "visit", 1800)]
    assert report.left_out == {"log": {"without_end": 1, "too_long": 1}}


def test_the_seller_can_be_the_owner_at_that_time(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        "c1|amy|row||2026-03-01", "c1|bo|row||2026-03-05", "c1|robot|won||2026-03-04", "c2|bo|won||2026-03-01",
        "c3|robot|won||2026-03-01",
    )  # fmt: skip
    report = run(LOG.replace("RELEASE", "skip"), [path], tmp_path / "out")
    orders = read_events(tmp_path / "out", "orders")
    assert [(e["order_id"], e["seller_id"]) for e in orders] == [("order-c1", "amy"), ("order-c2", "bo")]
    (cell,) = report.bad_cells
    assert (cell.row, cell.code) == (6, "no_owner")
