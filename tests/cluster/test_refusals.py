"""What Kafka refuses is told in one sentence with what to do, and its clients do not chatter."""

import logging

import aiokafka.errors
import kafka.errors
import pytest

from detector.errors import ClusterError, UsageError
from streams.cluster.refusals import Seldom, kafka_errors
from streams.settings import Settings

SETTINGS = Settings(bootstrap_servers="kafka-1:9092", sasl_username="publisher")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (kafka.errors.KafkaTimeoutError("bootstrap"), "no broker answers at kafka-1:9092"),
        (aiokafka.errors.KafkaConnectionError("refused"), "no broker answers at kafka-1:9092"),
        (TimeoutError(), "no broker answers at kafka-1:9092"),
        (kafka.errors.TopicAuthorizationFailedError("t"), "does not allow it to 'publisher'"),
        (aiokafka.errors.GroupAuthorizationFailedError("g"), "does not allow it to 'publisher'"),
        (kafka.errors.SaslAuthenticationFailedError("no"), "refuses the sign-in of 'publisher'"),
        (aiokafka.errors.UnknownTopicOrPartitionError(), "transferwatch topics create"),
        (FileNotFoundError(2, "No such file", "ca.pem"), "TRANSFERWATCH_SSL_CAFILE"),
        (kafka.errors.InvalidReplicationFactorError("3 of 1"), "InvalidReplicationFactorError"),
    ],
)
def test_errors_of_both_libraries_become_one_sentence(error: Exception, told: str) -> None:
    with pytest.raises(ClusterError) as caught, kafka_errors(SETTINGS, "looking"):
        raise error
    assert str(caught.value).startswith("looking: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_our_own_errors_pass() -> None:
    with pytest.raises(UsageError, match="mine"), kafka_errors(SETTINGS, "looking"):
        raise UsageError("mine")


def test_the_same_line_comes_once_in_a_while() -> None:
    def line(text: str, name: str = "aiokafka") -> logging.LogRecord:
        return logging.LogRecord(name, logging.WARNING, "f", 1, text, ("node",), None)

    seldom = Seldom(silent_s=1000)
    assert [seldom.filter(line("down %s")) for _ in range(3)] == [True, False, False]
    assert seldom.filter(line("up %s"))
    assert seldom.filter(line("down %s", "aiokafka.conn"))
    always = Seldom(silent_s=0)
    assert [always.filter(line("down %s")) for _ in range(3)] == [True, True, True]
