"""Choices of a company: the plan by work and from when it holds, the calendar, time zones, closed months."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.ledger import Result, judge
from tests.contract.story import story
from tests.contract.test_credit_histories import PAGE, tables

SETTINGS = Path(__file__).parents[2] / "rules" / "company.yml"
SHANGHAI = {"time_zone": "Asia/Shanghai", "month_starts_on_day": 1, "closed_through": ""}
COUNTED = """
2025-10-06 09:00 | owner — → lin
2025-10-06 10:00 | work lin {lin} meetings
2025-11-10 10:00 | work mei {mei} meetings
2026-01-01 10:00 | owner lin → mei
"""
BY_EFFORT = tables(PAGE.read_text(encoding="utf-8").split("## The plan `by-effort`")[1])[0]


def with_settings(lines: str, folder: Path, **changed: Any) -> Result:
    """Replay with the shipped company.yml, some keys changed."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**yaml.safe_load(SETTINGS.read_text(encoding="utf-8")), **changed}
    (folder / "rules").mkdir()
    (folder / "rules" / "company.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return judge(story(lines), folder, rules_dir=folder / "rules")


def plans(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"plan": plan, "effective_from": f"{day}T00:00:00Z"} for plan, day in pairs]


def split_of(result: Result, order_id: str = "A") -> dict[str, Decimal]:
    return {payee: amount for (order, payee, _), amount in result.net().items() if order == order_id}


@pytest.mark.parametrize(("mei", "lin", "share", "assistant", "originator"), BY_EFFORT)
def test_by_effort(mei: str, lin: str, share: str, assistant: str, originator: str, tmp_path: Path) -> None:
    lines = COUNTED.format(lin=lin, mei=mei) + "2026-03-10 10:00 | order A seller mei 1000.00 CNY new"
    result = with_settings(lines, tmp_path, plans=plans(("by-effort", "1990-01-01")))
    assert split_of(result) == {"mei": Decimal(assistant), "lin": Decimal(originator)}
    assert {Decimal(row["share"]) for row in result.credits if row["payee_id"] == "mei"} == {Decimal(share)}
    assert {row["plan_id"] for row in result.credits} == {"by-effort"}


def test_by_effort_has_the_same_conditions(tmp_path: Path) -> None:
    lines = COUNTED.format(lin=1, mei=3) + "2026-03-10 10:00 | order A seller mei 1000.00 CNY new"
    assert split_of(with_settings(lines, tmp_path, plans=plans(("by-effort", "1990-01-01")))) == {"mei": Decimal(1000)}


def test_a_release_of_by_effort_names_its_shares(tmp_path: Path) -> None:
    lines = COUNTED.format(lin=5, mei=4) + "2026-03-10 10:00 | order A seller mei 1000.00 CNY new\n"
    for number, (shares, status) in enumerate(
        {"lin 0.5556, mei 0.4444": "posted", "lin 0.80, mei 0.20": "held"}.items()
    ):
        release = f"2026-03-11 10:00 | release A by gao amount 1000.00 shares {shares}"
        result = with_settings(lines + release, tmp_path / str(number), plans=plans(("by-effort", "1990-01-01")))
        assert {status for _, _, status in result.net()} == {status}


def test_the_plan_in_force_at_the_order_holds_for_its_later_statements_too(tmp_path: Path) -> None:
    """By work from 1 March on, to the second; a refund in April does not change the plan of an order of February."""
    lines = COUNTED.format(lin=5, mei=4) + (
        "2026-02-28 23:59:59 | order A seller mei 2000.00 CNY new\n"
        "2026-03-01 00:00:00 | order B seller mei 1000.00 CNY new\n"
        "2026-04-14 00:00:00 | refunded A seller mei 1000.00 CNY new\n"
    )
    chosen = plans(("transferred-customer", "1990-01-01"), ("by-effort", "2026-03-01"))
    result = with_settings(lines, tmp_path, plans=chosen)
    assert split_of(result, "A") == {"lin": Decimal(800), "mei": Decimal(200)}
    assert split_of(result, "B") == {"lin": Decimal("555.60"), "mei": Decimal("444.40")}


NEW_YORK = {**SHANGHAI, "time_zone": "America/New_York"}
MONTHS = [
    (SHANGHAI, "2026-02-28 15:59:59", "2026-02"),
    (SHANGHAI, "2026-02-28 16:00:00", "2026-03"),
    (SHANGHAI, "2026-12-31 16:00:00", "2027-01"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-02-25 15:59:59", "2026-02"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-02-25 16:00:00", "2026-03"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-03-25 15:59:59", "2026-03"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-12-25 15:59:59", "2026-12"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-12-25 16:00:00", "2027-01"),
    ({**SHANGHAI, "month_starts_on_day": 26}, "2026-12-31 16:00:00", "2027-01"),
    (NEW_YORK, "2026-03-01 04:59:59", "2026-02"),  # winter: five hours behind
    (NEW_YORK, "2026-03-01 05:00:00", "2026-03"),
    (NEW_YORK, "2026-04-01 03:59:59", "2026-03"),  # summer: four
    (NEW_YORK, "2026-04-01 04:00:00", "2026-04"),
]


@pytest.mark.parametrize(("calendar", "moment", "period"), MONTHS)
def test_the_month_is_that_of_the_companys_calendar(
    calendar: dict[str, Any], moment: str, period: str, tmp_path: Path
) -> None:
    result = with_settings(f"{moment} | order A seller mei 10.00 CNY new", tmp_path, calendar=calendar)
    assert [row["accounting_period"] for row in result.credits] == [period]
    assert not result.credits[0].get("original_period")


@pytest.mark.parametrize(
    ("moment", "period", "original"),
    [("2025-12-10 10:00", "2026-03", "2025-12"), ("2026-02-10 10:00", "2026-03", "2026-02")]
    + [("2026-03-10 10:00", "2026-03", None), ("2026-04-10 10:00", "2026-04", None)],
)
def test_a_closed_month_takes_nothing_more(moment: str, period: str, original: str | None, tmp_path: Path) -> None:
    calendar = {**SHANGHAI, "closed_through": "2026-02"}
    (entry,) = with_settings(f"{moment} | order A seller mei 10.00 CNY new", tmp_path, calendar=calendar).credits
    assert (entry["accounting_period"], entry.get("original_period")) == (period, original)
    assert entry["effective_at"].startswith(moment[:10]), "the entry still says when it took effect"
