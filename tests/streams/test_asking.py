"""A question to the cluster is asked again where another answer may come, and only there."""

from collections.abc import Callable

import pytest
from kafka.errors import KafkaConnectionError, TopicAuthorizationFailedError

from streams.cluster.asking import patiently


def failing(times: int, error: type[Exception]) -> tuple[Callable[[], str], list[int]]:
    """What answers after so many errors, and how often it was asked."""
    asked: list[int] = []

    def ask() -> str:
        asked.append(len(asked))
        if len(asked) <= times:
            raise error
        return "the answer"

    return ask, asked


def test_a_dead_broker_is_not_the_end() -> None:
    ask, asked = failing(2, KafkaConnectionError)
    assert patiently(ask) == "the answer"
    assert len(asked) == 3


def test_it_ends_where_nobody_answers_in_time() -> None:
    ask, asked = failing(1000, KafkaConnectionError)
    with pytest.raises(KafkaConnectionError):
        patiently(ask, seconds=0.4)
    assert 1 < len(asked) < 10


def test_a_refusal_is_believed() -> None:
    ask, asked = failing(1, TopicAuthorizationFailedError)
    with pytest.raises(TopicAuthorizationFailedError):
        patiently(ask)
    assert len(asked) == 1
