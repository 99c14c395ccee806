"""Puts the console together and serves it until it is told to stop."""

import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import uvicorn
from sqlalchemy import Engine

from cli.auditing.anchoring import keeper_of
from cli.consoling.listening import Listening, hosts_of
from cli.consoling.texts import CONSOLE
from cli.hooking.delivering import Hooking, delivering
from cli.store_options import Place, now_us, open_place
from console.app import make_app
from console.house import House, Settings
from console.oidc import OidcSettings, Provider
from detector.errors import TransferwatchError
from detector.instant import format_instant
from detector.messages import Catalog
from detector.rule import Rule
from store.accounts.account import all_accounts
from store.audit.keeper import Keeper
from store.audit.places import AnchorFile
from store.engine import reading
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


def serve(
    place: Place, rules: Path | None, listening: Listening, provider: OidcSettings | None, hooking: Hooking
) -> None:
    """Serve until SIGINT or SIGTERM. Raises UsageError, StoreError, PackError."""
    hosts = hosts_of(listening, load_settings(namespace=place.namespace).namespace)
    outside = Provider(provider, now_us) if provider is not None else None
    engine, anchors = open_place(place)
    pack = load_pack(rules).pack
    documents, calendar = rule_documents(pack.rules), pack.company.calendar
    settings = Settings(hosts=hosts, sign_in=listening.sign_in, rules=documents, calendar=calendar)
    keeper = None if anchors is None else keeper_of(engine, [AnchorFile(anchors)], anchors)
    given: dict[str, Any] = {"provider": outside, "keys": hooking.keys, "webhook_networks": hooking.networks}
    app = make_app(House(engine, now_us, settings, anchor=lambda: _tick(keeper), **given))
    for line in _told(place, engine, listening, anchors):
        print(line, flush=True)
    server = uvicorn.Config(
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
    with _surviving_signals(), _anchoring(keeper), delivering(engine, hooking):
        uvicorn.Server(server).run()


def _told(place: Place, engine: Engine, listening: Listening, anchors: Path | None) -> Iterator[str]:
    texts = Catalog(CONSOLE)
    yield texts.render("serving", {"address": listening.address}, place.lang)
    if not listening.sign_in:
        yield texts.render("no_sign_in", {}, place.lang)
    else:
        with reading(engine) as connection:
            if not all_accounts(connection):
                yield texts.render("no_accounts", {}, place.lang)
    if anchors is None:
        yield texts.render("no_anchors", {}, place.lang)


@contextmanager
def _surviving_signals() -> Iterator[None]:
    """Uvicorn ends cleanly and then raises the signal once more: it must not kill us before the last anchor."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(error: TransferwatchError) -> None:
    print(f"transferwatch: {error}", file=sys.stderr, flush=True)


def _tick(keeper: Keeper | None) -> None:
    """Anchor a decision. A failure is reported and tried again; the decision stands."""
    try:
        if keeper is not None:
            keeper.tick()
    except TransferwatchError as error:
        _report(error)


@contextmanager
def _anchoring(keeper: Keeper | None) -> Iterator[None]:
    """Anchors the audit chain while the console runs, and once more at its end."""
    if keeper is None:
        yield
        return
    stop = Event()
    thread = Thread(target=keeper.run, args=(stop, _report), name="audit-keeper")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
