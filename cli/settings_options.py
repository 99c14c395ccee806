"""Every setting of `streams.settings` as an option of a command, read from its declaration."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from streams.settings import Settings

NOT_HERE = frozenset({"sasl_password", "store_url", "audit_anchors", "secrets_key_file"})
"""Not on a worker's command line: secrets, which every user of the machine could read, and what is not for workers."""
_SHORT = {"bootstrap_servers": ["--brokers"]}
_PANEL = "Settings (option, else environment variable, else transferwatch.toml)"


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """A command with all settings as options behind its own; they reach it as the keyword arguments `given`.

    Only where the command is the one asked for: loading the settings' declaration takes longer than most commands.
    """
    if command.__name__ not in sys.argv[1:2]:
        return command

    def run(**values: Any) -> None:
        own = {name: values.pop(name) for name in signature.parameters if name in values}
        command(**own, given=values)

    signature = inspect.signature(command, eval_str=True)
    kept = [parameter for name, parameter in signature.parameters.items() if name != "given"]
    run.__signature__ = inspect.Signature([*kept, *_options()])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _options() -> list[inspect.Parameter]:
    from streams.settings import PREFIX, Settings

    options = []
    for name, field in Settings.model_fields.items():
        if name in NOT_HERE:
            continue
        default = "" if field.default in (None, "") else f" Default: {field.default}."
        option = typer.Option(
            f"--{name.replace('_', '-')}",
            *_SHORT.get(name, []),
            help=f"{field.description}{default} ({PREFIX}{name.upper()})",
            metavar="yes|no" if field.annotation is bool else "VALUE",
            rich_help_panel=_PANEL,
        )
        kind = inspect.Parameter.KEYWORD_ONLY
        options.append(inspect.Parameter(name, kind, default=None, annotation=Annotated[str | None, option]))
    return options


def settings_of(given: dict[str, Any]) -> Settings:
    """The settings: what was given on the command line, else the environment, else the file. Raises UsageError."""
    from streams.settings import load_settings

    return load_settings(**given)
