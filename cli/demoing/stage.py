"""The demo as it runs: topics, worker, listener, the days that pass, and the wait until the worker is even."""

import asyncio
import time
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

from cli.demoing.arrivals import Arrival
from cli.demoing.listening import Listener
from cli.demoing.manager import EXPLAIN, PAST, REFUND, RELEASE, Manager
from cli.demoing.observed import Observed
from cli.demoing.outbox import Outbox
from cli.demoing.parts import Part
from cli.demoing.plan import Plan
from cli.demoing.standing import Sayer, Standing
from cli.demoing.views import View
from store.recording.incoming import Place
from streams.cluster.producing import open_producer
from streams.cluster.reading import open_consumer
from streams.settings import Settings

PARTITIONS = 4
TICK_S = 0.1
_RATE_S = 3.0
_QUIET_S = 1.5
_WAIT_S = 20.0
STALLED_S = 60.0
"""A worker from which nothing is heard for so long, although it is behind, has failed."""


class Runs(Protocol):
    """What runs beside the stage."""

    worker: Part

    def check(self) -> None:
        """Raises ClusterError where a part has ended."""

    def stop_outbox(self) -> None:
        """Let no decision out of the store any more."""


class Stage:
    """One run. `play` sends everything; afterwards `observed`, `outbox` and `manager.done` say what happened."""

    def __init__(self, settings: Settings, plan: Plan, sayer: Sayer, view: View, started: float) -> None:
        """`started`: when the person started the demo, by the monotonic clock."""
        self._settings = settings
        self._plan = plan
        self._sayer = sayer
        self._view = view
        self._started = started
        self._judged: deque[tuple[float, int]] = deque()
        self.observed = Observed()
        self.first_alert_s: float | None = None

    async def play(self, arrivals: list[Arrival], folder: Path, manager: Manager, runs: Runs) -> None:
        """Send the arrivals in their time and the manager's decisions, and wait until the worker has judged all.

        `folder`: where everything sent is written too. `runs`: what runs meanwhile. Raises ClusterError.
        """
        self._manager, self._runs = manager, runs
        async with AsyncExitStack() as stack:
            producer = await stack.enter_async_context(open_producer(self._settings))
            consumer = await stack.enter_async_context(open_consumer(self._settings))
            self.outbox = Outbox(self._settings, producer, folder)
            stack.callback(self.outbox.close)
            self._listener = Listener(self._settings, consumer, PARTITIONS, self.observed, self.outbox)
            following = asyncio.create_task(self._listener.follow())
            stack.callback(following.cancel)
            self._following = following
            await self._days(arrivals)
            self._view.say(self._sayer.words.say("draining"))
            await self._finish(acting=True)
            await asyncio.to_thread(self._runs.stop_outbox)
            self._listener.heard = time.monotonic()  # what it delivered last may not have been heard yet
            await self._finish(acting=False)

    async def _days(self, arrivals: list[Arrival]) -> None:
        history = [arrival for arrival in arrivals if arrival.at <= self._plan.since]
        for arrival in history:
            await self.outbox.send(arrival)
        await self.outbox.delivered()
        self._view.say(self._sayer.words.say("history", events=f"{len(history):,}"))
        await self._first_word()
        begun, waiting = time.monotonic(), deque(arrivals[len(history) :])
        while (elapsed := time.monotonic() - begun) < self._plan.seconds:
            now = self._plan.simulated(elapsed)
            while waiting and waiting[0].at <= now:
                await self.outbox.send(waiting.popleft())
            await self._tick(now, elapsed)
            await asyncio.sleep(TICK_S)
        for arrival in waiting:
            await self.outbox.send(arrival)

    async def _first_word(self) -> None:
        """The days wait until the worker says something, but not for long."""
        deadline = time.monotonic() + _WAIT_S
        while not self.observed.metas and time.monotonic() < deadline:
            await self._tick(self._plan.since, 0.0)
            await asyncio.sleep(TICK_S)

    async def _tick(self, now: int, elapsed: float, *, acting: bool = True, all_of_it: bool = False) -> None:
        """Let the manager act on what is seen, show it, and notice what has failed."""
        await self.outbox.delivered()
        self._manager.notice(self.observed.held_orders(), now)
        for done in self._manager.act(now, all_of_it=all_of_it) if acting else ():
            if done.arrival is not None:
                await self.outbox.send(done.arrival)
        if self.first_alert_s is None and self.observed.cases:
            self.first_alert_s = time.monotonic() - self._started
            self._view.say(self._sayer.words.say("first_alert", seconds=f"{self.first_alert_s:.1f}"))
        self._view.show(
            Standing(self._plan, now, elapsed, self._rate(), self.outbox, self.observed, self._manager.done)
        )
        self._check()

    async def _finish(self, *, acting: bool) -> None:
        """Wait until the worker is even; what the manager has not done by then is done now, if it was never done.

        `acting`: the outbox still delivers, so the manager may decide.
        """
        heard, begun = self._listener.heard, time.monotonic()
        while True:
            even = self._even()
            lacking = not all(self._manager.has_done(what) for what in (RELEASE, EXPLAIN, PAST, REFUND))
            before = self._moves()
            await self._tick(self._plan.until, self._plan.seconds, acting=acting, all_of_it=even and lacking)
            if even and self._moves() == before and not (acting and lacking and self._manager.waits):
                return
            if heard != self._listener.heard or self._moves() != before:
                heard, begun = self._listener.heard, time.monotonic()
            if time.monotonic() - begun > STALLED_S:
                message = f"has not judged everything {STALLED_S:g} s after the last word of it"
                raise self._runs.worker.failure(message)
            await asyncio.sleep(TICK_S)

    def _moves(self) -> tuple[int, int]:
        """What was sent, and what was done: while these grow, there is more to wait for."""
        return self.outbox.sent, len(self._manager.done)

    def _even(self) -> bool:
        """Everything sent is judged, also what the store's outbox delivers, and nothing was heard for a while."""
        if not self._manager.delivered_by_outbox <= self.outbox.decided_elsewhere:
            return False
        if self.observed.judged() < self.outbox.sent or time.monotonic() - self._listener.heard < _QUIET_S:
            return False
        return not any(meta.owed for meta in self.observed.metas.values()) and self._listener.teams_even()

    def _rate(self) -> float:
        """Events judged per second, over the last seconds."""
        now = time.monotonic()
        self._judged.append((now, self.observed.judged()))
        while now - self._judged[0][0] > _RATE_S:
            self._judged.popleft()
        passed = now - self._judged[0][0]
        return (self._judged[-1][1] - self._judged[0][1]) / passed if passed else 0.0

    def _check(self) -> None:
        if self._following.done():
            self._following.result()
        self._runs.check()

    @property
    def last(self) -> dict[Place, int]:
        """The last offset of each partition of what was sent and of what the worker said."""
        return self.outbox.last | self._listener.last
