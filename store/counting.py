"""How many rows each table has."""

from sqlalchemy import Engine, func, select

from store.engine import reading
from store.everything import all_tables


def count_rows(engine: Engine) -> dict[str, int]:
    """Table → rows, by name. Raises StoreError."""
    with reading(engine) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in sorted(all_tables().tables.items())
        }
