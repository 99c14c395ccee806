"""Webhooks: registered by administrators, with a log of what was delivered. What an event says is shown nowhere."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from console.answers import listing
from console.asking import After, Limit
from console.desk import named
from console.handlers.common import ERRORS, READS, Nothing, house_of
from console.house import House
from console.webhooks.addresses import check_url
from store.engine import reading, writing
from store.webhooks.delivering import deliveries_of, redeliver
from store.webhooks.registering import (
    HOURS,
    LONGEST_HOURS,
    Doer,
    Webhook,
    add_webhook,
    all_webhooks,
    ping,
    remove_webhook,
    rotate_key,
)
from store.webhooks.telling import Told

_Request = Request[Any, Any, Any]
WebhookId = Annotated[str, QueryParameter(max_length=100)]
DeliveryId = Annotated[str, QueryParameter(max_length=100)]
_State = Annotated[Literal["waiting", "delivered", "dead"] | None, QueryParameter(name="state")]


class NewWebhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to, and of what it is told."""

    url: Annotated[str, Meta(max_length=2000)]
    events: Annotated[list[Told], Meta(min_length=1, max_length=50)]
    label: Annotated[str, Meta(max_length=200)] = ""


class Rotation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how many hours the key before signs too; 0: not at all, because somebody else knows it."""

    hours: Annotated[int, Meta(ge=0, le=LONGEST_HOURS)] = HOURS


class Shown(Struct, frozen=True, kw_only=True):
    """A webhook with its key, which is shown this once."""

    webhook: Webhook
    secret: str


class Queued(Struct, frozen=True, kw_only=True):
    """A delivery that goes out with the next ones; the log says what came of it."""

    delivery_id: str


def _answer(body: Struct) -> Response[bytes]:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status_code=200, media_type="application/json", headers=headers)


def _doing(request: _Request) -> tuple[House, Doer]:
    house, viewer = house_of(request), named(request)
    return house, Doer(viewer.account_id, house.clock_us())


def _gives(kind: type[Struct]) -> dict[int, ResponseSpec]:
    return {**ERRORS, 200: ResponseSpec(kind, description="Done.", generate_examples=False)}


@get("/webhooks", tags=["webhooks"], responses=READS, sync_to_thread=True)
def list_webhooks(request: _Request) -> Response[bytes]:
    """Every webhook, removed ones too, without their keys."""
    with reading(house_of(request).engine) as connection:
        return listing(request, [msgspec.to_builtins(hook) for hook in all_webhooks(connection)], None)


@post("/webhooks", tags=["webhooks"], status_code=200, responses=_gives(Shown), sync_to_thread=True)
def add(request: _Request, data: JSONBody[NewWebhook]) -> Response[bytes]:
    """Register a webhook. Its key is shown this once. Where it may not lead, it is never delivered to."""
    house, by = _doing(request)
    check_url(data.url, house.webhook_networks)
    with writing(house.engine) as connection:
        hook, secret = add_webhook(connection, house.vault, data.url, data.events, data.label, by)
    return _answer(Shown(webhook=hook, secret=secret))


@post("/webhook/rotate", tags=["webhooks"], status_code=200, responses=_gives(Shown), sync_to_thread=True)
def rotate(request: _Request, webhook_id: WebhookId, data: JSONBody[Rotation]) -> Response[bytes]:
    """Give a webhook a new key, shown this once. The one before signs beside it for some hours."""
    house, by = _doing(request)
    with writing(house.engine) as connection:
        hook, secret = rotate_key(connection, house.vault, webhook_id, data.hours, by)
    return _answer(Shown(webhook=hook, secret=secret))


@post("/webhook/remove", tags=["webhooks"], status_code=200, responses=_gives(Webhook), sync_to_thread=True)
def remove(request: _Request, webhook_id: WebhookId, data: JSONBody[Nothing]) -> Response[bytes]:
    """Remove a webhook; what waits for it is given up. The body is `{}`."""
    house, by = _doing(request)
    with writing(house.engine) as connection:
        return _answer(remove_webhook(connection, webhook_id, by))


@post("/webhook/ping", tags=["webhooks"], status_code=200, responses=_gives(Queued), sync_to_thread=True)
def send_ping(request: _Request, webhook_id: WebhookId, data: JSONBody[Nothing]) -> Response[bytes]:
    """Send an event of kind `ping`. The body is `{}`."""
    house, by = _doing(request)
    with writing(house.engine) as connection:
        return _answer(Queued(delivery_id=ping(connection, webhook_id, by)))


@get("/webhook/deliveries", tags=["webhooks"], responses=READS, sync_to_thread=True)
def deliveries(
    request: _Request, webhook_id: WebhookId, delivery_state: _State = None, after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """What was delivered to a webhook, waits, or was given up, the latest first, with the last attempts."""
    page = deliveries_of(house_of(request).engine, webhook_id, state=delivery_state, after=after, limit=limit)
    return listing(request, [msgspec.to_builtins(row) for row in page.rows], page.next)


@post("/webhook/redeliver", tags=["webhooks"], status_code=200, responses=_gives(Queued), sync_to_thread=True)
def deliver_again(request: _Request, delivery_id: DeliveryId, data: JSONBody[Nothing]) -> Response[bytes]:
    """Deliver again what was delivered or given up. The body is `{}`."""
    house, _ = _doing(request)
    with writing(house.engine) as connection:
        redeliver(connection, delivery_id)
    return _answer(Queued(delivery_id=delivery_id))
