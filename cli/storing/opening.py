"""Opens the store that a command names, and says things in the language that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from streams.settings import Settings

StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="sqlite:///FILE or postgresql://…; default: the settings, else transferwatch.db."
    ),
]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of what is printed.")]


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


def open_store(
    url: str | None, lang: Literal["zh", "en"], *, brokers: str | None = None, namespace: str | None = None
) -> Opened:
    """The store by its URL, else by the settings; nothing is connected to yet. Raises UsageError."""
    from cli.storing.texts import STORE
    from detector.messages import Catalog
    from store.engine import open_engine
    from streams.settings import load_settings

    settings = load_settings(store_url=url, bootstrap_servers=brokers, namespace=namespace)
    texts = Catalog(STORE)
    engine = open_engine(settings.store_url.get_secret_value(), settings.namespace)
    return Opened(engine, settings, lambda key, **params: texts.render(key, params, lang))
