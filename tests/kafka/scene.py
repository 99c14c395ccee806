"""A flow that is being published slowly while a test does harm, and what must have come of it in the end."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detector.errors import ClusterError
from streams.cluster.publishing import publish_folder
from streams.folder import find_files
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.worker_rig import Worker

SLICES = 12


class Scene:
    """A flow, its topics, and what `replay` says of it; `start` publishes it in another thread."""

    def __init__(
        self, ground: Ground, judged: JudgedFlow, folder: Path, *, rate: int, seed: int, refusals: int = 0
    ) -> None:
        """`folder`: for files of its own. `rate`: events a second, all mixed, until there is no harm left to do.

        `refusals`: how often publishing may be told that no broker answers, and begin its slice again.
        """
        self.ground = ground
        self.flow, self.result = judged
        ground.create_topics()
        self._slices = sliced(self.flow.folder, folder / "slices", SLICES)
        self._seed = seed
        self._rate: int | None = rate
        self._refusals = refusals
        self._failed: BaseException | None = None
        self._publishing = threading.Thread(target=self._publish)

    def _publish(self) -> None:
        try:
            for part in self._slices:
                self._publish_slice(part)
        except BaseException as error:  # a thread would only print it
            self._failed = error

    def _publish_slice(self, folder: Path) -> None:
        while True:
            try:
                publishing = publish_folder(
                    self.ground.settings(), find_files(folder), order="shuffle", seed=self._seed, rate=self._rate
                )
                asyncio.run(publishing)
                return
            except ClusterError:
                if not self._refusals:
                    raise
                self._refusals -= 1

    def start(self) -> None:
        """Begin to publish."""
        self._publishing.start()

    @property
    def flowing(self) -> bool:
        """Whether events are still being published. Raises what publishing failed with."""
        if self._failed is not None:
            raise self._failed
        return self._publishing.is_alive()

    def flow_out(self) -> None:
        """Publish the rest, quickly."""
        self._rate = None
        self._publishing.join()
        assert not self.flowing
        self.ground.publish_too_late(self.flow)

    def check(self) -> None:
        """Let it flow out, then compare."""
        self.flow_out()
        self.ground.check_equal(self.result, self.flow)


def sliced(folder: Path, target: Path, slices: int) -> list[Path]:
    """The lines of a folder in several, one after the other: what stands later in its file stands not earlier there."""
    folders = [target / f"{number:02}" for number in range(slices)]
    for slice_ in folders:
        slice_.mkdir(parents=True)
    for path in folder.glob("*.ndjson"):
        lines = path.read_bytes().splitlines(keepends=True)
        for number, slice_ in enumerate(folders):
            part = lines[number * len(lines) // slices : (number + 1) * len(lines) // slices]
            if part:
                (slice_ / path.name).write_bytes(b"".join(part))
    return folders


@contextmanager
def supervised(workers: list[Worker]) -> Iterator[list[int]]:
    """Do what a supervisor does: start again who ended of itself. Gives the codes with which workers ended."""
    stop = threading.Event()
    codes: list[int] = []

    def keep_running() -> None:
        while not stop.wait(0.2):
            for worker in workers:
                if not worker.running:
                    codes.append(worker.wait(1))
                    worker.start()

    keeper = threading.Thread(target=keep_running)
    keeper.start()
    try:
        yield codes
    finally:
        stop.set()
        keeper.join()
