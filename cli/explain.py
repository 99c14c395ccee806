"""`transferwatch explain`: the whole story of one order, for a person."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.store_options import Doer
from cli.storing.source import Source, Wanted, open_source


def explain(
    order_id: Annotated[str, typer.Argument(help="The order's id.")],
    source: Source,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the story.")] = "en",
    rules: Annotated[Path | None, typer.Option(help="Folder with your own rules, plans or company.yml.")] = None,
    horizon_days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="As given to `replay`, where it was.")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="Which customer, where several have this order id.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List work from before this deal too, where the plan counts it.")
    ] = False,
    by: Doer = None,
) -> None:
    """Who did what when and what it weighed, each rule's result, the split, what holds it and what would clear it."""
    from cli.story.show import show_story
    from cli.story.whole import tell_story
    from streams.packs import load_pack

    loaded = load_pack(rules, horizon_days=horizon_days)
    with open_source(source, Wanted(order_id=order_id, customer=customer, by=by)) as origin:
        told = tell_story(origin, order_id, customer, loaded, lang, everything=everything)
    show_story(told)
