"""How a worker ends when it must: at once, with one clear line. What was not flushed is read again by its successor."""

import os
import sys
from typing import NoReturn

import structlog
from aiokafka.errors import KafkaError, ProducerFenced

from detector.errors import TransferwatchError

CANNOT_RUN = 2
"""Something must be set right first; starting again would end the same way."""
START_AGAIN = 3
"""The worker ended to stay exact; starting it again goes on where the last flush was."""

_log = structlog.get_logger("transferwatch.worker")


def describe(error: BaseException) -> tuple[int, str]:
    """The exit code and the sentence for what ended a worker.

    >>> describe(TransferwatchError("topic x is missing"))
    (2, 'topic x is missing')
    """
    if isinstance(error, TransferwatchError):
        return CANNOT_RUN, str(error)
    if isinstance(error, ProducerFenced):
        return START_AGAIN, "another worker owns this partition now: this one slept too long; nothing of it was written"
    if isinstance(error, TimeoutError):
        return START_AGAIN, f"it took too long: {str(error) or 'a deadline passed'}"
    if isinstance(error, KafkaError):
        return START_AGAIN, f"Kafka did not take it: {type(error).__name__} {error}"
    return START_AGAIN, f"{type(error).__name__}: {error}"


def end_process(error: BaseException) -> NoReturn:
    """Say why and end this process at once, without a word to Kafka."""
    code, sentence = describe(error)
    known = isinstance(error, TransferwatchError | KafkaError | TimeoutError)
    _log.critical("worker ends", why=sentence, exit_code=code, exc_info=None if known else error)
    sys.stderr.flush()
    os._exit(code)
