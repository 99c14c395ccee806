"""`transferwatch audit`: verifies the audit chain, exports it, and anchors its head."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption
from cli.store_options import Actor, Anchors, Place
from cli.storing.opening import Lang, StoreUrl

audit = typer.Typer(no_args_is_help=True, help="The audit trail: verify it, export it, anchor its head.")

Witnesses = Annotated[
    list[Path] | None, typer.Option("--anchors", metavar="FILE", help="Anchors to hold the chain against; several.")
]
Kafka = Annotated[bool, typer.Option("--kafka", help="Publish the anchor to the topic of anchors too.")]


@audit.command()
def verify(
    export: Annotated[Path | None, typer.Argument(metavar="[EXPORT]", help="An export; or --store.")] = None,
    store: StoreUrl = None,
    anchors: Witnesses = None,
    case: Annotated[str | None, typer.Option("--case", metavar="CASE_ID", help="Judge this case again too.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Results of `replay` that hold the case; else --store.")
    ] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Folder with your own rules, as then.")] = None,
    horizon_days: Annotated[int | None, typer.Option("--horizon-days", min=1, max=3650, help="As then.")] = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Name the first entry that is not as it was written, and what is wrong; exit code 1 where anything is."""
    from cli.auditing.case import Asked, judge_again
    from cli.auditing.verifying import open_trail, tell_verdict
    from store.audit.places import read_anchors

    place = Place(store, namespace, lang)
    trail = open_trail(export, place)
    verdict = trail.verify([anchor for path in anchors or [] for anchor in read_anchors(path)])
    lines, wrong = tell_verdict(verdict, lang), verdict.fault is not None
    if case is not None:
        told, differs = judge_again(trail, Asked(case, source, place, rules, horizon_days))
        lines, wrong = [*lines, *told], wrong or differs
    for line in lines:
        print(line)
    if wrong:
        raise typer.Exit(1)


@audit.command()
def export(
    output: Annotated[Path, typer.Option("--output", help="NDJSON file to write.")],
    by: Actor,
    store: StoreUrl = None,
    anchors: Anchors = None,
    namespace: NamespaceOption = None,
) -> None:
    """Write every entry as a line, for `audit verify` on any machine; the export is an entry itself."""
    from cli.auditing.verifying import enter
    from cli.reporting.files import write_file
    from cli.store_options import open_place
    from store.audit.chain import StoredChain
    from store.audit.entry import Happened

    engine, file = open_place(Place(store, namespace, anchors=anchors))
    details = {"what": "audit", "format": "ndjson"}
    enter(engine, Happened(kind="export", actor=by, subject="audit", details={**details}), file)

    def write(path: Path) -> None:
        with path.open("wb") as stream:
            StoredChain(engine).export(stream)

    write_file(output, write)
    head = StoredChain(engine).head()
    print(f"{output}: {head.seq} entries; chain {head.chain}, the last hash {head.hash}")


@audit.command()
def anchor(
    anchors: Anchors = None,
    store: StoreUrl = None,
    every: Annotated[
        float | None, typer.Option(min=0.1, max=60, metavar="SECONDS", help="Go on, a look each so many seconds.")
    ] = None,
    kafka: Kafka = False,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """Keep the head of the chain outside the database, now or again and again; refuses a chain that was bent."""
    from cli.auditing.anchoring import anchor_now, anchor_on, anchor_places
    from cli.store_options import open_place

    engine, file = open_place(Place(store, namespace, anchors=anchors))
    places = anchor_places(file, kafka=kafka, brokers=brokers, namespace=namespace)
    if every is not None:
        anchor_on(engine, places, file, every)
    else:
        head = anchor_now(engine, places, file)
        print(f"entry {head.seq} of chain {head.chain} is anchored: {', '.join(place.name for place in places)}")
