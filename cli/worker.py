"""`transferwatch worker`: one Faust worker, or several under a supervisor."""

import sys
from typing import Annotated, Any

import typer

from cli.settings_options import settings_of

_OWN_OPTIONS = frozenset({"--workers", "--instance-id", "--metrics-port"})


def worker(
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes; more than one are started again when they end.")
    ] = 1,
    given: Annotated[dict[str, Any] | None, typer.Option(hidden=True, parser=dict)] = None,
) -> None:
    """Judge live: read the crm topics from Kafka, write assessments, alerts, credits, findings and dead letters.

    Start more of them, here or on other machines, to scale out: each owns some partitions, and takes over those of one
    that dies. Ends cleanly with SIGTERM or Ctrl-C. Exit codes: 0 stopped, 2 it cannot run as set up, 3 it ended
    itself to stay exact and should be started again (which --workers 2 or more does).
    """
    from streams.live.logs import set_up_logs

    settings = settings_of(given or {})
    set_up_logs(settings.log_level, settings.log_format)
    if workers == 1:
        from streams.app import run_worker

        raise SystemExit(run_worker(settings, settings.metrics_port))

    from detector.errors import UsageError
    from streams.supervisor import Supervisor, worker_command

    if settings.embedded:
        message = "the embedded broker takes one worker; start it without --workers"
        raise UsageError(message)
    command = worker_command(_of_each(sys.argv[2:]))
    supervisor = Supervisor(command, workers, settings.instance_id, settings.metrics_port, settings.stop_timeout_s)
    raise SystemExit(supervisor.run())


def _of_each(arguments: list[str]) -> list[str]:
    """The same command line for each of several workers: without their number, and without what each has of its own.

    The supervisor tells each its name and port by the environment, which an option would beat.

    >>> _of_each(["--workers", "3", "--brokers", "k:9092"]), _of_each(["--workers=3", "--instance-id", "node"])
    (['--brokers', 'k:9092'], [])
    """
    kept, skip = [], False
    for argument in arguments:
        own = not skip and argument.partition("=")[0] in _OWN_OPTIONS
        if not skip and not own:
            kept.append(argument)
        skip = own and "=" not in argument
    return kept
