"""`transferwatch secrets`: the key by which secrets in the store are encrypted."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Doer, Place
from cli.storing.opening import Lang, StoreUrl

secrets = typer.Typer(no_args_is_help=True, help="The key by which secrets in the store are encrypted.")


@secrets.command()
def show(store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Say where the keys are, and how many secrets each has encrypted; never a key."""
    from cli.store_options import open_set_up
    from store.engine import reading
    from store.sealing.key_file import read_keys
    from store.sealing.sealed import count_by_key
    from store.sealing.vault import key_id_of

    opened = open_set_up(Place(store, namespace, lang))
    with reading(opened.engine) as connection:
        counted = count_by_key(connection)
    here = [key_id_of(key) for key in read_keys(opened.key_file)] if opened.key_file.exists() else []
    print(opened.say("key_file", file=str(opened.key_file), count=len(here)))
    for key in dict.fromkeys([*here, *sorted(counted)]):
        found = "key_here" if key in here else "key_plain" if key == "plain" else "key_missing"
        print(opened.say(found, key=key, count=counted[key]))


@secrets.command()
def rotate(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Take the old keys out of the file; backups that need them open no more.")
    ] = False,
    by: Doer = None, store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Encrypt all secrets under a new key; consoles that run go on without a restart. That is an audit entry."""
    from cli.store_options import doer, now_us, open_set_up
    from store.sealing.opening import rotate as rotate_key

    opened = open_set_up(Place(store, namespace, lang))
    key, count, dropped = rotate_key(opened.engine, opened.key_file, actor=doer(by), at_us=now_us(), drop_old=drop_old)
    print(opened.say("key_rotated", key=key, count=count, file=str(opened.key_file), dropped=len(dropped)))


@secrets.command()
def forget(by: Doer = None, store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """Give up the secrets whose key is lost: those people set up a new second factor, those webhooks need a new key.

    That is an audit entry.
    """
    from cli.store_options import doer, now_us, open_set_up
    from store.sealing.opening import forget as give_up

    opened = open_set_up(Place(store, namespace, lang))
    places = give_up(opened.engine, opened.key_file, actor=doer(by), at_us=now_us())
    print(opened.say("key_forgotten", count=len(places), places=", ".join(places) or "-"))
