"""`transferwatch backup` and `restore`: a whole store in one file, and back, from either database into either."""

from pathlib import Path
from typing import Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.storing.opening import Lang, StoreUrl, open_store


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
    url: StoreUrl = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Copy a store as it is at one moment, while it is in use; the file holds personal data, so guard it."""
    from datetime import UTC, datetime

    from cli.progress import progress_bar
    from store.keeping.backup import back_up

    opened = open_store(url, lang, namespace=namespace)
    with progress_bar() as progress:
        made = back_up(opened.engine, file, datetime.now(UTC), progress)
    rows = sum(table.rows for table in made.tables)
    print(opened.say("backed_up", rows=rows, tables=len(made.tables), file=str(file)))


def restore(
    file: Annotated[Path, typer.Argument(help="File that `backup` wrote.")],
    url: StoreUrl = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Fill a new store from a backup, all or nothing; every table is checked against its hash."""
    from cli.progress import progress_bar
    from store.keeping.backup import restore as restore_from

    opened = open_store(url, lang, namespace=namespace)
    with progress_bar() as progress:
        made = restore_from(opened.engine, file, progress, opened.settings.namespace)
    rows, taken = sum(table.rows for table in made.tables), made.taken_at.isoformat(timespec="seconds")
    print(opened.say("restored", rows=rows, tables=len(made.tables), store=opened.name, taken=taken))
