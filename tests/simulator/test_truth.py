"""Decidable: whoever reads the log perfectly comes to the label."""

from pathlib import Path
from random import Random

import pytest

from simulator.firm import Firm
from simulator.journey import Journey
from simulator.records import Deal
from simulator.settings import WorldSettings
from simulator.texts import Texts
from simulator.times import DAY
from simulator.truth import Work, decidable, shown, shows_work, work_before
from simulator.world import simulate
from tests.simulator.conftest import lines

SETTINGS = WorldSettings(customers=10, vary=False)
FIRM = Firm(Random("firm"), SETTINGS)
TEXTS = {lang: Texts(Random(lang), lang, 20) for lang in ("zh", "en")}
SELLER, CLOSER = FIRM.teams[0].sales[0], FIRM.teams[0].assistants[0]
ORDER = FIRM.begin + 100 * DAY


def story(mine: int, theirs: int, label: str, *, missed: int = 0) -> tuple[Journey, Deal]:
    """A journey with so many logged meetings of the closer and of the seller, and an order of the closer."""
    j = Journey(1, Random(1), FIRM, TEXTS, SETTINGS)
    for number in range(mine):
        j.write(CLOSER, ORDER - (number + 1) * 3600, "meeting", "谈合同", real=True)
    for number in range(theirs):
        j.write(SELLER, ORDER - 20 * DAY - number * 3600, "meeting", "谈合同", real=True)
    j.missed += [(CLOSER, ORDER - DAY)] * missed
    for entry in j.entries:
        entry.time = min(entry.time, ORDER)
    deal = j.order(ORDER, CLOSER, "x", label, defence="work", originator=SELLER)
    return j, deal


@pytest.mark.parametrize(
    ("mine", "theirs", "label", "decides"),
    [
        (0, 2, "fraud", True),
        (0, 1, "fraud", False),  # one piece by others shows no deal made by another
        (1, 3, "fraud", True),  # 25 %: more than a fraud's payee does, and still below the line
        (5, 13, "fraud", True),
        (7, 18, "fraud", False),  # on the line
        (2, 4, "fraud", False),  # reversed
        (1, 0, "legit", True),
        (0, 0, "legit", False),
        (0, 5, "legit", False),  # reversed
        (1, 3, "legit", False),
        (7, 18, "legit", True),
        (2, 5, "legit", True),
        (1, 5, "legit", False),  # of several pieces one is logged
    ],
)
def test_the_line_on_what_is_shown(mine: int, theirs: int, label: str, decides: bool) -> None:
    j, deal = story(mine, theirs, label, missed=5)
    assert shown(j, deal, CLOSER) == (mine, theirs)
    assert decidable(j, deal, CLOSER) is decides


def test_an_honest_order_by_a_fact_is_decidable_whatever_is_logged() -> None:
    j, deal = story(0, 5, "legit")
    deal.defence = "fact"
    assert decidable(j, deal, CLOSER)


def test_a_lost_change_of_owner_leaves_nothing_to_decide() -> None:
    j, deal = story(0, 5, "fraud")
    j.own(ORDER - 3 * DAY, CLOSER, button=None, claim=(None, None))
    assert decidable(j, deal, CLOSER)
    j.moves[-1].lost = True
    assert not decidable(j, deal, CLOSER)


def test_a_fraud_needs_the_originators_work() -> None:
    j, deal = story(0, 5, "fraud")
    deal.originator = FIRM.teams[0].sales[1]
    assert not decidable(j, deal, CLOSER)


def test_work_before_the_last_order_counts_no_more() -> None:
    j, deal = story(2, 5, "legit")
    assert decidable(j, deal, CLOSER)
    j.order(ORDER - 2 * DAY, SELLER, "earlier")
    assert shown(j, deal, CLOSER) == (2, 0)
    j.deals[-1].time = ORDER - 7200 - 30 * DAY
    assert shown(j, deal, CLOSER) == (2, 5)


def test_an_order_known_by_its_date_has_the_work_of_that_day() -> None:
    j, deal = story(2, 3, "legit")
    deal.time = ORDER - 8 * 3600
    assert shown(j, deal, CLOSER) == (2, 3)
    assert work_before(j, deal, CLOSER) == (2, 2, 3, 3)


@pytest.mark.parametrize(
    ("kind", "content", "seconds", "shows"),
    [
        ("call", None, None, False),
        ("call", None, 5, False),
        ("call", None, 400, True),
        ("call", "<short>", 12, False),
        ("message", "<short>", None, False),
        ("note", "<internal>", None, False),
        ("message", "报价已确认，等盖章", None, True),
        ("meeting", None, None, True),
        ("quote", "<short>", None, True),
    ],
)
def test_what_looks_like_an_empty_entry_shows_nothing(
    kind: str, content: str | None, seconds: int | None, shows: bool
) -> None:
    j = Journey(1, Random(1), FIRM, TEXTS, SETTINGS)
    pools = {"<short>": j.texts.short[0], "<internal>": j.texts.internal[0]}
    entry = j.write(CLOSER, ORDER, "note", pools.get(content or "", content), real=True)
    entry.kind, entry.seconds = kind, seconds
    assert shows_work(j, entry) is shows


def test_the_measures_do_not_overlap() -> None:
    """And whoever sees all of the work comes to the label."""
    for mine in range(12):
        for theirs in range(30):
            work = Work(mine, theirs)
            assert not (work.points_to("fraud") and work.points_to("legit"))
            for label in ("fraud", "legit"):
                assert work.points_to(label) or not work.bears_out(label)


def test_more_is_open_where_less_is_logged(tmp_path: Path) -> None:
    shares = []
    for unlogged in (0.0, 0.15, 0.5):
        counts = simulate(tmp_path / str(unlogged), WorldSettings(customers=1200, seed=4, unlogged=unlogged))
        shares.append(sum(counts.undecidable.values()) / counts.won_orders)
        for label in lines(tmp_path / str(unlogged), "labels"):
            if label["decidable"] and label["label"] == "fraud":
                assert label["others_logged"] >= 2
    assert shares[0] == 0.0
    assert shares[1] < 0.005 < shares[2] < 0.05
