"""What all lanes of a worker share."""

import os
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from streams.live.metrics import Metrics
from streams.live.people_log import PeopleHistory
from streams.packs import LoadedPack
from streams.partition_meta import PartitionMeta
from streams.settings import Settings


class Identity(NamedTuple):
    """Who a worker is, for `status`."""

    worker: str
    host: str
    pid: int
    started_at: str
    version: str

    @classmethod
    def of_this_process(cls, settings: Settings) -> "Identity":
        """This process, started now."""
        host, pid = socket.gethostname(), os.getpid()
        name = settings.instance_id or f"{host}-{pid}"
        return cls(name, host, pid, timestamp(), version("transferwatch"))

    def sign(self, meta: PartitionMeta) -> None:
        """Write into a partition's record who flushed it, and when."""
        meta.worker, meta.host, meta.pid = self.worker, self.host, self.pid
        meta.started_at, meta.version, meta.flushed_at = self.started_at, self.version, timestamp()


class Shared(NamedTuple):
    """Settings, rules, everybody's history, how many partitions each topic has (plain names), metrics, who we are."""

    settings: Settings
    loaded: LoadedPack
    history: PeopleHistory
    partitions: Mapping[str, int]
    metrics: Metrics
    identity: Identity


def timestamp() -> str:
    """Now, as RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
