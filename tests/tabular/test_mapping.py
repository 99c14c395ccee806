"""A mapping file that is wrong is refused with its key, what stands there and what is expected."""

from pathlib import Path

import pytest

from detector.errors import InputError
from streams.tabular.loading import decode_mapping, find_mapping, read_mapping, shipped_mappings
from tests.tabular.tools import ORDERS


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tables:", "tabels:", "at the top level: .*unknown field `tabels`; expected keys are cleaning, .*tables"),
        ("file:", "path:", r"at tables\.orders: .*; expected keys are .*file.*sheet"),
        ("event: order", "event: deal", r"events\[0\]\.event: .*expected one of .*order"),
        ("table: orders", "table: order", r"at events\[0\] \(order\)\.table: 'order' is not known; expected one"),
        ("seller_id:", "seler_id:", r"'seler_id' is not known; expected one of .*seller_id"),
        ("      seller_id: 负责人\n", "", r"fields: seller_id must be filled"),
        ("Asia/Shanghai", "Asia/Nowhere", "at timezone: 'Asia/Nowhere' is not a time zone"),
        ("{value: CNY}", "{valeu: CNY}", r"events\[0\]\.fields\.currency: .*`valeu`; expected keys are .*value"),
        ("{value: CNY}", "{value: CNY, column: x}", "exactly one of `column`, `columns`, `value`, `owner`"),
        ("{value: CNY}", "{column: x, lookup: money}", "lookup: 'money' is not known"),
        ("amount: 成交金额", "amount: {owner: true}", "`owner` is for seller_id"),
        ("occurred_at: 签约日期", "occurred_at: {column: a, at: noon}", "'noon' is not a time of day"),
        ("customer_id: 客户", 'customer_id: {column: a, extract: "["}', "is not a regular expression"),
        ("customer_id: 客户", 'customer_id: {column: a, extract: "a"}', "expected a pattern with a group"),
        ("    fields:", "    when: {column: a}\n    fields:", "goes with equals, one_of"),
        ("    fields:", "    when: {equals: a}\n    fields:", "goes with equals, one_of"),
        ("    fields:", "    on_change: {column: a}\n    fields:", "only an ownership_change"),
        ("    fields:", "    pair: {column: a, start: b, end: c, same: [d]}\n    fields:", "only an activity"),
        ('file: "*"', 'file: "*", header_row: two', r"at tables\.orders\.header_row: Expected `int`"),
        ("seller_id: 负责人", "seller_id: FILL_IN  # who?", r"line 11 still says FILL_IN \(seller_id: FILL_IN\)"),
        ("events:", "lookups: {a: {values: {x: y}, table: orders}}\nevents:", "either `values`, or `table`"),
        ("timezone: Asia/Shanghai", "timezone: UTC\ntimezone: UTC", "line 3, column 1: the key 'timezone' stands"),
    ],
)  # fmt: skip
def test_a_fault_is_named(old: str, new: str, message: str) -> None:
    assert old in ORDERS
    with pytest.raises(InputError, match=message):
        decode_mapping(ORDERS.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "[1, 2]", "just words", "a: [", "\t- x"])
def test_what_is_no_mapping_at_all(text: str) -> None:
    with pytest.raises(InputError, match="mapping mine.yml"):
        decode_mapping(text, "mine.yml")


def test_words_of_yaml_stay_words() -> None:
    mapping = decode_mapping(
        ORDERS.replace("timezone", "lookups: {w: {values: {NO: 'yes', 0012: 2026-03-01}}}\ntimezone")
    )
    assert mapping.lookups["w"].values == {"NO": "yes", "0012": "2026-03-01"}


def test_the_shipped_mappings_are_valid_and_found_by_name() -> None:
    assert sorted(shipped_mappings()) == ["bpi2012", "maven-crm", "template"]
    for name in shipped_mappings():
        assert read_mapping(Path(name)).events
    with pytest.raises(InputError, match="shipped: bpi2012, maven-crm, template"):
        find_mapping(Path("nothing"))


def test_a_mapping_must_be_utf8(tmp_path: Path) -> None:
    path = tmp_path / "m.yml"
    path.write_bytes(ORDERS.encode("gb18030"))
    with pytest.raises(InputError, match="save the mapping file as UTF-8"):
        read_mapping(path)
