"""Structured logs on standard error, without anything a customer or a person said or is called."""

import logging
import sys
import time

import structlog

QUIET_S = 30.0
"""The same complaint about a connection is logged once in this time."""
_CHATTY = ("aiokafka", "faust", "mode", "kafka", "asyncio")


class RateLimit(logging.Filter):
    """Lets a message of a logger through once in QUIET_S seconds, and says how many were left out in between."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], float] = {}
        self._left_out: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log it. The message before its parameters tells which are the same."""
        kind = (record.name, str(record.msg)[:60])
        now = time.monotonic()
        if now - self._last.get(kind, -QUIET_S) < QUIET_S:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        self._last[kind] = now
        left_out = self._left_out.pop(kind, 0)
        if left_out:
            record.msg = f"{record.msg} (and {left_out} more like it)"
        return True


def set_up_logs(level: str, form: str) -> None:
    """Log our own lines at `level`, other libraries' warnings; `form`: console or json."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        render: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("transferwatch").setLevel(level)
    handler.addFilter(_OnlyLibraries())


class _OnlyLibraries(logging.Filter):
    """Limits the rate of libraries that repeat themselves while a broker is down; our own lines all pass."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = RateLimit()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log it."""
        return not record.name.startswith(_CHATTY) or self._limit.filter(record)
