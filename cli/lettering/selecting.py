"""What a person typed to choose dead letters, checked."""

from detector.errors import UsageError
from detector.events import TOPICS
from detector.instant import InstantError, parse_instant
from detector.unusable import REASON_CODES


def read_reason(code: str | None) -> str | None:
    """A known reason code, or None. Raises UsageError."""
    if code is not None and code not in REASON_CODES:
        message = f"--reason {code!r} is not known; expected one of {', '.join(REASON_CODES)}"
        raise UsageError(message)
    return code


def read_topic(name: str | None) -> str | None:
    """A source topic by its name or that of its file, or None. Raises UsageError.

    >>> read_topic("orders"), read_topic("crm.orders.v1"), read_topic(None)
    ('crm.orders.v1', 'crm.orders.v1', None)
    """
    if name is None:
        return None
    for topic in TOPICS:
        if name in (topic.name, topic.file, topic.file.removesuffix(".ndjson")):
            return topic.name
    message = f"--topic {name!r} is no source topic; expected one of {', '.join(topic.name for topic in TOPICS)}"
    raise UsageError(message)


def read_since(text: str | None) -> int | None:
    """A time in milliseconds since 1970, or None. Raises UsageError.

    >>> read_since("1970-01-01T08:00:01+08:00")
    1000
    """
    if text is None:
        return None
    try:
        return parse_instant(text) // 1000
    except InstantError as error:
        message = f"--since: {error}"
        raise UsageError(message) from None
