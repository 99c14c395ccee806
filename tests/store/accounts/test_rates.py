"""Attempts from one address are counted in the store: whichever process looks at them, no more than the pace allows."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func, select

from detector.instant import SECOND_US
from store.accounts.rates import Pace, give_back, take_turn
from store.engine import open_engine, reading, writing
from store.tables.accounts import sign_in_rates

PACE = Pace(every_us=6 * SECOND_US, ahead_us=2 * 6 * SECOND_US)
START = 1_780_000_000 * SECOND_US


def test_two_processes_agree(engine: Engine) -> None:
    other = open_engine(engine.url.render_as_string(hide_password=False))
    turns = [take_turn(each, "10.0.0.1", PACE, START) for each in (engine, other, engine, other, engine)]
    assert turns == [0, 0, 0, 6, 6]
    assert take_turn(other, "10.0.0.2", PACE, START) == 0, "another address is another one"
    assert take_turn(other, "10.0.0.1", PACE, START + 6 * SECOND_US) == 0
    assert take_turn(engine, "10.0.0.1", PACE, START + 6 * SECOND_US) == 6
    other.dispose()


def test_of_many_at_once_no_more_get_through(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda _: take_turn(engine, "10.0.0.1", PACE, START), range(12)))
    assert turns.count(0) == 3


def test_what_has_passed_is_forgotten_and_no_address_is_kept(engine: Engine) -> None:
    for number in range(5):
        take_turn(engine, f"10.0.0.{number}", PACE, START)
    take_turn(engine, "10.0.0.9", PACE, START + 60 * SECOND_US)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(sign_in_rates)).scalar_one() == 1
        assert "10.0.0" not in str(connection.execute(select(sign_in_rates)).all())


def test_who_proves_who_they_are_costs_the_address_nothing(engine: Engine) -> None:
    """A whole office signs in from one address; in between somebody guesses."""
    for _ in range(20):
        assert take_turn(engine, "10.0.0.1", PACE, START) == 0
        with writing(engine) as connection:
            give_back(connection, "10.0.0.1", PACE)
    assert [take_turn(engine, "10.0.0.1", PACE, START) for _ in range(4)] == [0, 0, 0, 6]


def test_giving_back_makes_no_hoard(engine: Engine) -> None:
    """What is uncounted later than it was due gives nobody more attempts than a new sender has."""
    take_turn(engine, "10.0.0.1", PACE, START)
    with writing(engine) as connection:
        give_back(connection, "10.0.0.1", PACE, turns=5)
        give_back(connection, "10.0.0.2", PACE)
    for sender in ("10.0.0.1", "10.0.0.2"):
        turns = [take_turn(engine, sender, PACE, START + SECOND_US) for _ in range(4)]
        assert turns[:3] == [0, 0, 0]
        assert turns[3] > 0
