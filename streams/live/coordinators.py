"""Lets a producer outlive a broker that dies just while it is asked who coordinates the group or the transactions."""

from typing import Any

from aiokafka.errors import KafkaError, NodeNotReadyError


def ask_again(producer: Any) -> None:
    """Have an AIOKafkaProducer ask again who coordinates, after any fault that may pass.

    aiokafka 0.14 does so where the broker is not ready or answers too late. Where the connection closes before the
    answer came, its sender ends instead, and with it the worker, though any other broker could have been asked.
    """
    look_up = producer.client.coordinator_lookup

    async def patient(kind: int, key: str) -> int:
        try:
            found: int = await look_up(kind, key)
        except KafkaError as error:
            if error.retriable:
                raise NodeNotReadyError(str(error)) from error
            raise
        return found

    producer.client.coordinator_lookup = patient
