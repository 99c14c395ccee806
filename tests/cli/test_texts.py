"""Every text of the commands stands in zh and en with the same figures, and every code has its word."""

import inspect
import re
from typing import get_args

import pytest

from cli.accounting.texts import ACCOUNTS
from cli.deciding.texts import DECIDE
from cli.demoing.texts import DEMO
from cli.evaluation.fairness import Standing
from cli.evaluation.levels import ENTRY_LEVELS, SHARE_LEVELS
from cli.evaluation.staff import DIMENSIONS
from cli.evaluation.texts import EVALUATE
from cli.evaluation.texts_groups import GROUPS
from cli.hooking.texts import WEBHOOKS
from cli.reporting.rows import COLUMNS
from cli.reporting.texts import REPORT
from cli.storing.texts import STORE
from cli.story.teller import Teller, in_columns, printable
from cli.story.texts import STORY
from cli.story.texts_more import MORE
from cli.texts import SHARED, Texts, Words
from detector import credit, effort, plan
from detector.events import ACTIVITY_TYPES, REASON_CODES, DecisionKind, OrderStatus, OrderType, PersonStatus, Role
from detector.features import ChangedBy, Link
from detector.messages import Catalog
from detector.outputs import OUTCOMES, AlertStatus, CreditStatus, ReasonResult, Severity
from detector.rule import ResultKind
from store.accounts.roles import ROLES
from store.audit.messages import AUDIT_MESSAGES
from store.audit.rejudge import RejudgedCode
from store.audit.verdict import FaultCode
from streams.pack_files import placeholders
from streams.packs import load_pack

TABLES = {
    "shared": SHARED,
    "webhooks": WEBHOOKS,
    "story": STORY,
    "more": MORE,
    "decide": DECIDE,
    "report": REPORT,
    "demo": DEMO,
    "evaluate": EVALUATE,
    "groups": GROUPS,
    "accounts": ACCOUNTS,
    "audit": AUDIT_MESSAGES,
    "store": STORE,
}


@pytest.mark.parametrize("name", TABLES)
def test_both_languages_say_the_same(name: str) -> None:
    for key, texts in TABLES[name].items():
        assert set(texts) == {"zh", "en"}, key
        assert all(text.strip() or key == "list" for text in texts.values()), key
        assert placeholders(texts["zh"]) == placeholders(texts["en"]), key
        assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), key


def test_tables_do_not_hide_each_other() -> None:
    for tables in (
        (SHARED, STORY, MORE, DECIDE),
        (SHARED, STORY, MORE, REPORT),
        (SHARED, DEMO),
        (SHARED, EVALUATE, GROUPS),
        (SHARED, ACCOUNTS),
        (SHARED, AUDIT_MESSAGES),
    ):
        keys = [key for table in tables for key in table]
        assert sorted(key for key in keys if keys.count(key) > 1) == []


def codes(module: object, pattern: str) -> set[str]:
    return set(re.findall(pattern, inspect.getsource(module)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("outcome", OUTCOMES),
        ("status", get_args(CreditStatus)),
        ("label", [*get_args(OrderStatus), *get_args(DecisionKind)]),
        ("state", get_args(credit.DecisionStanding)),
        ("why", codes(credit, r'return "(\w+)"')),
        ("code", REASON_CODES),
        ("result", get_args(ReasonResult)),
        ("role", get_args(Role)),
        ("person", get_args(PersonStatus)),
        ("type", [*ACTIVITY_TYPES, *get_args(OrderType)]),
        ("weight", codes(effort, r'append\("(\w+)"\)')),
        ("counted", set(get_args(plan.NotCounted)) - {""}),
        ("rule", get_args(ResultKind)),
        ("hold", set(get_args(credit.Settled.__annotations__["hold_reason"])) - {""}),
        ("col", COLUMNS),
        ("link", get_args(Link)),
        ("by", get_args(ChangedBy)),
        ("severity", get_args(Severity)),
        ("alert", get_args(AlertStatus)),
        ("dimension", list(DIMENSIONS)),
        ("group", [name for dimension, names in DIMENSIONS.items() if dimension != "role" for name in names]),
        ("level", [*SHARE_LEVELS, *ENTRY_LEVELS]),
        ("standing", get_args(Standing)),
        ("account", ROLES),
        ("audit.fault", get_args(FaultCode)),
        ("audit.rejudged", get_args(RejudgedCode)),
    ],
)
def test_every_code_has_a_word(group: str, values: list[str]) -> None:
    known: Texts = {**SHARED, **STORY, **MORE, **REPORT, **DEMO, **EVALUATE, **GROUPS, **ACCOUNTS, **AUDIT_MESSAGES}
    assert values, "the source of these codes has moved"
    assert [value for value in values if f"{group}.{value}" not in known] == []


def test_columns_keep_their_width_with_chinese_names() -> None:
    lines = in_columns([["李雷", "1"], ["Amy", "200"]], right=[1])
    assert lines == ["李雷    1", "Amy   200"]
    assert in_columns([]) == []


def test_what_is_not_text_is_not_printed() -> None:
    assert printable("a\u202eb\u2066c\x9b1m\x00") == "a?b?c?1m?"


def test_names_and_times() -> None:
    pack = load_pack().pack
    teller = Teller(Words("zh", {}, Catalog({})), {"amy": "艾米"}, pack.zone)
    assert teller.who("amy") == "艾米（amy）"
    assert teller.who("bob") == "bob"
    assert teller.who(None, "pool") == "（公海）"
    assert teller.stamp("2026-03-01T20:00:00Z") == "2026-03-02 04:00"
    assert teller.words.message("of.another.pack", {}, "as stored") == "as stored"


def test_codes_in_messages_are_words() -> None:
    catalog = Catalog({"m": {"zh": "{by}、{code}、{n}", "en": "{by}, {code}, {n}"}})
    params: dict[str, str | int] = {"by": "manager", "code": "leave_cover", "n": 3}
    assert Words("zh", {}, catalog).message("m", params, "") == "经理、休假代班、3"
    assert Words("en", {}, catalog).message("m", {**params, "code": "new_one"}, "") == "a manager, new_one, 3"
