"""`transferwatch webhooks`: where events go, their keys, what was delivered; and delivering them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Actor, Anchors, Place
from cli.storing.opening import Lang, StoreUrl

webhooks = typer.Typer(
    no_args_is_help=True, help="Events on their way to other systems: where to, with which key, what arrived."
)

Networks = Annotated[
    list[str] | None,
    typer.Option("--webhook-network", metavar="CIDR", help="Where webhooks may lead beside public addresses; several."),
]
Hook = Annotated[str, typer.Argument(metavar="WEBHOOK_ID", help="As `webhooks list` shows it.")]


@webhooks.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to, over https.")], by: Actor,
    event: Annotated[
        list[str], typer.Option("--event", metavar="KIND", help="Of what it is told, such as case.decided; several.")
    ],
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "", webhook_network: Networks = None,
    store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Register a webhook, and print its key this once."""
    from cli.hooking.work import at_desk
    from console.webhooks.addresses import check_url, read_networks
    from store.webhooks.registering import add_webhook

    check_url(url, read_networks(webhook_network or []))
    with at_desk(Place(store, namespace, lang, anchors), by) as desk:
        hook, secret = add_webhook(desk.connection, desk.vault, url, event, label, desk.doer)
        desk.tell("added", webhook=hook.webhook_id, secret=secret)


@webhooks.command()
def rotate(
    webhook_id: Hook, by: Actor,
    hours: Annotated[int, typer.Option(min=0, max=168, help="So long the key before signs too.")] = 24,
    store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Give a webhook a new key, and print it this once."""
    from cli.hooking.work import at_desk
    from store.webhooks.registering import rotate_key

    with at_desk(Place(store, namespace, lang, anchors), by) as desk:
        _, secret = rotate_key(desk.connection, desk.vault, webhook_id, hours, desk.doer)
        desk.tell("rotated" if hours else "rotated_now", webhook=webhook_id, secret=secret, hours=hours)


@webhooks.command()
def remove(
    webhook_id: Hook, by: Actor, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Remove a webhook; what waits for it is given up."""
    from cli.hooking.work import at_desk
    from store.webhooks.registering import remove_webhook

    with at_desk(Place(store, namespace, lang, anchors), by) as desk:
        remove_webhook(desk.connection, webhook_id, desk.doer)
        desk.tell("removed", webhook=webhook_id)


@webhooks.command()
def ping(
    webhook_id: Hook, by: Actor, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Send a test event."""
    from cli.hooking.work import at_desk
    from store.webhooks.registering import ping as send_test

    with at_desk(Place(store, namespace, lang, anchors), by) as desk:
        desk.tell("pinged", webhook=webhook_id, delivery=send_test(desk.connection, webhook_id, desk.doer))


@webhooks.command()
def deliveries(
    webhook_id: Hook,
    state: Annotated[Literal["waiting", "delivered", "dead"] | None, typer.Option(help="Only these.")] = None,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on after the page that named it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Lines at most.")] = 50,
    store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """List what was delivered to a webhook, waits or was given up, the latest first."""
    from cli.hooking.work import delivery_line, words_of
    from cli.store_options import open_place
    from store.webhooks.delivering import deliveries_of

    engine, _ = open_place(Place(store, namespace, lang))
    page, words = deliveries_of(engine, webhook_id, state=state, after=after, limit=limit), words_of(lang)
    for line in [delivery_line(row, words) for row in page.rows] or [words.say("no_deliveries")]:
        print(line)
    if page.next is not None:
        print(words.say("more", cursor=page.next))


@webhooks.command()
def redeliver(
    delivery_id: Annotated[str, typer.Argument(metavar="DELIVERY_ID", help="As `webhooks deliveries` shows it.")],
    store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Deliver again what was delivered or given up."""
    from cli.hooking.work import words_of
    from cli.store_options import open_place
    from store.engine import writing
    from store.webhooks.delivering import redeliver as try_again

    engine, _ = open_place(Place(store, namespace, lang))
    with writing(engine) as connection:
        try_again(connection, delivery_id)
    print(words_of(lang).say("again", delivery=delivery_id))


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
