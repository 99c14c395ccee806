"""Proxy orders and repeats: each condition from both sides, who is paid, whatever holds it."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract.ledger import paid

LIN_5 = """
2025-10-06 09:00 | owner — → lin
2025-10-13 10:00 | work lin 5 meetings
"""
ORDER = "2026-03-10 10:00 | order A seller mei 1000.00 CNY new\n"
SPLIT = {"lin": Decimal(800), "mei": Decimal(200)}
MEI = {"mei": Decimal(1000)}

PROXY = {
    "as much work as the seller is not more": (
        "2025-10-06 09:00 | owner — → lin\n2025-10-13 10:00 | work lin 3 meetings\n"
        "2025-11-13 10:00 | work mei 3 meetings\n" + ORDER,
        MEI,
    ),
    "one meeting more than the seller": (
        "2025-10-06 09:00 | owner — → lin\n2025-10-13 10:00 | work lin 4 meetings\n"
        "2025-11-13 10:00 | work mei 3 meetings\n" + ORDER,
        SPLIT,
    ),
    "the owner's work of 1000 is not substantive": (
        "2025-10-06 09:00 | owner — → lin\n2025-10-13 10:00 | work lin 1 meeting\n" + ORDER,
        MEI,
    ),
    "the owner is service": (
        "2025-10-06 09:00 | owner — → zhou\n2025-10-13 10:00 | work zhou 5 meetings\n" + ORDER,
        MEI,
    ),
    "the seller is sales": (LIN_5 + ORDER.replace("mei", "wang"), {"wang": Decimal(1000)}),
    "the owner has left": (LIN_5 + "2026-03-01 10:00 | person lin left\n" + ORDER, MEI),
    "the owner's hop of long ago is not asked": (
        "2025-03-01 09:00 | owner — → wang\n2025-04-01 09:00 | owner wang → lin\n"
        "2025-10-13 10:00 | work lin 5 meetings\n" + ORDER,
        SPLIT,
    ),
    "a repeat, and the owner was paid": (
        LIN_5 + "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new\n" + ORDER.replace("new", "repeat"),
        MEI,
    ),
}
REPEATS = {
    "a new order after a paid one is counted": ("new", "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new", SPLIT),
    "a repeat after a paid one is not": ("repeat", "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new", MEI),
    "a renewal after a paid one is not": ("renewal", "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new", MEI),
    "a repeat without any order before is counted": ("repeat", "", SPLIT),
    "a repeat after a colleague's order is counted": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller wang 10.00 CNY new",
        SPLIT,
    ),
    "the earlier order was zero from the start": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller lin 0.00 CNY new",
        SPLIT,
    ),
    "the earlier order was cancelled one second before": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new\n2026-03-10 09:59:59 | cancelled 0 seller lin 0.00 CNY",
        SPLIT,
    ),
    "the earlier order is cancelled one second after": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new\n2026-03-10 10:00:01 | cancelled 0 seller lin 0.00 CNY",
        MEI,
    ),
    "the earlier order had been zero and is worth something by then": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller lin 0.00 CNY new\n2026-02-10 10:00 | amended 0 seller lin 5.00 CNY",
        MEI,
    ),
    "decisions apart: a reassign that takes the originator out of the earlier order": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller lin 10.00 CNY new\n2026-01-11 10:00 | reassign 0 by gao shares wang 1",
        MEI,
    ),
    "decisions apart: a reassign that puts the originator into the earlier order": (
        "repeat",
        "2026-01-10 10:00 | order 0 seller wang 10.00 CNY new\n2026-01-11 10:00 | reassign 0 by gao shares lin 1",
        SPLIT,
    ),
    "an order in the same second with a lower event id is earlier": (
        "repeat",
        "2026-03-10 10:00 | order 0 seller lin 10.00 CNY new",
        MEI,
    ),
    "a later order is not": ("repeat", "2026-03-10 10:00:01 | order 0 seller lin 10.00 CNY new", SPLIT),
}


@pytest.mark.parametrize("name", PROXY)
def test_condition_of_the_proxy_order(name: str, tmp_path: Path) -> None:
    lines, expected = PROXY[name]
    assert paid(lines, tmp_path) == expected


@pytest.mark.parametrize("name", REPEATS)
def test_repeat(name: str, tmp_path: Path) -> None:
    kind, earlier, expected = REPEATS[name]
    this = ORDER.replace("new", kind)
    before, after = (earlier, "") if earlier.split(" |")[0] <= "2026-03-10 10:00" else ("", earlier)
    hop = "2026-03-01 10:00 | owner lin → mei\n"
    assert paid(f"{LIN_5}{hop}{before}\n{this}{after}\n", tmp_path) == expected
