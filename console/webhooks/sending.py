"""Sends one event to one webhook: to the address that was looked at, within a time, following nothing."""

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import NamedTuple

import httpx2

from console.webhooks.addresses import Forbidden, Network, look_up, target_of
from detector.errors import UsageError
from store.webhooks.delivering import Outcome

DEADLINE_S = 15.0
"""For one attempt from the look-up to the status line, however slowly the other side talks."""


class Letter(NamedTuple):
    """What is sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def new_client() -> httpx2.AsyncClient:
    """A client that goes straight to where it is told: no proxies of the environment, no redirects, no cookies."""
    limits = httpx2.Limits(max_keepalive_connections=0)
    return httpx2.AsyncClient(
        verify=ssl.create_default_context(), trust_env=False, follow_redirects=False, timeout=DEADLINE_S, limits=limits
    )


async def send(
    client: httpx2.AsyncClient,
    letter: Letter,
    networks: Sequence[Network],
    now: Callable[[], datetime],
    deadline_s: float = DEADLINE_S,
) -> Outcome:
    """What came of an attempt. What the other side answers beside its status is not read, and nothing is raised."""
    began = perf_counter()
    status, error = None, None
    try:
        async with asyncio.timeout(deadline_s):
            status = await _post(client, letter, networks)
    except TimeoutError:
        error = "timeout"
    except Forbidden:
        error = "forbidden_address"
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UsageError) as failed:
        error = _name_of(failed)
    return Outcome(now(), status, error, round((perf_counter() - began) * 1000))


async def _post(client: httpx2.AsyncClient, letter: Letter, networks: Sequence[Network]) -> int:
    target = target_of(letter.url)
    address = await asyncio.to_thread(look_up, target, networks)
    url = httpx2.URL(letter.url)
    host = url.netloc.decode("ascii")
    request = client.build_request(
        "POST",
        url.copy_with(host=str(address)),
        content=letter.body,
        headers={**letter.headers, "Host": host},
        extensions={"sni_hostname": target.host},
    )
    response = await client.send(request, stream=True)
    await response.aclose()
    return response.status_code


def _name_of(failed: Exception) -> str:
    """A kind of failure, not its words: those may quote what the other side sent."""
    cause: BaseException | None = failed
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    if isinstance(failed, httpx2.TimeoutException):
        return "timeout"
    return "connection" if isinstance(failed, httpx2.TransportError | OSError) else "protocol"
