"""What travels between Faust and the lanes: chunks of records, and who takes them."""

from typing import NamedTuple, Protocol

from aiokafka.structs import ConsumerRecord

Records = list[ConsumerRecord]


class Chunk(NamedTuple):
    """The records that one fetch brought of a partition, in the order of offsets; `behind`: how many more there are."""

    records: Records
    behind: int


class Host(Protocol):
    """What Faust drives: the lanes of this worker's partitions."""

    async def wait_for_room(self) -> None:
        """Return when more records may be read ahead."""

    def take(self, topic: str, partition: int, chunk: Chunk) -> None:
        """Take a chunk of one partition of one topic."""

    async def settle(self) -> None:
        """Flush what was taken in, forget what was only read: another worker may be next."""

    async def assign(self, owned: set[tuple[str, int]], generation: int) -> None:
        """Own exactly these partitions of topics from now on; return when their state is there."""
