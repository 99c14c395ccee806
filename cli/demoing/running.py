"""Puts a demo together: firm, topics, processes, stage, ending; whatever ends it, nothing is left running."""

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cli.demoing.accounts import FILE
from cli.demoing.casework import StoreDesk
from cli.demoing.ending import Ending, sum_up
from cli.demoing.firm import Firm, make_firm
from cli.demoing.manager import Manager
from cli.demoing.parts import Parts
from cli.demoing.plan import plan_days
from cli.demoing.premises import Premises
from cli.demoing.stage import PARTITIONS, Stage
from cli.demoing.standing import Sayer
from cli.demoing.stored import wait_until_recorded
from cli.demoing.texts import DEMO
from cli.demoing.views import view_for
from cli.demoing.welcome import signs, welcome
from cli.texts import Words
from detector.errors import ClusterError, UsageError
from detector.messages import Language
from streams.cluster.creating import REPLICATION, broker_count, create_topics, wanted_topics
from streams.cluster.describing import open_admin
from streams.cluster.refusals import kafka_errors
from streams.packs import load_pack
from streams.settings import Settings
from streams.topics import SPECS

_LOOK_S = 0.5
_OURS = ("firm", "events", "result", "logs", "store.db", "store.db-wal", "store.db-shm", "anchors.ndjson", FILE)


class Wanted(NamedTuple):
    """What the person asked for; `folder`: everything is written below it, `kept`: and stays there.

    `serve`: go on after the story, until told to end. `sign_in`: False lets everybody on this machine see everything.
    """

    seconds: float | None
    seed: int
    lang: Language
    folder: Path
    kept: bool
    scenario: Path
    serve: bool = False
    sign_in: bool = True


def run_demo(wanted: Wanted, settings: Settings) -> int:
    """Run it on the brokers of the settings and print how it ended; the exit code.

    0: live equals replay; 1: it does not, or the run was no proof; 128 + the signal's number where one ended it. Raises
    TransferwatchError.
    """
    started = time.monotonic()
    clear_folder(wanted.folder)
    plan = plan_days(wanted.seconds, datetime.now(UTC))
    loaded = load_pack(settings.rules_dir, horizon_days=settings.horizon_days)
    words = Words(wanted.lang, DEMO, loaded.catalog)
    print(_intro(words, settings, wanted.seed, plan.days, plan.seconds), flush=True)
    with _topics(settings), Parts() as parts:
        premises = Premises(wanted.folder, settings, parts)
        premises.start_worker()
        firm = make_firm(wanted.folder / "firm", plan, wanted.seed, wanted.scenario)
        shown = premises.open(firm, wanted.lang, sign_in=wanted.sign_in)
        print("\n".join(welcome(words, shown, firm.names)), flush=True)
        sayer = Sayer(words, firm.names, loaded.pack.zone, firm.manager, signs(words, shown))
        desk = StoreDesk(premises.engine, firm.manager, "manager")
        manager = Manager(wanted.folder / "events", loaded, firm.manager, words.say, desk)
        with view_for(sayer) as view:
            stage = Stage(settings, plan, sayer, view, started)
            code = _until_signal(stage, firm, manager, premises, wanted.folder)
        if code:
            print(words.say("stopped"))
            return code
        print(words.say("comparing"), flush=True)
        wait_until_recorded(premises.engine, stage.last, premises.check)
        ending = Ending(plan, stage.outbox, stage.observed, manager, stage.first_alert_s, premises.engine)
        code = _tell_the_end(wanted, ending, sayer, settings)
        if wanted.serve:
            print("\n".join([words.say("serving"), *welcome(words, shown, firm.names)]), flush=True)
            premises.start_outbox()
            _serve(premises)
        return code


def _tell_the_end(wanted: Wanted, ending: Ending, sayer: Sayer, settings: Settings) -> int:
    """Print what came of it, and where it is; the exit code."""
    code, lines = sum_up(ending, sayer, wanted.folder / "events", wanted.folder / "result", settings)
    print("\n".join(lines))
    flagged = [assessment.order_id or "" for assessment in ending.observed.flagged if assessment.outcome == "review"]
    if wanted.kept and flagged:
        print(sayer.words.say("kept", folder=str(wanted.folder), order=flagged[-1]))
    return code


def _serve(premises: Premises) -> None:
    """Until Ctrl-C; SIGTERM ends the demo as at any other time. Raises ClusterError where a part has ended."""
    with suppress(KeyboardInterrupt):
        while True:
            premises.check()
            time.sleep(_LOOK_S)


def clear_folder(folder: Path) -> None:
    """Make the folder with empty `events` and `logs` in it; of an earlier demo nothing stays. Raises UsageError."""
    if folder.exists() and (not folder.is_dir() or {entry.name for entry in folder.iterdir()} - set(_OURS)):
        message = f"{folder}: exists and holds something else than an earlier demo; choose another folder"
        raise UsageError(message)
    for name in _OURS:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    for name in ("events", "logs"):
        (folder / name).mkdir(parents=True)


def _intro(words: Words, settings: Settings, seed: int, days: int, seconds: float) -> str:
    kind = "broker.embedded" if settings.embedded else "broker.given"
    broker = words.say(kind, servers=settings.bootstrap_servers, namespace=settings.namespace)
    return f"{broker}\n{words.say('firm', seed=seed, days=days, seconds=f'{seconds:g}')}"


@contextmanager
def _topics(settings: Settings) -> Iterator[None]:
    """All topics of this run's namespace; on a cluster of somebody else they are deleted afterwards."""
    with open_admin(settings) as admin:
        copies = 1 if settings.embedded else min(REPLICATION, broker_count(admin, settings))
        create_topics(admin, settings, wanted_topics(settings.names, PARTITIONS, copies))
    try:
        yield
    finally:
        if not settings.embedded:
            _tidy_up(settings)


def _tidy_up(settings: Settings) -> None:
    """Delete the topics and the workers' group of this run."""
    try:
        with open_admin(settings) as admin, kafka_errors(settings, "deleting the topics of this demo"):
            admin.delete_topics([settings.names.topic(spec.name) for spec in SPECS], raise_errors=False)
            admin.delete_groups([settings.names.group])
    except ClusterError as error:
        message = f"warning: {error}; topics whose names begin with {settings.namespace}. may be left in the cluster"
        print(message, file=sys.stderr)


def _until_signal(stage: Stage, firm: Firm, manager: Manager, premises: Premises, folder: Path) -> int:
    """Play to the end (0), or until a signal: 128 + its number."""
    ended_by = 0

    async def play() -> None:
        nonlocal ended_by
        loop, playing = asyncio.get_running_loop(), asyncio.current_task()
        assert playing is not None

        def end(number: int) -> None:
            nonlocal ended_by
            if not ended_by:  # asked twice, it is not cut off while it tidies up
                ended_by = 128 + number
                playing.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C then comes as KeyboardInterrupt
                loop.add_signal_handler(number, end, int(number))
        await stage.play(firm.arrivals, folder / "events", manager, premises)

    before = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(play())
    except asyncio.CancelledError:
        if not ended_by:
            raise
    finally:
        signal.signal(signal.SIGTERM, before)  # a loop that closes leaves the system's way, which tidies up nothing
    return ended_by
