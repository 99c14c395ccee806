"""`transferwatch publish`: a folder of events to Kafka."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.kafka_options import Brokers, NamespaceOption, kafka_settings

_SHOWN = 5


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with orders.ndjson, activities.ndjson, …")],
    rate: Annotated[int | None, typer.Option(min=1, help="Events per second at most; default: no limit.")] = None,
    order: Annotated[
        Literal["as-is", "reverse", "shuffle"],
        typer.Option(help="Topics in the contract's order, in reverse (people last), or all lines mixed."),
    ] = "as-is",
    seed: Annotated[int, typer.Option(help="The same seed mixes in the same way.")] = 1,
    topics: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this topic, such as orders; give several.")
    ] = None,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Publish the lines of a folder to the source topics, byte for byte; doing it twice is harmless."""
    import asyncio

    from cli.progress import progress_bar
    from streams.cluster.ordering import choose_files
    from streams.cluster.publishing import publish_folder
    from streams.folder import find_files

    settings = kafka_settings(brokers, namespace)
    files = choose_files(find_files(folder), topics or [])
    with progress_bar() as progress:
        done = asyncio.run(publish_folder(settings, files, order=order, seed=seed, rate=rate, progress=progress))
    total = sum(done.events.values())
    print("; ".join(f"{topic} {count}" for topic, count in done.events.items()))
    print(f"{total} events published in {done.seconds:.1f} s, {total / max(done.seconds, 0.001):,.0f} events/s.")
    if done.without_key:
        print(f"{done.without_key} of them have no key that can be read; the worker makes dead letters of them.")
    if done.too_big:
        message = (
            f"warning: {len(done.too_big)} lines are too big for their topic and were NOT published; all others were:"
        )
        print(message, file=sys.stderr)
        for line in done.too_big[:_SHOWN]:
            print(f"  {line.file} line {line.line}: {line.size} bytes, the topic takes {line.limit}", file=sys.stderr)
        if len(done.too_big) > _SHOWN:
            print(f"  and {len(done.too_big) - _SHOWN} more", file=sys.stderr)
