"""What Kafka and its two client libraries refuse, as one sentence that says what to do."""

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from detector.errors import ClusterError
from streams.settings import PREFIX, Settings

ANSWER_SECONDS = 10
"""Brokers that do not answer within this time count as not reachable."""

_SILENT_SECONDS = 30.0


@contextmanager
def kafka_errors(settings: Settings, doing: str) -> Iterator[None]:
    """Raise ClusterError for what the clients raise; `doing` says what was tried, as in `reading crm.orders.v1`."""
    import aiokafka.errors
    import kafka.errors

    try:
        yield
    except (aiokafka.errors.KafkaError, kafka.errors.KafkaError, OSError) as error:
        message = f"{doing}: {told(error, settings)}"
        raise ClusterError(message) from None


def told(error: BaseException, settings: Settings) -> str:
    """Why a client failed and what to do; by the error's name, since the libraries share no classes.

    >>> told(ConnectionError("refused"), Settings(bootstrap_servers="kafka:9092"))[:61]
    'no broker answers at kafka:9092 within 10 s; is Kafka running'
    """
    name, servers = type(error).__name__, settings.bootstrap_servers
    if isinstance(error, ssl.SSLError | FileNotFoundError):
        return f"certificates: {error}; look at {PREFIX}SSL_CAFILE, _SSL_CERTFILE and _SSL_KEYFILE"
    if "Authentication" in name or "Sasl" in name:
        return (
            f"{servers} refuses the sign-in of {settings.sasl_username!r}; look at {PREFIX}SASL_USERNAME and the like"
        )
    if "Authorization" in name:
        who = repr(settings.sasl_username) if settings.sasl_username else "this client"
        return f"{servers} does not allow it to {who} ({name}); ask for the right that docs/kafka.md names"
    if "UnknownTopic" in name:
        return "the topic is missing; create it with `transferwatch topics create`"
    if isinstance(error, OSError | TimeoutError) or "Timeout" in name or "Connection" in name or "NotReady" in name:
        return (
            f"no broker answers at {servers} within {ANSWER_SECONDS} s; is Kafka running there, is --brokers (or "
            f"{PREFIX}BOOTSTRAP_SERVERS) right, and {_way(settings)}?"
        )
    return f"Kafka answers {name}: {' '.join(str(error).split())}"


def _way(settings: Settings) -> str:
    """What else may be wrong: a broker that refuses the way of connecting just ends the connection."""
    protocol = settings.security_protocol
    if protocol.startswith("SASL"):
        return f"does it know {settings.sasl_username!r} with that password by {protocol} and {settings.sasl_mechanism}"
    return f"does it want {protocol} ({PREFIX}SECURITY_PROTOCOL)"


class Seldom(logging.Filter):
    """Lets the same kind of line of a logger through once in a while: brokers that are down cause thousands."""

    def __init__(self, silent_s: float = _SILENT_SECONDS) -> None:
        """`silent_s`: for so long after a line its like are dropped."""
        super().__init__()
        self._silent_s = silent_s
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to show a line; lines are alike that come from the same place of the code."""
        kind, now = (record.name, str(record.msg)), time.monotonic()
        if now - self._last.get(kind, -self._silent_s) < self._silent_s:
            return False
        self._last[kind] = now
        return True


def quiet_clients() -> None:
    """For commands: of aiokafka only warnings, and each kind seldom; nothing of kafka-python, which raises as well."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL + 1)
    logger = logging.getLogger("aiokafka")
    if not any(isinstance(item, Seldom) for handler in logger.handlers for item in handler.filters):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        handler.addFilter(Seldom())
        logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    logger.propagate = False


@contextmanager
def hushed(name: str) -> Iterator[None]:
    """Let a logger say nothing for a while, where its error is raised and dealt with anyway."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
