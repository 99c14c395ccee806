"""`transferwatch rules`: checking, testing and locking a rule pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Doer, Place, doer

if TYPE_CHECKING:
    from streams.pack_lock import Lock

Folder = Annotated[Path | None, typer.Option("--rules", help="Folder with your own rules; default: the shipped ones.")]

rules = typer.Typer(no_args_is_help=True, help="Check, test and lock a rule pack.")


@rules.command()
def check(folder: Folder = None) -> None:
    """Report every problem of a rule pack, and what changed since its rules.lock; exit code 1 where there is any."""
    from streams.pack_check import find_problems
    from streams.pack_files import SHIPPED
    from streams.pack_lock import LOCK, lock_differences, make_lock, read_lock
    from streams.packs import load_pack

    problems = find_problems(folder)
    kept = (folder or SHIPPED) / LOCK
    if not problems and kept.exists():
        problems = lock_differences(read_lock(kept), make_lock(folder))
        if problems:
            problems.append(f"if this is meant, run `transferwatch rules lock{_option(folder)}` again")
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    loaded = load_pack(folder)
    locked = f", as in {LOCK}" if kept.exists() else ""
    print(f"{len(loaded.files)} rules are sound; digest {loaded.pack.digest}{locked}")


@rules.command()
def test(folder: Folder = None) -> None:
    """Run the examples of every rule; exit code 1 where a rule says something else than an example expects."""
    from streams.pack_check import run_examples
    from streams.packs import load_pack

    runs = list(run_examples(load_pack(folder)))
    wrong = [run for run in runs if run.wrong]
    for run in wrong:
        print(f"{run.rule_id}, example {run.name!r}: {run.wrong}")
    print(f"{len(runs)} examples of {len({run.rule_id for run in runs})} rules, {len(wrong)} wrong")
    if wrong:
        raise typer.Exit(1)


@rules.command()
def lock(
    folder: Folder = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write; default: rules.lock in your own rules folder.")
    ] = None,
    store: Annotated[
        str | None, typer.Option("--store", metavar="URL", help="Enter the change in this store's audit trail.")
    ] = None,
    by: Doer = None, namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Write the digest of a rule pack and the hash of each file, which `rules check` then compares.

    With --store the change is an audit entry: both digests, the files that differ, and who did it.
    """
    from cli.reporting.files import write_file
    from streams.pack_lock import LOCK, encode_lock, make_lock

    made = make_lock(folder)
    target = output or (folder / LOCK if folder else None)
    if store is not None:
        _enter(Place(store, namespace), target, made, doer(by))
    for name, digest in made.files.items():
        print(f"{digest}  {name}")
    print(f"digest {made.digest}")
    if target is None:
        print("nothing was written: the shipped rules need --output FILE, your own --rules DIR")
        return
    write_file(target, lambda path: _write(path, encode_lock(made)))
    print(f"written to {target}")


def _enter(place: Place, kept: Path | None, made: Lock, actor: str) -> None:
    """Enter what the lock that is there becomes; first of all, so that no change is without its entry."""
    from cli.store_options import now_us, open_place
    from store.audit.rules import enter_rules
    from store.engine import writing
    from streams.pack_lock import read_lock

    before = read_lock(kept) if kept is not None and kept.exists() else None
    files = before.files if before else {}
    differ = [name for name in {*files, *made.files} if files.get(name) != made.files.get(name)]
    engine, _ = open_place(place)
    with writing(engine) as connection:
        digest = before.digest if before else None
        entry = enter_rules(
            connection, "lock", made.digest, actor=actor, at_us=now_us(), before=digest, rules=differ if before else ()
        )
    print(f"entered in the audit trail: {entry.seq}" if entry else "the audit trail knows these rules already")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _option(folder: Path | None) -> str:
    return f" --rules {folder}" if folder else f" --output {Path('rules') / 'rules.lock'}"
