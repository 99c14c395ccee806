"""Transactions: writers wait for each other, readers see one state and write nothing, errors quote nobody."""

import threading
import traceback

import pytest
from sqlalchemy import Engine, text

from detector.errors import StoreError, UsageError
from store.engine import open_engine, reading, writing
from store.recording.feed import read_facts, write_facts

ROUNDS = 20


def test_writers_that_read_first_wait_for_each_other(engine: Engine) -> None:
    """Each reads a number and writes the next one; none fails, and in SQLite, which has one lock, none is lost."""
    with writing(engine) as connection:
        write_facts(connection, {"count": "0"})
    failed: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(ROUNDS):
                with writing(engine) as connection:
                    found = int(read_facts(connection)["count"])
                    write_facts(connection, {"count": str(found + 1)})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            assert read_facts(connection)["count"] == str(3 * ROUNDS)


def test_a_reader_sees_one_state_and_keeps_nobody_waiting(engine: Engine) -> None:
    with reading(engine) as connection:
        assert read_facts(connection) == {}
        with writing(engine) as other:
            write_facts(other, {"written": "meanwhile"})
        assert read_facts(connection) == {}
    with reading(engine) as connection:
        assert read_facts(connection) == {"written": "meanwhile"}


def test_nothing_is_written_by_a_block_that_fails(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        write_facts(connection, {"half": "done"})
        _ = 1 / 0
    with reading(engine) as connection:
        assert read_facts(connection) == {}


def test_errors_quote_no_rows(engine: Engine) -> None:
    secret = {"subject_type": "person", "subject_id": "Divorced, needs money"}
    with pytest.raises(StoreError) as told, writing(engine) as connection:
        columns = "INSERT INTO erasures (subject_type, subject_id) VALUES (:subject_type, :subject_id)"
        connection.execute(text(columns), secret)
    assert "Divorced" not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("url", ["", "nothing", "sqlite://", "mysql://a:hidden@b/c", "postgresql://a:hidden@b"])
def test_urls_that_name_no_store(url: str) -> None:
    with pytest.raises(UsageError, match="expected one such as") as told:
        open_engine(url)
    assert "hidden" not in str(told.value)


def test_a_namespace_is_letters_digits_dashes() -> None:
    with pytest.raises(UsageError, match="namespace"):
        open_engine("postgresql://a@b/c", 'x"; DROP TABLE credits; --')
