"""Each condition of the plan from both sides of its boundary: who is paid, whatever holds it."""

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

# 90 × 24 h before 2026-03-10 10:00 is 2025-12-10 10:00; 3 × 24 h before 2026-03-01 10:00 is 2026-02-26 10:00.
CASES = {
    "hop 90 days before to the second is not counted": (
        LIN_5 + "2025-12-10 10:00 | owner lin → mei\n" + ORDER,
        MEI,
    ),
    "hop one second less than 90 days before is counted": (
        LIN_5 + "2025-12-10 10:00:01 | owner lin → mei\n" + ORDER,
        SPLIT,
    ),
    "the hop out of the originator's hands is asked, not the last one": (
        LIN_5 + "2025-12-10 10:00 | owner lin → zhou\n2026-03-01 10:00 | owner zhou → mei\n" + ORDER,
        MEI,
    ),
    "pool gap of 3 days to the second is not counted": (
        LIN_5 + "2026-02-26 10:00 | owner lin → pool\n2026-03-01 10:00 | owner pool → mei\n" + ORDER,
        MEI,
    ),
    "pool gap one second less than 3 days is counted": (
        LIN_5 + "2026-02-26 10:00:01 | owner lin → pool\n2026-03-01 10:00 | owner pool → mei\n" + ORDER,
        SPLIT,
    ),
    "a pool gap between later owners breaks the path too": (
        LIN_5
        + "2026-02-20 10:00 | owner lin → zhou\n2026-02-21 10:00 | owner zhou → pool\n"
        + "2026-02-26 10:00 | owner pool → mei\n"
        + ORDER,
        MEI,
    ),
    "a pool gap before the originator's time does not matter": (
        "2025-09-01 10:00 | owner — → wang\n2025-09-10 10:00 | owner wang → pool\n"
        + LIN_5
        + "2026-03-01 10:00 | owner lin → mei\n"
        + ORDER,
        SPLIT,
    ),
    "in the pool for 3 days at the order: nobody owns": (LIN_5 + "2026-03-07 10:00 | owner lin → pool\n" + ORDER, MEI),
    "in the pool for a second less: the last owner owns still": (
        LIN_5 + "2026-03-07 10:00:01 | owner lin → pool\n" + ORDER,
        SPLIT,
    ),
    "the seller released it an hour ago and owns it still": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-10 09:00 | owner mei → pool\n" + ORDER,
        SPLIT,
    ),
    "work of 1000 is not substantive": (
        "2025-10-06 09:00 | owner — → lin\n2025-10-13 10:00 | work lin 1 meeting\n"
        "2026-03-01 10:00 | owner lin → mei\n" + ORDER,
        MEI,
    ),
    "work of 2000 is substantive": (
        "2025-10-06 09:00 | owner — → lin\n2025-10-13 10:00 | work lin 2 meetings\n"
        "2026-03-01 10:00 | owner lin → mei\n" + ORDER,
        SPLIT,
    ),
    "work after the hop and before the order is work at any time before the order": (
        "2025-10-06 09:00 | owner — → lin\n2026-02-01 10:00 | owner lin → mei\n2026-02-10 10:00 | work lin 4 meetings\n"
        + ORDER,
        SPLIT,
    ),
    "work after the order is not": (
        "2025-10-06 09:00 | owner — → lin\n2026-03-01 10:00 | owner lin → mei\n2026-03-11 10:00 | work lin 4 meetings\n"
        + ORDER,
        MEI,
    ),
    "a salesperson without work is stepped over": (
        LIN_5 + "2026-02-20 10:00 | owner lin → wang\n2026-03-01 10:00 | owner wang → mei\n" + ORDER,
        SPLIT,
    ),
    "a service person with work is stepped over": (
        LIN_5
        + "2026-02-10 10:00 | owner lin → zhou\n2026-02-12 10:00 | work zhou 5 meetings\n"
        + "2026-03-01 10:00 | owner zhou → mei\n"
        + ORDER,
        SPLIT,
    ),
    "an assistant with work is no originator": (
        "2025-10-06 09:00 | owner — → qiu\n2025-10-13 10:00 | work qiu 5 meetings\n2026-03-01 10:00 | owner qiu → mei\n"
        + ORDER,
        MEI,
    ),
    "the seller was the salesperson before: nobody else, nobody is the originator": (
        "2025-06-01 10:00 | person mei sales\n2025-10-06 09:00 | owner — → mei\n"
        "2025-10-13 10:00 | work mei 5 meetings\n"
        "2026-02-01 10:00 | owner mei → zhou\n2026-02-10 10:00 | person mei assistant\n"
        "2026-03-01 10:00 | owner zhou → mei\n" + ORDER,
        MEI,
    ),
    "the seller's role is that at the order: promoted before": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-09 10:00 | person mei sales\n" + ORDER,
        MEI,
    ),
    "the seller's role is that at the order: promoted after": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-11 10:00 | person mei sales\n" + ORDER,
        SPLIT,
    ),
    "the originator's role is that while owning: service since": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-02 10:00 | person lin service\n" + ORDER,
        SPLIT,
    ),
    "the originator's role is that while owning: sales since": (
        "2025-06-01 10:00 | person zhou service\n2025-10-06 09:00 | owner — → zhou\n"
        "2025-10-13 10:00 | work zhou 5 meetings\n2026-03-01 10:00 | owner zhou → mei\n"
        "2026-03-02 10:00 | person zhou sales\n" + ORDER,
        MEI,
    ),
    "left before the order": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-10 09:59:59 | person lin left\n" + ORDER,
        MEI,
    ),
    "left in the second of the order: people come first in a tie": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-10 10:00 | person lin left\n" + ORDER,
        MEI,
    ),
    "left after the order": (
        LIN_5 + "2026-03-01 10:00 | owner lin → mei\n2026-03-10 10:00:01 | person lin left\n" + ORDER,
        SPLIT,
    ),
    "a go-between who left does not matter": (
        LIN_5
        + "2026-02-20 10:00 | owner lin → zhou\n2026-02-25 10:00 | person zhou left\n"
        + "2026-03-01 10:00 | owner zhou → mei\n"
        + ORDER,
        SPLIT,
    ),
    "a seller never stated is other, no assistant": (
        LIN_5 + "2026-03-01 10:00 | owner lin → temp\n" + ORDER.replace("mei", "temp"),
        {"temp": Decimal(1000)},
    ),
    "the first known state holds backwards": (
        "2024-11-25 10:00 | owner — → lin\n2024-12-01 10:00 | work lin 5 meetings\n"
        "2024-12-28 10:00 | owner lin → mei\n2024-12-30 10:00 | order A seller mei 1000.00 CNY new\n",
        SPLIT,
    ),
    "ownership in the second of the order comes before it": (
        LIN_5 + "2026-03-10 10:00 | owner lin → mei\n" + ORDER,
        SPLIT,
    ),
    "work 400 days before the order to the second counts": (
        "2025-01-10 09:00 | owner — → lin\n2025-02-03 10:00 | work lin 1 meeting\n"
        "2025-10-13 10:00 | work lin 1 meeting\n2026-03-01 10:00 | owner lin → mei\n" + ORDER,
        SPLIT,
    ),
    "work a second earlier lies before the horizon": (
        "2025-01-10 09:00 | owner — → lin\n2025-02-03 09:59:59 | work lin 1 meeting\n"
        "2025-10-13 10:00 | work lin 1 meeting\n2026-03-01 10:00 | owner lin → mei\n" + ORDER,
        MEI,
    ),
    "of the owners before the horizon only the one then in force is known": (
        "2025-01-10 09:00 | owner — → lin\n2025-01-20 09:00 | owner lin → zhou\n"
        "2025-10-13 10:00 | work lin 5 meetings\n2026-03-01 10:00 | owner zhou → mei\n" + ORDER,
        MEI,
    ),
    "a previous owner that contradicts the tracked one does not hold": (
        LIN_5 + "2026-03-01 10:00 | owner wang → mei\n" + ORDER,
        SPLIT,
    ),
    "a change to the same owner is no hop": (
        LIN_5 + "2025-12-01 10:00 | owner lin → mei\n2026-03-01 10:00 | owner mei → mei\n" + ORDER,
        MEI,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_condition_of_the_path(name: str, tmp_path: Path) -> None:
    lines, expected = CASES[name]
    assert paid(lines, tmp_path) == expected
