"""One worker: settings, rules, people, lanes and Faust put together, started, and stopped cleanly."""

import asyncio
import gc
import os
import signal
from collections.abc import Mapping

import structlog

from detector.errors import TransferwatchError, UsageError
from detector.events import TOPICS
from streams.cluster.checking import topic_faults
from streams.cluster.describing import describe_cluster
from streams.live.ending import CANNOT_RUN, START_AGAIN, describe, end_process
from streams.live.faust_hooks import ChunkApp, make_app
from streams.live.group_offsets import commit_offsets, committed_offsets, end_offsets
from streams.live.health import HealthServer
from streams.live.host import LaneHost
from streams.live.metrics import Metrics
from streams.live.people_log import PeopleLog
from streams.live.shared import Identity, Shared
from streams.live.writer import Offsets, PlainWriter, TransactionalWriter, Writer, need_transactions
from streams.packs import load_pack
from streams.settings import Settings
from streams.topics import TEAM_FACTS_TOPIC

GARBAGE_S, LONGEST_GARBAGE_S = 10.0, 300.0

_log = structlog.get_logger("transferwatch.worker")


class Worker:
    """A worker of this process."""

    def __init__(self, settings: Settings, partitions: Mapping[str, int]) -> None:
        """`partitions`: how many each topic has, by its plain name."""
        self._settings = settings
        self._metrics = Metrics()
        self._people = PeopleLog(settings, self._people_changed)
        loaded = load_pack(settings.rules_dir, horizon_days=settings.horizon_days)
        shared = Shared(
            settings, loaded, self._people.history, partitions, self._metrics, Identity.of_this_process(settings)
        )
        topics = [settings.names.topic(name) for name in (*(topic.name for topic in TOPICS), TEAM_FACTS_TOPIC)]
        self._topics = frozenset(topics)
        self._host = LaneHost(shared, self._topics, self._new_writer, self._committed, self._ends, self._people.ready)
        self._app: ChunkApp = make_app(settings, topics, self._host, end_process)
        self._health = HealthServer(self._metrics.registry, lambda: self._host.ready)

    def _people_changed(self, touched: set[str]) -> None:
        self._host.people_changed(touched)

    def _new_writer(self, number: int) -> Writer:
        if self._settings.embedded:
            return PlainWriter(self._settings, lambda offsets: commit_offsets(self._app, offsets))
        return TransactionalWriter(self._settings, number)

    async def _committed(self, number: int) -> Offsets:
        return await committed_offsets(self._app, self._topics, number)

    async def _ends(self, number: int) -> Offsets:
        return await end_offsets(self._app, self._topics, number)

    async def run(self, stop: asyncio.Event, port: int) -> None:
        """Work until `stop` is set, then flush and close. Raises what starting raises."""
        if port:
            await self._health.start(self._settings.metrics_host, port)
        await self._people.start()
        following = asyncio.create_task(self._people.follow(), name="people")
        following.add_done_callback(_end_if_failed)
        gc.collect()
        gc.freeze()
        gc.disable()
        self._app.finalize()
        await self._app.start()
        watching = asyncio.create_task(self._watch_app(), name="faust")
        watching.add_done_callback(_end_if_failed)
        sweeping = asyncio.create_task(self._collect_garbage(), name="garbage")
        await stop.wait()
        _log.info("stopping")
        watching.cancel()
        sweeping.cancel()
        await self._app.stop()
        await self._host.close()
        following.cancel()
        await self._people.stop()
        await self._health.stop()

    async def _collect_garbage(self) -> None:
        """Look for cycles between flushes: judging makes millions of objects without any, and looking costs a fifth."""
        waited_s = 0.0
        while True:
            await asyncio.sleep(GARBAGE_S)
            waited_s += GARBAGE_S
            if self._host.idle or waited_s >= LONGEST_GARBAGE_S:
                gc.collect()
                waited_s = 0.0

    async def _watch_app(self) -> None:
        """Faust keeps a crash to itself; end with it instead."""
        while not self._app.crashed:
            await asyncio.sleep(0.5)
        raise self._app.crash_reason or RuntimeError("Faust stopped")


def _end_if_failed(task: "asyncio.Task[None]") -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        end_process(error)


class _Stop:
    """What a signal does: before anything is judged the process ends at once, later it flushes and closes in time."""

    def __init__(self, seconds: float) -> None:
        self.begun = False
        self.asked = asyncio.Event()
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._on_signal)

    def _on_signal(self) -> None:
        if not self.begun:
            _log.info("stopped before it began")
            os._exit(0)
        if not self.asked.is_set():
            self.asked.set()
            why = (
                f"a clean stop within {self._seconds:g} s was not possible; the next start goes on from the last flush"
            )
            self._loop.call_later(self._seconds, end_process, TimeoutError(why))


async def _run(settings: Settings, port: int) -> int:
    stop = _Stop(settings.stop_timeout_s)
    found = await describe_cluster(settings)
    faults = topic_faults(found, settings.names)
    if faults:
        message = "topics are not as they must be: " + "; ".join(faults)
        raise UsageError(message)
    if not settings.embedded:
        await need_transactions(settings)
    partitions = {settings.names.plain(name): topic.partitions for name, topic in found.items()}
    worker = Worker(settings, partitions)
    stop.begun = True
    await worker.run(stop.asked, port)
    _log.info("stopped")
    return 0


def run_worker(settings: Settings, port: int = 0) -> int:
    """Run one worker in this process until a signal; its exit code."""
    try:
        return asyncio.run(_run(settings, port))
    except TransferwatchError as error:
        _log.critical("worker cannot run", why=str(error))
        return CANNOT_RUN
    except Exception as error:
        code, sentence = describe(error)
        _log.critical("worker ends", why=sentence, exit_code=code, exc_info=error)
        return START_AGAIN
