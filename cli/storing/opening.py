"""Opens the store that a command names, and says things in the language that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from streams.settings import Settings

StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="sqlite:///FILE or postgresql://…; default: the settings, else transferwatch.db."
    ),
]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of what is printed.")]


def os_user() -> str:
    """Who runs a command, as the machine knows them: the audit trail says it of all that commands do."""
    import getpass

    return f"os:{getpass.getuser()}"


class Opened(NamedTuple):
    """A store, the settings, and what says a text of `cli.storing.texts`."""

    engine: Engine
    settings: Settings
    say: Callable[..., str]

    @property
    def name(self) -> str:
        """The store as a message may name it."""
        from store.engine import told

        return told(self.engine)

    @property
    def key_file(self) -> Path:
        """The file with the keys of its secrets."""
        from cli.storing.beside import file_beside

        return self.settings.secrets_key_file or file_beside(self.engine, ".key", self.settings.namespace)


def open_store(
    url: str | None, lang: Literal["zh", "en"], *, brokers: str | None = None, namespace: str | None = None
) -> Opened:
    """The store by its URL, else by the settings; nothing is connected to yet. Raises UsageError."""
    from cli.storing.texts import STORE
    from detector.messages import Catalog
    from store.engine import done_by, open_engine
    from streams.settings import load_settings

    settings = load_settings(store_url=url, bootstrap_servers=brokers, namespace=namespace)
    texts = Catalog(STORE)
    engine = done_by(open_engine(settings.store_url.get_secret_value(), settings.namespace), os_user())
    return Opened(engine, settings, lambda text, /, **params: texts.render(text, params, lang))
