"""The views that others read: there on both databases, as documented, and without anybody's words."""

import re
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from cli.storing.folders import record_folder
from store.engine import reading
from tests.store.conftest import Replayed

PAGE = Path(__file__).parents[2] / "docs" / "store.md"
WORDS = {"content", "reason_text", "display_name", "letter", "message"}


def documented() -> dict[str, set[str]]:
    """View → its columns, as the page's table says."""
    rows = re.findall(r"^\| `(v_\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {view: set(re.findall(r"`(\w+)`", columns)) for view, columns in rows}


def test_the_page_names_every_view_with_its_columns(engine: Engine) -> None:
    with reading(engine) as connection:
        found = inspect(connection)
        views = {name: {column["name"] for column in found.get_columns(name)} for name in found.get_view_names()}
    assert views == documented()
    assert not WORDS & {column for columns in views.values() for column in columns}


def test_every_view_answers(engine: Engine, replayed: Replayed) -> None:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    empty = []
    with reading(engine) as connection:
        for view in documented():
            if connection.execute(text(f"SELECT * FROM {view}")).first() is None:
                empty.append(view)
        hits = text("SELECT count(*) FROM v_hits WHERE rule_id = 'ripe' AND outcome = 'review' AND score > 0")
        assert connection.execute(hits).scalar_one() > 0
    nobody_worked = {"v_case_steps", "v_outbox"}
    assert set(empty) == {"v_dead_letters", *nobody_worked}, "a clean world has no dead letters"


def test_examples_of_the_page_run_on_both(engine: Engine, replayed: Replayed) -> None:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    queries = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    found = [query for query in queries if query.startswith("SELECT")]
    assert len(found) >= 3
    with reading(engine) as connection:
        for query in found:
            assert connection.execute(text(query)).all(), query
