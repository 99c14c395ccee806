"""How the clients connect: the settings as keyword arguments of aiokafka and of kafka-python."""

import ssl
from typing import Any

from streams.settings import Settings


def _ssl_context(settings: Settings) -> ssl.SSLContext | None:
    if "SSL" not in settings.security_protocol:
        return None
    context = ssl.create_default_context(cafile=None if settings.ssl_cafile is None else str(settings.ssl_cafile))
    if settings.ssl_certfile is not None:
        context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile)
    return context


def client_options(settings: Settings) -> dict[str, Any]:
    """What both client libraries call by the same names.

    >>> client_options(Settings(bootstrap_servers="a:1,b:2"))["bootstrap_servers"]
    ['a:1', 'b:2']
    """
    options: dict[str, Any] = {
        "bootstrap_servers": [server.strip() for server in settings.bootstrap_servers.split(",") if server.strip()],
        "security_protocol": settings.security_protocol,
        "ssl_context": _ssl_context(settings),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return options


def reader_options(settings: Settings) -> dict[str, Any]:
    """For aiokafka's consumers that read what was committed, from the beginning, and commit nothing themselves."""
    return {
        **client_options(settings),
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "isolation_level": "read_committed",
    }
