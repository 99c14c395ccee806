"""`transferwatch console`: the API and its sign-in, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption
from cli.store_options import Anchors, AnchorTopic
from cli.storing.opening import Lang, StoreUrl
from cli.webhooks import Networks

LinkKeys = Annotated[
    Path | None, typer.Option("--keys", metavar="FILE", help="Keys that sign links, one a line; the first does.")
]


def console(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8470,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A name that people ask for it by; several.")
    ] = None,
    trusted_proxy: Annotated[
        str | None,
        typer.Option("--trusted-proxy", metavar="ADDRESS", help="Believe this proxy about who asks, and no other."),
    ] = None,
    no_sign_in: Annotated[
        bool, typer.Option("--no-sign-in", help="Demos only: let everybody on this machine see everything.")
    ] = False,
    oidc_issuer: Annotated[
        str | None, typer.Option("--oidc-issuer", metavar="URL", help="Where people may sign in too (OpenID Connect).")
    ] = None,
    oidc_client: Annotated[str, typer.Option("--oidc-client", metavar="ID", help="This console's id there.")] = "",
    oidc_claim: Annotated[
        str, typer.Option("--oidc-claim", metavar="NAME", help="The claim that has the account's name.")
    ] = "preferred_username",
    oidc_acr: Annotated[
        list[str] | None, typer.Option("--oidc-acr", metavar="VALUE", help="Demand this `acr`, as of a second factor.")
    ] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Folder with your own rules.")] = None,
    keys: LinkKeys = None, webhook_network: Networks = None, anchor_topic: AnchorTopic = False,
    url: StoreUrl = None, anchors: Anchors = None, brokers: Brokers = None, namespace: NamespaceOption = None,
    lang: Lang = "en",
) -> None:  # fmt: skip
    """Serve the API on a store, with sign-in; anchors the audit trail meanwhile, beside the store if nowhere else."""
    from cli.consoling.listening import Listening, provider_of
    from cli.consoling.outward import outward_of
    from cli.consoling.serving import Anchoring, serve
    from cli.store_options import Place
    from streams.live.logs import set_up_logs

    set_up_logs("INFO", "json")
    provider = provider_of(oidc_issuer, oidc_client, oidc_claim, oidc_acr or [])
    listening = Listening(host, port, tuple(name or ()), trusted_proxy, sign_in=not no_sign_in)
    outward, anchoring = outward_of(keys, webhook_network or []), Anchoring(anchor_topic, brokers)
    serve(Place(url, namespace, lang, anchors), rules, listening, provider, outward, anchoring)
