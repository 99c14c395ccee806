"""`transferwatch accounts`: who may sign in to the console, as what, and the keys of programs."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Actor, Anchors, Place
from cli.storing.opening import Lang, StoreUrl

accounts = typer.Typer(no_args_is_help=True, help="Who may sign in, as what; every change is in the audit trail.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person types to sign in.")]
Role = Annotated[str, typer.Option("--role", help="seller, manager, auditor, compensation, analyst or administrator.")]


@accounts.command()
def add(
    name: Name, role: Role, by: Actor,
    person: Annotated[str | None, typer.Option("--person", metavar="ID", help="Their id in the people stream.")] = None,
    store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None
) -> None:  # fmt: skip
    """Make an account and print its first password, which the person must replace."""
    from cli.accounting.work import at_desk
    from store.accounts.managing import add_account

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        account, password = add_account(
            desk.connection, desk.passwords, name, role, actor=by, at_us=desk.at_us, person_id=person
        )
        desk.tell("added", name=account.name, role=account.role, password=password)


@accounts.command("list")
def list_(store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """List every account with its role, second factor, last sign-in, and whether it is locked or disabled."""
    from cli.accounting.lists import account_lines
    from cli.accounting.work import look

    for line in look(Place(store, namespace, lang), account_lines):
        print(line)


@accounts.command()
def role(
    name: Name,
    role: Role,
    by: Actor,
    store: StoreUrl = None,
    anchors: Anchors = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Give an account another role, and end its sessions."""
    from cli.accounting.work import at_desk
    from store.accounts.managing import set_role

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        account = set_role(desk.connection, name, role, actor=by, at_us=desk.at_us)
        desk.tell("role_set", name=account.name, role=account.role)


@accounts.command()
def disable(
    name: Name,
    by: Actor,
    store: StoreUrl = None,
    anchors: Anchors = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Refuse an account's sign-ins and keys from now on, and end its sessions."""
    from cli.accounting.work import at_desk
    from store.accounts.managing import disable as disable_account

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        account = disable_account(desk.connection, name, actor=by, at_us=desk.at_us)
        desk.tell("disabled", name=account.name)


@accounts.command()
def enable(
    name: Name,
    by: Actor,
    store: StoreUrl = None,
    anchors: Anchors = None,
    lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:
    """Take a disabled account back into service."""
    from cli.accounting.work import at_desk
    from store.accounts.managing import enable as enable_account

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        account = enable_account(desk.connection, name, actor=by, at_us=desk.at_us)
        desk.tell("enabled", name=account.name)


@accounts.command()
def reset(
    name: Name, by: Actor,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Take the second factor and recovery codes away too.")
    ] = False,
    store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None
) -> None:  # fmt: skip
    """Print a new password for a person who lost theirs; lifts a lock and ends the account's sessions."""
    from cli.accounting.work import at_desk
    from store.accounts.managing import reset as reset_account

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        password = reset_account(
            desk.connection, desk.passwords, name, actor=by, at_us=desk.at_us, second_factor=second_factor
        )
        desk.tell("reset", name=name, password=password)


@accounts.command()
def key(
    name: Name, by: Actor,
    scope: Annotated[list[str], typer.Option("--scope", help="What the key allows, such as orders:read; several.")],
    label: Annotated[str, typer.Option("--label", help="What the key is for.")],
    days: Annotated[int, typer.Option("--days", help="For how long.")] = 90,
    store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None
) -> None:  # fmt: skip
    """Make an API key that acts for an account, and print it this once."""
    from cli.accounting.work import at_desk
    from store.accounts.keys import add_key
    from store.accounts.passwords import FOR_KEYS, Passwords

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        made = add_key(desk.connection, Passwords(FOR_KEYS), name, label, scope, days, actor=by, at_us=desk.at_us)
        desk.tell("key_made", name=name, days=days, key=str(made))


@accounts.command()
def keys(store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None) -> None:
    """List every API key with its scopes, end and last use; never its secret."""
    from cli.accounting.lists import key_lines
    from cli.accounting.work import look

    for line in look(Place(store, namespace, lang), key_lines):
        print(line)


@accounts.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="As `accounts keys` lists it.")],
    by: Actor, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None
) -> None:  # fmt: skip
    """Refuse an API key from now on."""
    from cli.accounting.work import at_desk
    from store.accounts.keys import revoke_key

    with at_desk(Place(store, namespace, lang, anchors)) as desk:
        revoke_key(desk.connection, key_id, actor=by, at_us=desk.at_us)
        desk.tell("key_revoked", key=key_id)
