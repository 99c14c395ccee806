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
from cli.consoling.texts import CONSOLE
from cli.store_options import Place, now_us, open_place
from console.app import make_app
from console.house import LOOPBACK, House, Settings
from detector.errors import TransferwatchError, UsageError
from detector.instant import format_instant
from detector.messages import Catalog
from detector.rule import Rule
from store.accounts.account import all_accounts
from store.audit.places import AnchorFile
from store.engine import reading
from streams.packs import load_pack

_LOOPBACK_ADDRESSES = frozenset({"127.0.0.1", "::1", "localhost"})


def hosts_of(host: str, names: list[str], *, sign_in: bool) -> tuple[str, ...]:
    """By which names the console answers. Raises UsageError: without sign-in, or without a name, beyond this machine.

    >>> hosts_of("127.0.0.1", [], sign_in=True), hosts_of("0.0.0.0", ["Watch.example"], sign_in=True)[0]
    (('localhost', '127.0.0.1', '[::1]'), 'watch.example')
    """
    if host in _LOOPBACK_ADDRESSES and (sign_in or not names):
        return (*(name.lower() for name in names), *LOOPBACK)
    if not sign_in:
        message = f"--no-sign-in goes with this machine alone; expected --host 127.0.0.1 without --name, not {host!r}"
        raise UsageError(message)
    if not names:
        message = f"on {host!r} the console is asked for from elsewhere; say by which name: --name watch.example.com"
        raise UsageError(message)
    return (*(name.lower() for name in names), *LOOPBACK)


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
    place: Place, rules: Path | None, host: str, port: int, names: list[str], proxies: str | None, *, sign_in: bool
) -> None:
    """Serve until SIGINT or SIGTERM. Raises UsageError, StoreError, PackError."""
    hosts = hosts_of(host, names, sign_in=sign_in)
    if proxies is not None and not sign_in:
        message = "--no-sign-in goes with this machine alone; expected it without --trusted-proxy"
        raise UsageError(message)
    engine, anchors = open_place(place)
    pack = load_pack(rules).pack
    documents, calendar = rule_documents(pack.rules), pack.company.calendar
    settings = Settings(hosts=hosts, sign_in=sign_in, rules=documents, calendar=calendar)
    app = make_app(House(engine, now_us, settings))
    shown = f"[{host}]" if ":" in host else host
    for line in _told(place, engine, f"http://{shown}:{port}", anchors, sign_in=sign_in):
        print(line, flush=True)
    server = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # its lines hold queries, which hold ids of people
        server_header=False,
        proxy_headers=proxies is not None,
        forwarded_allow_ips=proxies or "",
        timeout_graceful_shutdown=10,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn ends cleanly and then raises the signal once more: it must not kill us before the last anchor
        signal.signal(number, lambda *_: None)
    with _anchoring(engine, anchors):
        uvicorn.Server(server).run()


def _told(place: Place, engine: Engine, address: str, anchors: Path | None, *, sign_in: bool) -> Iterator[str]:
    texts = Catalog(CONSOLE)
    yield texts.render("serving", {"address": address}, place.lang)
    if not sign_in:
        yield texts.render("no_sign_in", {}, place.lang)
    else:
        with reading(engine) as connection:
            if not all_accounts(connection):
                yield texts.render("no_accounts", {}, place.lang)
    if anchors is None:
        yield texts.render("no_anchors", {}, place.lang)


@contextmanager
def _anchoring(engine: Engine, anchors: Path | None) -> Iterator[None]:
    """Anchors the audit chain while the console runs, and once more at its end."""
    if anchors is None:
        yield
        return
    stop = Event()

    def report(error: TransferwatchError) -> None:
        print(f"transferwatch: {error}", file=sys.stderr, flush=True)

    keeper = keeper_of(engine, [AnchorFile(anchors)], anchors)
    thread = Thread(target=keeper.run, args=(stop, report), name="audit-keeper")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
