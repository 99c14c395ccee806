"""`transferwatch backup` and `restore`: a whole store in one file, and back, from either database into either."""

from pathlib import Path
from typing import Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Doer, doer
from cli.storing.opening import Lang, Opened, StoreUrl, open_store


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
    by: Doer = None,
    url: StoreUrl = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Copy a store as it is at one moment, while it is in use; the file holds personal data, so guard it.

    That is an audit entry. The key of the store's secrets is not in it: keep a copy of the key file apart from it.
    """
    from datetime import UTC, datetime

    from cli.auditing.exporting import exporting
    from cli.progress import progress_bar
    from store.keeping.backup import back_up
    from store.migrations.running import need_current

    opened = open_store(url, lang, namespace=namespace)
    need_current(opened.engine)
    with exporting(opened.engine, "backup", "zip", doer(by)) as done:
        with progress_bar() as progress:
            made = back_up(opened.engine, file, datetime.now(UTC), progress)
        done.rows, done.file = sum(table.rows for table in made.tables), file
    print(opened.say("backed_up", rows=done.rows, tables=len(made.tables), file=str(file)))
    _tell_key(opened, "key_apart")


def restore(
    file: Annotated[Path, typer.Argument(help="File that `backup` wrote.")],
    by: Doer = None,
    url: StoreUrl = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Fill a new store from a backup, all or nothing; every table is checked against its hash. That is an audit entry.

    The key file of the store must be put back too, else no second factor works and no webhook is signed.
    """
    from datetime import UTC, datetime

    from cli.progress import progress_bar
    from store.keeping.backup import restore as restore_from

    opened = open_store(url, lang, namespace=namespace)
    with progress_bar() as progress:
        made = restore_from(
            opened.engine, file, progress, opened.settings.namespace, now=datetime.now(UTC), actor=doer(by)
        )
    rows, taken = sum(table.rows for table in made.tables), made.taken_at.isoformat(timespec="seconds")
    print(opened.say("restored", rows=rows, tables=len(made.tables), store=opened.name, taken=taken))
    _tell_key(opened, "key_needed")


def _tell_key(opened: Opened, text: str) -> None:
    """Say by which key the secrets of the store go, where it has any."""
    from store.sealing.opening import key_of

    key = key_of(opened.engine)
    if key is not None:
        print(opened.say(text, key=key, file=str(opened.key_file)))
