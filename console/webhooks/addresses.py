"""Where webhooks may lead: to public addresses, and to networks that the operator names; never elsewhere inside.

Otherwise whoever registers one could have this machine knock at doors that only it can reach (SSRF): its own services,
a cloud's metadata, printers. A name is looked up once, and what was looked at is what is connected to: an answer of the
DNS that changes in between leads nowhere else.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from detector.errors import UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST_URL = 2000
_NAT64 = ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ip_network("64:ff9b:1::/48")


class Target(NamedTuple):
    """A webhook's address taken apart; `host` without brackets."""

    scheme: str
    host: str
    port: int


class Forbidden(UsageError):
    """A webhook would lead where none may."""


def read_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks beyond the public ones, such as 10.1.0.0/16. Raises UsageError."""
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        message = f"--webhook-network {error}; expected a network such as 10.1.0.0/16 or 127.0.0.0/8"
        raise UsageError(message) from None


def target_of(url: str) -> Target:
    """The target of a URL. Raises UsageError: no http or https, a name and password in it, a fragment, no host.

    >>> target_of("https://example.com/hook")
    Target(scheme='https', host='example.com', port=443)
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    wanted = parts.scheme in ("http", "https") and host and port != 0
    if not plain or not wanted or "@" in parts.netloc or parts.fragment or host is None:
        message = (
            "the address of a webhook is a URL such as https://example.com/hook, without a password and a fragment"
        )
        raise UsageError(message)
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def may_lead_to(address: Address, networks: Sequence[Network]) -> bool:
    """Whether a webhook may lead to an address; of one that stands for another, that one is looked at.

    >>> [may_lead_to(ip_address(a), ()) for a in ("93.184.216.34", "127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    inner = _inner(address)
    if any(inner in network or address in network for network in networks):
        return True
    return inner.is_global and not inner.is_multicast and inner == address


def _inner(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or address in _LOCAL_NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address


def check_address(address: Address, target: Target, networks: Sequence[Network]) -> None:
    """Raises Forbidden: an address inside, or one without TLS that the operator did not name."""
    if not may_lead_to(address, networks):
        message = f"{target.host} leads to {address}, where webhooks may not lead; the operator can name its network"
        raise Forbidden(message)
    if target.scheme == "http" and not any(address in network for network in networks):
        message = f"{target.host} is public: a webhook there takes https"
        raise Forbidden(message)


def check_url(url: str, networks: Sequence[Network]) -> None:
    """See that an address may be one. A name is looked up when something is delivered, each time. Raises UsageError."""
    target = target_of(url)
    try:
        address = ip_address(target.host)
    except ValueError:
        return
    check_address(address, target, networks)


def look_up(target: Target, networks: Sequence[Network]) -> Address:
    """The address to connect to. Raises Forbidden where any address of the name is one, OSError: there is none."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        check_address(address, target, networks)
    return addresses[0]
