"""The schema by migrations is the one that the tables declare; versions that do not fit are told apart."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

import store.tables
from benchmarks.store_bulk import fill
from benchmarks.store_made import Firm
from detector.errors import StoreError
from store.engine import open_engine, reading, writing
from store.migrations.running import VERSION_TABLE, current_revision, head_revision, need_current, upgrade
from store.migrations.versions import v0013_order_lists
from store.schema import METADATA
from tests.store.dumps import dump

for _module in pkgutil.iter_modules(store.tables.__path__):
    importlib.import_module(f"store.tables.{_module.name}")


def test_migrations_make_what_the_tables_declare(engine: Engine) -> None:
    with reading(engine) as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_lists_of_orders_are_filled_from_what_there_is(engine: Engine) -> None:
    """Back and forth again: the rows are those that the recorder wrote."""
    fill([engine], Firm(40))
    before = dump(engine)
    for step in (v0013_order_lists.downgrade, v0013_order_lists.upgrade):
        with writing(engine) as connection, Operations.context(MigrationContext.configure(connection)):
            step()
    assert dump(engine) == before
    test_migrations_make_what_the_tables_declare(engine)


def test_setting_up_twice_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO store_facts VALUES ('kept', 'yes')"))
    assert upgrade(engine) == (head_revision(), head_revision())
    need_current(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT value FROM store_facts")).scalar_one() == "yes"


def test_a_store_that_was_never_set_up(url: str) -> None:
    empty = open_engine(url)
    assert current_revision(empty) is None
    with pytest.raises(StoreError, match="transferwatch store init"):
        need_current(empty)


@pytest.mark.parametrize(("revision", "told"), [("0001", "transferwatch store upgrade"), ("9999", "later one")])
def test_a_store_of_another_version(engine: Engine, revision: str, told: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'"))
    with pytest.raises(StoreError, match=told):
        need_current(engine)


def test_a_later_versions_store_is_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        upgrade(engine)


def test_a_namespace_has_its_own_tables(new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    for namespace in ("", "acme-2"):
        upgrade(open_engine(url, namespace), namespace)
    with writing(open_engine(url, "acme-2")) as connection:
        connection.execute(text("INSERT INTO store_facts VALUES ('whose', 'acme')"))
    with reading(open_engine(url)) as connection:
        assert connection.execute(text("SELECT count(*) FROM store_facts")).scalar_one() == 0
    assert set(inspect(create_engine(open_engine(url).url)).get_schema_names()) >= {"public", "acme-2"}


def test_nobody_answers() -> None:
    with pytest.raises(StoreError, match="127.0.0.1"):
        current_revision(open_engine("postgresql://watch:hidden@127.0.0.1:1/none"))


def test_a_password_is_never_told() -> None:
    with pytest.raises(StoreError) as error:
        current_revision(open_engine("postgresql://watch:hidden@127.0.0.1:1/none"))
    assert "hidden" not in str(error.value)


def test_times_keep_instant_and_order(engine: Engine) -> None:
    first = datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=UTC)
    with writing(engine) as connection:
        table = METADATA.tables["erasures"]
        values = {"subject_type": "person", "subject_id": "E1", "erased_at": first, "erased_offset": 480}
        connection.execute(table.insert(), [values])
        assert connection.execute(table.select()).one().erased_at == first
        found = text("SELECT count(*) FROM erasures WHERE erased_at >= '2026-03-01' AND erased_at < '2026-03-02'")
        assert connection.execute(found).scalar_one() == 1


def test_a_naive_time_is_refused(engine: Engine) -> None:
    table = METADATA.tables["erasures"]
    values = {"subject_type": "person", "subject_id": "E1", "erased_offset": 0}
    with pytest.raises(Exception, match="no offset"), writing(engine) as connection:
        connection.execute(table.insert(), [{**values, "erased_at": datetime(2026, 3, 1)}])  # noqa: DTZ001
