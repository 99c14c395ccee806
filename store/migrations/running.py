"""Brings a store to the schema of this version, and says at which one it is."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from detector.errors import StoreError
from store.engine import make_schema, reading, there, told, writing

VERSION_TABLE = "store_version"


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return ScriptDirectory.from_config(config)


def head_revision() -> str:
    """The newest revision that this version knows."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def current_revision(engine: Engine) -> str | None:
    """The revision of a store; None where it was never set up. Raises StoreError where it does not answer."""
    if not there(engine):  # asking SQLite would make an empty file
        return None
    with reading(engine) as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision() if inspect(connection).has_table(VERSION_TABLE) else None


def upgrade(engine: Engine, namespace: str = "") -> tuple[str | None, str]:
    """Bring a store to this version's schema, in one transaction; the revisions before and after.

    Running it twice changes nothing; two processes at once wait for each other. Raises StoreError where the store does
    not answer, or was upgraded by a later version.
    """
    make_schema(engine, namespace)
    scripts, head = _scripts(), head_revision()
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('transferwatch store upgrade'))")
        before = _revision(connection)
        if before is not None and before not in _known(scripts):
            raise _too_new(engine, before, head)

        def steps(revision: Any, _: Any) -> Any:
            return scripts._upgrade_revs("head", revision)

        with EnvironmentContext(Config(), scripts, fn=steps) as environment:
            environment.configure(
                connection=connection,
                version_table=VERSION_TABLE,
                transactional_ddl=True,
                transaction_per_migration=False,
            )
            environment.run_migrations()
    return before, head


def need_current(engine: Engine) -> None:
    """Raise StoreError where a store is not at this version's schema."""
    found, head = current_revision(engine), head_revision()
    if found is None:
        message = f"the store {told(engine)} is not set up; run `transferwatch store init`"
        raise StoreError(message)
    if found == head:
        return
    if found not in _known(_scripts()):
        raise _too_new(engine, found, head)
    needs = f"this version needs {head}; run `transferwatch store upgrade`"
    message = f"the store {told(engine)} is at revision {found}, {needs}"
    raise StoreError(message)


def _known(scripts: ScriptDirectory) -> set[str]:
    return {script.revision for script in scripts.walk_revisions()}


def _too_new(engine: Engine, found: str, head: str) -> StoreError:
    message = (
        f"the store {told(engine)} is at revision {found}, which this version does not know (it knows up to {head}); "
        "use the version of Transferwatch that wrote it, or a later one"
    )
    return StoreError(message)
