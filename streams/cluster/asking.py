"""Ask the cluster again where its answer may be another one in a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

from streams.cluster.refusals import ANSWER_SECONDS

_PAUSE_S = 0.3
_T = TypeVar("_T")


def patiently(ask: Callable[[], _T], seconds: float = ANSWER_SECONDS) -> _T:
    """The answer to a question that may be asked twice; for at most `seconds` it is asked again.

    A broker that has just died is still in the client's list, which gives up at the first refusal though others live;
    a new cluster makes its coordinators when it is first asked for one. Raises what the last attempt raised.
    """
    from kafka.errors import RetriableError

    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except RetriableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
