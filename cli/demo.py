"""`transferwatch demo`: the whole system on this machine, on a simulated sales firm whose days pass in seconds."""

import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated, Literal

import typer


def demo(
    seconds: Annotated[
        float | None, typer.Option(min=1, max=86_400, help="Play for so many seconds; default: 180.")
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of what is shown.")] = "en",
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another firm.")] = 1,
    scenario: Annotated[
        Path, typer.Option(help="What firm it is: a scenario of `simulate`, a file or a shipped one such as ring.")
    ] = Path("demo"),
    broker: Annotated[
        str | None, typer.Option("--broker", "--brokers", metavar="HOST:PORT", help="A Kafka cluster to use instead.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Keep events, results, store and logs there; default: nothing stays.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Go on serving after the story, until Ctrl-C.")] = False,
    no_sign_in: Annotated[
        bool, typer.Option("--no-sign-in", help="Let everybody on this machine see everything in the console.")
    ] = False,
) -> None:
    """Show everything at work: broker, worker, store, console, a firm that sells, a manager who decides.

    Nothing is to be installed. The last days of a simulated firm pass, one per second or faster. At the end `replay`
    judges everything that was sent, and live and the store must say the same. Exit codes: 0 they do; 1 they do not, or
    the run was too short to show it; 130 ended by Ctrl-C.
    """
    from cli.consoling.listening import DEMO
    from cli.demoing.running import Wanted, run_demo
    from streams.cluster.refusals import quiet_clients
    from streams.settings import load_settings

    signal.signal(signal.SIGTERM, _end)
    quiet_clients()
    with _folder(output) as folder, _servers(broker) as servers:
        namespace = f"{DEMO}{secrets.token_hex(4)}"  # a worker on the embedded broker never resumes an earlier run
        settings = load_settings(bootstrap_servers=servers, namespace=namespace, embedded=broker is None)
        wanted = Wanted(seconds, seed, lang, folder, output is not None, scenario, serve=keep, sign_in=not no_sign_in)
        code = run_demo(wanted, settings)
    raise typer.Exit(code)


@contextmanager
def _folder(output: Path | None) -> Iterator[Path]:
    if output is not None:
        yield output
        return
    with TemporaryDirectory(prefix="transferwatch-demo-") as folder:
        yield Path(folder)


@contextmanager
def _servers(broker: str | None) -> Iterator[str]:
    if broker is not None:
        yield broker
        return
    from streams.embedded import embedded_broker

    with embedded_broker() as embedded:
        yield embedded.bootstrap_servers


def _end(number: int, frame: FrameType | None) -> None:
    """End as by Ctrl-C, so that nothing is left running."""
    sys.exit(128 + number)
