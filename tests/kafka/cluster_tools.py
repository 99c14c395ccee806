"""Commands of one namespace in this process, and transactions written as a worker writes them."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from aiokafka import AIOKafkaProducer

from tests.cli.running import Ran, Shell
from tests.kafka.records import Record, read_all


class House(NamedTuple):
    """A namespace on a cluster."""

    shell: Shell
    brokers: str
    namespace: str

    def run(self, *arguments: object) -> Ran:
        return self.shell(*arguments, "--brokers", self.brokers, "--namespace", self.namespace)

    def done(self, *arguments: object) -> str:
        """What a command printed that must end well."""
        ran = self.run(*arguments)
        assert ran.code == 0, ran.err
        return ran.out

    def topic(self, plain: str) -> str:
        return f"{self.namespace}.{plain}"

    def read(self, plain: str) -> list[Record]:
        """All committed records of a topic, by partition and offset."""
        return read_all(self.brokers, self.topic(plain))

    def write(self, plain: str, records: Iterable[tuple[int, bytes | None, bytes]], *, commit: bool = True) -> None:
        """(partition, key, value) in one transaction, which may be aborted."""
        asyncio.run(self._write(self.topic(plain), list(records), commit))

    async def _write(self, topic: str, records: list[tuple[int, bytes | None, bytes]], commit: bool) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.brokers, transactional_id=f"{self.namespace}-test")
        await producer.start()
        try:
            await producer.begin_transaction()
            for partition, key, value in records:
                await producer.send(topic, value, key, partition=partition)
            await (producer.commit_transaction() if commit else producer.abort_transaction())
        finally:
            await producer.stop()
