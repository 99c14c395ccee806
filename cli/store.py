"""`transferwatch store`: set up the database, fill it, keep it small and lawful."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.kafka_options import Brokers, NamespaceOption
from cli.store_options import Anchors, AnchorTopic, Doer, doer
from cli.storing.opening import Lang, StoreUrl, open_store

if TYPE_CHECKING:
    from cli.storing.opening import Opened
    from cli.storing.recorded import Recorded

store = typer.Typer(no_args_is_help=True, help="The database for people: set it up, fill it, erase from it.")

MetricsPort = Annotated[int, typer.Option(min=0, max=65535, help="With --kafka: port for metrics and health; 0: none.")]


@store.command()
def init(url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Set up a store, or bring one to this version's schema; doing it twice changes nothing."""
    _upgrade(open_store(url, lang, namespace=namespace))


@store.command()
def upgrade(url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Bring a store to this version's schema, in one transaction. Take a backup before."""
    from store.migrations.running import current_revision

    opened = open_store(url, lang, namespace=namespace)
    if current_revision(opened.engine) is None:
        from store.migrations.running import need_current

        need_current(opened.engine)
    _upgrade(opened)


def _upgrade(opened: Opened) -> None:
    from store.migrations.running import upgrade as bring

    before, after = bring(opened.engine, opened.settings.namespace)
    _seal_what_is_plain(opened)
    key = "init" if before is None else "current" if before == after else "upgraded"
    print(opened.say(key, store=opened.name, revision=after, before=before or ""))


def _seal_what_is_plain(opened: Opened) -> None:
    """Encrypt what an older version kept as it was."""
    from cli.store_options import now_us
    from store.engine import reading
    from store.sealing.opening import open_vault
    from store.sealing.sealed import count_by_key

    with reading(opened.engine) as connection:
        plain = count_by_key(connection)["plain"]
    if plain:
        open_vault(opened.engine, opened.key_file, actor=doer(None), at_us=now_us())
        print(opened.say("sealed", count=plain, file=str(opened.key_file)))


@store.command()
def record(
    result: Annotated[
        Path | None, typer.Argument(metavar="[RESULT]", help="Folder that `replay` wrote; or --kafka.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option("--input", metavar="DIR", help="Its folder of events, if that has moved since.")
    ] = None,
    kafka: Annotated[bool, typer.Option("--kafka", help="Follow the topics until told to stop.")] = False,
    once: Annotated[bool, typer.Option("--once", help="With --kafka: read to what is the end now, and stop.")] = False,
    metrics_port: MetricsPort = 0, anchors: Anchors = None, anchor_topic: AnchorTopic = False,
    url: StoreUrl = None, lang: Lang = "en", brokers: Brokers = None, namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Write events and what was judged into the store; it goes on where it stopped, and nothing is written twice."""
    import time

    from cli.kafka_options import kafka_settings
    from cli.progress import progress_bar
    from detector.errors import UsageError

    if (result is None) == (not kafka) or (once and not kafka):
        message = "give either the folder of a replay's results, or --kafka, which --once goes with"
        raise UsageError(message)
    opened = open_store(url, lang, brokers=brokers, namespace=namespace)
    began = time.monotonic()
    if result is None:
        import asyncio

        from cli.auditing.keeping import keeper_at, keeping
        from cli.storing.kafka import record_kafka

        settings = kafka_settings(brokers, namespace)
        file = anchors or opened.settings.audit_anchors
        keeper, _ = keeper_at(opened.engine, file, topic=anchor_topic, brokers=brokers, namespace=namespace)
        with keeping(keeper):
            done = asyncio.run(record_kafka(settings, opened.engine, once=once, metrics_port=metrics_port))
    else:
        from cli.storing.folders import record_folder

        with progress_bar() as progress:
            done = record_folder(opened.engine, result, events, progress=progress)
    _tell(opened, done, time.monotonic() - began)


def _tell(opened: Opened, done: Recorded, seconds: float) -> None:
    records = sum(done.read.values())
    if not records:
        print(opened.say("nothing_new"))
        return
    rate, unusable = f"{records / max(seconds, 0.001):,.0f}", sum(done.unusable.values())
    print(opened.say("recorded", records=records, seconds=f"{seconds:.1f}", rate=rate, unusable=unusable))
    if done.conflicts:
        print(opened.say("conflicts", orders=", ".join(sorted(done.conflicts))))
    if done.foreign:
        print(opened.say("foreign", count=done.foreign))


@store.command()
def erase(
    kind: Annotated[Literal["person", "customer"], typer.Argument(help="Whose data.")],
    subject_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the person or customer.")],
    by: Doer = None,
    url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Remove a name and what was said by a person, or about a customer; figures, ids and the ledger stay."""
    from datetime import UTC, datetime

    from store.engine import settle
    from store.keeping.erasing import erase as erase_from
    from store.migrations.running import need_current

    opened = open_store(url, lang, namespace=namespace)
    need_current(opened.engine)
    done = erase_from(opened.engine, kind, subject_id, datetime.now(UTC), actor=doer(by))
    settle(opened.engine)
    print(opened.say("erased", subject=subject_id, names=done.names, texts=done.texts, letters=done.dead_letters))


@store.command()
def retain(
    text_days: Annotated[int, typer.Option(min=1, help="Keep what was said for so many days.")],
    figure_days: Annotated[
        int | None, typer.Option(min=1, help="Keep follow-ups and owners for so many days; default: for good.")
    ] = None,
    by: Doer = None,
    url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Remove words, and follow-ups, that were kept long enough; orders, decisions and the ledger stay for good."""
    from datetime import UTC, datetime

    from store.engine import settle
    from store.keeping.retaining import retain as retain_in
    from store.migrations.running import need_current

    opened = open_store(url, lang, namespace=namespace)
    need_current(opened.engine)
    done = retain_in(opened.engine, datetime.now(UTC), text_days=text_days, figure_days=figure_days, actor=doer(by))
    settle(opened.engine)
    print(opened.say("retained", texts=done.texts, letters=done.dead_letters, events=done.events))


@store.command()
def export(
    view: Annotated[str, typer.Argument(metavar="VIEW", help="One of the views in docs/store.md, such as v_orders.")],
    output: Annotated[Path, typer.Option("--output", help="CSV file to write.")],
    by: Doer = None,
    url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Write all rows of a view as CSV; the memory that it takes does not grow with them. That is an audit entry."""
    from cli.auditing.exporting import exporting
    from cli.storing.exporting import export_view
    from store.migrations.running import need_current
    from store.queries.streaming import stream_view

    opened = open_store(url, lang, namespace=namespace)
    need_current(opened.engine)
    stream_view(opened.engine, view)  # one that there is not is told before anything is entered
    with exporting(opened.engine, view, "csv", doer(by)) as done:
        done.rows = export_view(opened.engine, view, output)
        done.file = output
    print(opened.say("exported", rows=done.rows, file=str(output)))


@store.command()
def show(url: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Say what feeds a store, whether all of that was read, and how many rows it has."""
    from store.counting import count_rows
    from store.migrations.running import need_current
    from store.recording.feed import feed_of

    opened = open_store(url, lang, namespace=namespace)
    need_current(opened.engine)
    feed = feed_of(opened.engine)
    if feed is None:
        print(opened.say("no_feed"))
    else:
        kind, identity, state = feed
        print(opened.say("feed", kind=kind, identity=identity, state=opened.say(f"state.{state}")))
    for table, rows in count_rows(opened.engine).items():
        print(opened.say("rows", table=table, rows=rows))
