"""Delivers what waits for webhooks: again and again in the background, or once by a command."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from threading import Event
from typing import Literal, NamedTuple, get_args

import httpx2
from sqlalchemy import Engine

from console.webhooks.addresses import Network
from console.webhooks.sending import DEADLINE_S, Letter, new_client, send
from console.webhooks.signing import HEADER, signature
from detector.errors import TransferwatchError, VaultError
from detector.instant import DAY_US, SECOND_US
from store.sealing.vault import Vault
from store.types import microseconds, utc
from store.webhooks.delivering import Due, Outcome, claim_due, forget_old, note_outcomes, oldest_waiting
from store.webhooks.registering import place_of

EVERY_SECONDS = 2.0
_AT_ONCE = 20
"""So many are on their way at the same time: a slow receiver holds up few others."""


Result = Literal["delivered", "failed", "dead"]
RESULTS: tuple[Result, ...] = get_args(Result)
_RESULT_OF: Mapping[str, Result] = {"delivered": "delivered", "waiting": "failed", "dead": "dead"}


class Tally(NamedTuple):
    """How a deliverer fares: attempts since its start by result, and when the earliest event happened that waits.

    `failed`: not answered, and tried again later; `dead`: given up. `oldest_us`: None: nothing waits.
    """

    attempts: Mapping[Result, int] = dict.fromkeys(RESULTS, 0)
    oldest_us: int | None = None


class Deliverer:
    """Delivers from a store. Several at once, also of several machines, share the work."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock_us: Callable[[], int],
        networks: Sequence[Network] = (),
        deadline_s: float = DEADLINE_S,
    ) -> None:
        """`vault`: opens the secrets that sign. `networks`: beyond the public ones, where webhooks may lead."""
        self._engine, self._vault, self._clock_us = engine, vault, clock_us
        self._networks, self._deadline_s = networks, deadline_s
        self._forgot_us = 0
        self._attempts = Counter[Result]()
        self.tally = Tally()

    def deliver(self) -> tuple[int, int]:
        """Try all that is due: how many arrived, how many did not. Raises StoreError."""
        return asyncio.run(self._deliver())

    async def _deliver(self) -> tuple[int, int]:
        arrived = tried = 0
        client: httpx2.AsyncClient | None = None
        try:
            while lot := await asyncio.to_thread(claim_due, self._engine, self._clock_us(), _AT_ONCE):
                client = client or new_client()
                outcomes = await asyncio.gather(*(self._try(client, due) for due in lot))
                by_id = {due.delivery_id: outcome for due, outcome in zip(lot, outcomes, strict=True)}
                states = await asyncio.to_thread(note_outcomes, self._engine, by_id)
                self._attempts.update(_RESULT_OF[state] for state in states)
                tried += len(lot)
                arrived += sum(1 for outcome in outcomes if outcome.status is not None and outcome.status // 100 == 2)
        finally:
            if client is not None:
                await client.aclose()
        oldest = await asyncio.to_thread(oldest_waiting, self._engine)
        attempts = {result: self._attempts[result] for result in RESULTS}
        self.tally = Tally(attempts, None if oldest is None else microseconds(oldest))
        return arrived, tried - arrived

    async def _try(self, client: httpx2.AsyncClient, due: Due) -> Outcome:
        try:
            keys = [self._vault.open(sealed, place_of(due.webhook_id)) for sealed in due.secrets]
        except VaultError:
            return Outcome(utc(self._clock_us()), None, "no_key", 0)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Transferwatch",
            "Transferwatch-Event": due.kind,
            "Transferwatch-Event-Id": due.event_id,
            "Transferwatch-Attempt": str(due.attempt),
            HEADER: signature(due.body, keys, self._clock_us() // SECOND_US),
        }
        letter = Letter(due.url, headers, due.body)
        return await send(client, letter, self._networks, lambda: utc(self._clock_us()), self._deadline_s)

    def run(
        self, stop: Event, report: Callable[[TransferwatchError], None], every_seconds: float = EVERY_SECONDS
    ) -> None:
        """Deliver until told to stop; once a day forget what is old. What goes wrong is reported, never raised."""
        while not stop.wait(every_seconds):
            try:
                self.deliver()
                if self._clock_us() - self._forgot_us > DAY_US:
                    forget_old(self._engine, self._clock_us())
                    self._forgot_us = self._clock_us()
            except TransferwatchError as error:
                report(error)
