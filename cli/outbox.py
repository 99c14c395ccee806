"""`transferwatch outbox`: delivers decisions from the store, and shows those that came from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption
from cli.store_options import Place
from cli.storing.opening import Lang, StoreUrl

outbox = typer.Typer(no_args_is_help=True, help="Decisions on their way to the topic, and those that bypassed it.")


@outbox.command()
def send(
    folder: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help="Folder of events, as given to `replay`; or --kafka.")
    ] = None,
    kafka: Annotated[bool, typer.Option("--kafka", help="Deliver to the decisions topic.")] = False,
    every: Annotated[
        float | None, typer.Option(min=0.1, max=3600, metavar="SECONDS", help="Go on, a look each so many seconds.")
    ] = None,
    store: StoreUrl = None, lang: Lang = "en", brokers: Brokers = None, namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Deliver what waits, in order; stopped at any time, nothing is lost and nothing counts twice."""
    from cli.casework.sending import decision_place, send_now, send_on
    from cli.casework.work import words_of
    from cli.store_options import open_place

    place = decision_place(folder, kafka=kafka, brokers=brokers, namespace=namespace)
    engine, _ = open_place(Place(store, namespace, lang))
    if every is not None:
        send_on(engine, place, every)
    else:
        print(words_of(lang).say("sent", count=send_now(engine, place), place=place.name))


@outbox.command()
def show(store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Say how many decisions wait."""
    from cli.casework.work import words_of
    from cli.store_options import open_place
    from store.cases.outbox import count_waiting
    from store.engine import reading

    engine, _ = open_place(Place(store, namespace, lang))
    with reading(engine) as connection:
        print(words_of(lang).say("waiting", count=count_waiting(connection)))


@outbox.command()
def foreign(
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on after the page that named it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Lines at most.")] = 50,
    store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """List decisions that were read and are not from the outbox; exit code 1 where there are any."""
    from cli.casework.showing import foreign_lines
    from cli.casework.work import words_of
    from cli.store_options import open_place
    from store.queries.cases import foreign_of

    engine, _ = open_place(Place(store, namespace, lang))
    page, words = foreign_of(engine, after=after, limit=limit), words_of(lang)
    for line in foreign_lines(page.rows, words) or [words.say("no_foreign")]:
        print(line)
    if page.next is not None:
        print(words.say("more", cursor=page.next))
    if page.rows:
        raise typer.Exit(1)
