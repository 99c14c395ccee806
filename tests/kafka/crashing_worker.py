"""`transferwatch worker` that kills itself (SIGKILL) at a chosen moment, and logs that it does.

Usage: crashing_worker.py MOMENT N [worker arguments]. The N-th time it comes to MOMENT it is gone:
  before-send     a flush is judged, nothing was sent
  before-commit   everything of a flush was sent and acknowledged, the transaction is not committed
  after-commit    the transaction is committed, the worker does not know it yet
  restore         in the middle of reading a partition's state back
  never           runs as always
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaProducer

from cli.main import main
from streams.live import restoring
from streams.live import writer as writing
from streams.live.state import PartitionState


class _Fuse:
    def __init__(self, moment: str, times: int) -> None:
        self._moment = moment
        self._left = times

    def at(self, moment: str) -> None:
        if moment == self._moment:
            self._left -= 1
            if self._left == 0:
                print(f"CRASH {moment}", flush=True)
                os.kill(os.getpid(), signal.SIGKILL)


def light(fuse: _Fuse) -> None:
    """Put the fuse where the moments are."""
    write = writing.TransactionalWriter.write

    async def watched_write(self: Any, records: Iterable[Any], offsets: Any) -> None:
        fuse.at("before-send")
        await write(self, records, offsets)
        fuse.at("after-commit")

    commit = AIOKafkaProducer.commit_transaction

    async def watched_commit(self: Any) -> None:
        fuse.at("before-commit")
        await commit(self)

    take = PartitionState.take

    def watched_take(self: Any, key: bytes, value: bytes | None) -> None:
        if asyncio.current_task() is not None and "restore" in sys._getframe(1).f_code.co_name:
            fuse.at("restore")
        take(self, key, value)

    writing.TransactionalWriter.write = watched_write  # type: ignore[method-assign]
    AIOKafkaProducer.commit_transaction = watched_commit
    PartitionState.take = watched_take  # type: ignore[method-assign]
    assert restoring.restore.__name__ == "restore"


if __name__ == "__main__":
    light(_Fuse(sys.argv[1], int(sys.argv[2])))
    sys.argv[1:] = ["worker", *sys.argv[3:]]
    main()
