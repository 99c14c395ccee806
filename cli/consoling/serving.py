"""Puts the console together and serves it until it is told to stop."""

import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from litestar import Litestar
from sqlalchemy import Engine

from cli.auditing.keeping import keeper_at, keeping
from cli.consoling.listening import Listening, hosts_of
from cli.consoling.outward import Outward
from cli.consoling.texts import CONSOLE
from cli.hooking.delivering import delivering
from cli.store_options import Place, now_us, open_set_up
from cli.storing.beside import file_beside
from cli.storing.opening import os_user
from console.app import make_app
from console.house import House, Settings
from console.oidc import OidcSettings, Provider
from console.webhooks.deliverer import Deliverer
from detector.instant import format_instant
from detector.messages import Catalog
from detector.rule import Rule
from store.accounts.account import all_accounts
from store.audit.rules import enter_rules
from store.engine import done_by, reading, refresh_statistics, writing
from store.sealing.opening import open_vault
from streams.packs import load_pack
from streams.settings import load_settings


def rule_documents(rules: Iterable[Rule]) -> tuple[Mapping[str, Any], ...]:
    """The rules as the API tells them."""
    return tuple(
        {
            "rule_id": rule.id,
            "title": rule.title,
            "meaning": rule.meaning,
            "versions": [
                {
                    "version": version.version,
                    "effective_from": format_instant(version.effective_from),
                    "params": version.params,
                }
                for version in rule.versions
            ],
        }
        for rule in rules
    )


class Anchoring(NamedTuple):
    """Whether the console anchors the audit trail in the topic too, beside the file, and by which brokers."""

    topic: bool
    brokers: str | None


def serve(
    place: Place,
    rules: Path | None,
    listening: Listening,
    provider: OidcSettings | None,
    outward: Outward,
    anchoring: Anchoring,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises UsageError, StoreError, PackError, VaultError, AuditError."""
    hosts = hosts_of(listening, load_settings(namespace=place.namespace).namespace)
    outside = Provider(provider, now_us) if provider is not None else None
    opened = open_set_up(place)
    engine = done_by(opened.engine, "")  # what people do here is not done by whoever started it
    pack = load_pack(rules).pack
    documents, calendar = rule_documents(pack.rules), pack.company.calendar
    settings = Settings(hosts=hosts, sign_in=listening.sign_in, rules=documents, calendar=calendar)
    vault = None
    if listening.sign_in:
        vault = open_vault(engine, opened.key_file, actor=os_user(), at_us=now_us())
    with writing(engine) as connection:
        enter_rules(connection, "console", pack.digest, actor=os_user(), at_us=now_us())
    refresh_statistics(engine)
    file = place.anchors or opened.settings.audit_anchors
    file = file or file_beside(engine, ".anchors.ndjson", opened.settings.namespace)
    keeper, kept_in = keeper_at(
        engine, file, topic=anchoring.topic, brokers=anchoring.brokers, namespace=place.namespace
    )
    given: dict[str, Any] = {"provider": outside, "vault": vault, "keeper": keeper}
    deliverer = Deliverer(engine, vault, now_us, outward.networks) if vault is not None else None
    given |= {"keys": outward.link_keys, "webhook_networks": outward.networks, "deliverer": deliverer}
    app = make_app(House(engine, now_us, settings, **given))
    for line in _told(place, engine, listening, kept_in):
        print(line, flush=True)
    with _surviving_signals(), keeping(keeper), delivering(deliverer):
        _server(app, listening).run()


def _server(app: Litestar, listening: Listening) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        log_config=None,
        access_log=False,  # its lines hold queries, which hold ids of people
        server_header=False,
        proxy_headers=listening.proxy is not None,
        forwarded_allow_ips=listening.proxy or "",
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)


def _told(place: Place, engine: Engine, listening: Listening, kept_in: Sequence[str]) -> Iterator[str]:
    texts = Catalog(CONSOLE)
    yield texts.render("serving", {"address": listening.address}, place.lang)
    if not listening.sign_in:
        yield texts.render("no_sign_in", {}, place.lang)
    else:
        with reading(engine) as connection:
            if not all_accounts(connection):
                yield texts.render("no_accounts", {}, place.lang)
    yield texts.render("anchored_in", {"places": ", ".join(kept_in)}, place.lang)


@contextmanager
def _surviving_signals() -> Iterator[None]:
    """Uvicorn ends cleanly and then raises the signal once more: it must not kill us before the last anchor."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
