"""How much the console does, for Prometheus. Labels are routes and statuses, never ids or names."""

from time import perf_counter
from typing import Any

import structlog
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from console.problems import status_of
from console.viewer import Viewer
from console.webhooks.deliverer import Tally
from detector.instant import SECOND_US
from store.audit.keeper import Standing

_LOG = structlog.get_logger("transferwatch.console")


class _Anchors:
    """The figures of a keeper."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str) -> Gauge:
            return Gauge(f"transferwatch_audit_{name}", told, registry=registry)

        self._seen = gauge("entries", "The last entry of the audit trail that was seen")
        self._anchored = gauge("anchored_entries", "The last entry that every place of anchors has")
        self._age = gauge("anchor_age_seconds", "Since the anchors were in order last; more than 60 breaks the promise")
        self._failures = gauge("anchor_failures", "Looks at the audit trail that failed since the start")

    def note(self, standing: Standing, at_us: int) -> None:
        self._seen.set(standing.seen)
        self._anchored.set(standing.anchored)
        self._age.set(max(at_us - standing.good_us, 0) / SECOND_US)
        self._failures.set(standing.failures)


class _Webhooks:
    """The figures of a deliverer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counter(
            "transferwatch_webhook_attempts", "Attempts to deliver an event", ("result",), registry=registry
        )
        self._oldest = Gauge(
            "transferwatch_webhook_oldest_waiting_seconds",
            "Since the earliest event happened that waits for a receiver; 0: none waits",
            registry=registry,
        )
        self._before = Tally()

    def note(self, tally: Tally, at_us: int) -> None:
        for result, count in tally.attempts.items():
            self._attempts.labels(result).inc(count - self._before.attempts[result])
        self._before = tally
        waits_us = 0 if tally.oldest_us is None else max(at_us - tally.oldest_us, 0)
        self._oldest.set(waits_us / SECOND_US)


class Meter:
    """The console's figures."""

    def __init__(self) -> None:
        self._anchors: _Anchors | None = None
        self._webhooks: _Webhooks | None = None
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("transferwatch_console_requests", "Answered requests", labels, registry=self.registry)
        self._seconds = Histogram(
            "transferwatch_console_seconds", "Until the answer began", ("route",), registry=self.registry
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def note_anchors(self, standing: Standing, at_us: int) -> None:
        """How the keeper of the audit trail's anchors fares; only a console that has one tells these figures."""
        if self._anchors is None:
            self._anchors = _Anchors(self.registry)
        self._anchors.note(standing, at_us)

    def note_webhooks(self, tally: Tally, at_us: int) -> None:
        """How the deliverer of webhooks fares; only a console that delivers tells these figures."""
        if self._webhooks is None:
            self._webhooks = _Webhooks(self.registry)
        self._webhooks.note(tally, at_us)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self.registry)


_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Metering(ASGIMiddleware):
    """Counts and logs each request, without its query: that has ids of people in it."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Passes a request on."""
        began, status = perf_counter(), [500]

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, watched)
        except Exception as error:  # of the door: what it is answered with is sent outside of here
            status[0] = status_of(error)
            raise
        finally:
            self._note(scope, status[0], perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = str(scope.get("method", ""))
        method = method if method in _METHODS else "other"
        route = str(scope.get("path_template") or "other")
        self._meter.count(method, route, status, seconds)
        viewer: Any = scope.get("user")
        who = viewer.account_id if isinstance(viewer, Viewer) else None
        _LOG.info("request", method=method, route=route, status=status, ms=round(seconds * 1000), account=who)
