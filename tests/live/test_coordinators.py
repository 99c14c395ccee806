"""A producer asks again who coordinates where a connection closes before the answer; what stays wrong is said."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.client import CoordinationType
from aiokafka.errors import (
    CoordinatorLoadInProgressError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
)

from streams.live.writer import _producer
from streams.settings import Settings


def coordinator(producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch, *answers: Any) -> Any:
    """What the producer's sender takes for the group's coordinator if these are the answers, the last one a number."""
    left = list(answers)

    async def send(*_: Any, **__: Any) -> Any:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(error_code=0, coordinator_id=answer)

    async def well(*_: Any, **__: Any) -> bool:
        return True

    monkeypatch.setattr(producer.client, "get_random_node", lambda: 1)
    monkeypatch.setattr(producer.client, "send", send)
    monkeypatch.setattr(producer.client, "ready", well)
    monkeypatch.setattr(producer.client, "force_metadata_update", well)
    return producer._sender._find_coordinator(CoordinationType.GROUP, "g")


def test_a_connection_that_closes_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found() -> int:
        answers = KafkaConnectionError("closed"), CoordinatorLoadInProgressError(), KafkaConnectionError("closed"), 7
        number: int = await coordinator(_producer(Settings(), transactional_id="t"), monkeypatch, *answers)
        return number

    assert asyncio.run(found()) == 7


def test_what_will_not_pass_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found() -> None:
        await coordinator(_producer(Settings(), transactional_id="t"), monkeypatch, GroupAuthorizationFailedError("g"))

    with pytest.raises(KafkaError, match="GroupAuthorization"):
        asyncio.run(found())
