"""`transferwatch explain`: the whole story of one order, for a person."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def explain(
    order_id: Annotated[str, typer.Argument(help="The order's id.")],
    source: Annotated[Path, typer.Option("--from", help="Folder that `replay` wrote, or a folder of events.")],
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the story.")] = "en",
    rules: Annotated[Path | None, typer.Option(help="Folder with your own rules, plans or company.yml.")] = None,
    horizon_days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="As given to `replay`, where it was.")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="Which customer, where several have this order id.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List work from before this deal too, where the plan counts it.")
    ] = False,
) -> None:
    """Who did what when and what it weighed, each rule's result, the split, what holds it and what would clear it."""
    from cli.story.show import show_story
    from cli.story.whole import tell_story
    from streams.packs import load_pack
    from streams.results import find_origin

    origin = find_origin(source)
    loaded = load_pack(rules, horizon_days=horizon_days)
    show_story(tell_story(origin, order_id, customer, loaded, lang, everything=everything))
