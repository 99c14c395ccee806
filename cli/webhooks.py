"""`transferwatch webhooks`: delivers events to other systems, and shows where they go."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Place
from cli.storing.opening import Lang, StoreUrl

webhooks = typer.Typer(no_args_is_help=True, help="Events on their way to other systems; the console delivers too.")

Networks = Annotated[
    list[str] | None,
    typer.Option("--webhook-network", metavar="CIDR", help="Where webhooks may lead beside public addresses; several."),
]


@webhooks.command()
def deliver(
    webhook_network: Networks = None,
    every: Annotated[
        float | None, typer.Option(min=0.1, max=3600, metavar="SECONDS", help="Go on, a look each so many seconds.")
    ] = None,
    store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Deliver what is due; what is not answered is tried again later, by whoever delivers then.

    Needs the store's key file (`transferwatch secrets show`), which the secrets of webhooks are encrypted under.
    """
    from cli.hooking.delivering import deliver_on
    from cli.hooking.texts import WEBHOOKS
    from cli.store_options import now_us, open_set_up
    from console.webhooks.addresses import read_networks
    from console.webhooks.deliverer import Deliverer
    from detector.messages import Catalog
    from store.sealing.opening import vault_at_hand

    networks = read_networks(webhook_network or [])
    opened = open_set_up(Place(store, namespace, lang))
    vault = vault_at_hand(opened.engine, opened.key_file)
    deliverer = Deliverer(opened.engine, vault, now_us, networks)
    if every is not None:
        deliver_on(deliverer, every)
        return
    arrived, failed = deliverer.deliver()
    print(Catalog(WEBHOOKS).render("delivered", {"arrived": arrived, "failed": failed}, lang))


@webhooks.command("list")
def list_(store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """List webhooks, with what waits for each and what was given up."""
    from cli.hooking.texts import WEBHOOKS
    from cli.store_options import open_place
    from cli.story.teller import printable
    from detector.messages import Catalog
    from store.engine import reading
    from store.webhooks.delivering import count_states
    from store.webhooks.registering import all_webhooks

    engine, _ = open_place(Place(store, namespace, lang))
    texts = Catalog(WEBHOOKS)
    with reading(engine) as connection:
        hooks, counts = all_webhooks(connection), count_states(connection)
    for hook in hooks:
        state = texts.render("state.removed" if hook.removed_at else "state.active", {}, lang)
        told = {"webhook": hook.webhook_id, "state": state, "url": printable(hook.url), "kinds": " ".join(hook.kinds)}
        numbers = {name: counts.get((hook.webhook_id, name), 0) for name in ("waiting", "dead")}
        print(texts.render("line", {**told, **numbers, "label": printable(hook.label)}, lang).rstrip())
    if not hooks:
        print(texts.render("none", {}, lang))
