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
        Path | None, typer.Option(help="Keep events, results and the worker's log there; default: nothing stays.")
    ] = None,
) -> None:
    """Show everything at work: a broker, a worker, a firm that sells, a manager who decides; nothing to install.

    The last days of a simulated firm pass, one per second or faster. At the end `replay` judges everything that was
    sent, and live must say the same. Exit codes: 0 it does; 1 it does not, or the run was too short to show it; 130
    ended by Ctrl-C.
    """
    from cli.demoing.running import Wanted, run_demo
    from streams.cluster.refusals import quiet_clients
    from streams.settings import load_settings

    signal.signal(signal.SIGTERM, _end)
    quiet_clients()
    with _folder(output) as folder, _servers(broker) as servers:
        namespace = f"demo-{secrets.token_hex(4)}"  # a worker on the embedded broker never resumes an earlier run
        settings = load_settings(bootstrap_servers=servers, namespace=namespace, embedded=broker is None)
        code = run_demo(Wanted(seconds, seed, lang, folder, kept=output is not None, scenario=scenario), settings)
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
