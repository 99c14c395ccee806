"""The one entry point, `transferwatch`: every command is registered here and lives in a file of its own."""

import io
import os
import sys

import typer

from cli.accounts import accounts
from cli.audit import audit
from cli.backup import backup, restore
from cli.cases import cases
from cli.console import console
from cli.dead_letters import dead_letters
from cli.decide import decide
from cli.demo import demo
from cli.evaluate import evaluate
from cli.explain import explain
from cli.import_ import import_
from cli.outbox import outbox
from cli.publish import publish
from cli.replay import replay
from cli.report import report
from cli.rules import rules
from cli.schemas import schemas
from cli.secrets import secrets
from cli.settings_options import with_settings
from cli.simulate import simulate
from cli.snoozing import snoozing
from cli.status import status
from cli.store import store
from cli.topics import topics
from cli.webhooks import webhooks
from cli.worker import worker
from detector.errors import TransferwatchError

app = typer.Typer(
    name="transferwatch",
    help="Weighs who did the work before and after each transfer, explains it, and splits the credit exactly.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Keep `transferwatch COMMAND` even while there is only one command."""


app.add_typer(accounts, name="accounts")
app.add_typer(audit, name="audit")
app.command()(backup)
cases.add_typer(snoozing)
app.add_typer(cases, name="cases")
app.command()(console)
app.add_typer(dead_letters, name="dead-letters")
app.add_typer(decide, name="decide")
app.command()(demo)
app.command()(evaluate)
app.command()(explain)
app.command("import")(import_)
app.add_typer(outbox, name="outbox")
app.command()(publish)
app.command()(replay)
app.command()(report)
app.command()(restore)
app.add_typer(rules, name="rules")
app.command()(schemas)
app.add_typer(secrets, name="secrets")
app.command()(simulate)
app.command()(status)
app.add_typer(store, name="store")
app.add_typer(topics, name="topics")
app.add_typer(webhooks, name="webhooks")
app.command()(with_settings(worker))


def main() -> None:
    """Run the command line; a known error is one clear sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal in GBK shows "?" for what it has no character for
    try:
        app()
    except BrokenPipeError:  # whoever read us (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except TransferwatchError as error:
        print(f"transferwatch: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
