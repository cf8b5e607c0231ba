"""The HTTP server: uvicorn, told what our product needs."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Awaitable, Callable, Iterator
from socket import socket
from typing import Any

import uvicorn

from visio.config.answers import Application
from visio.config.options import Options
from visio.serve.refusal import StartRefused

# Streams and sockets are closed before uvicorn waits for what is left.
GRACE_SECONDS = 1


class HttpServer(uvicorn.Server):
    """Leaves signals to us, and closes what holds connections open before it waits for connections to end."""

    def __init__(self, config: uvicorn.Config, before_shutdown: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._before_shutdown = before_shutdown

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await self._before_shutdown()
        await super().shutdown(sockets)


def configured(application: Application, options: Options) -> uvicorn.Config:
    from visio_sfu.serve import UVICORN_OPTIONS

    settings: dict[str, Any] = {
        **UVICORN_OPTIONS,
        "lifespan": "off",
        "log_config": None,
        "server_header": False,
        "proxy_headers": bool(options.trusted_proxy),
        "forwarded_allow_ips": ",".join(options.trusted_proxy),
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "timeout_keep_alive": 65,
        "h11_max_incomplete_event_size": 64 * 1024,
        "ssl_certfile": str(options.tls_cert) if options.tls_cert else None,
        "ssl_keyfile": str(options.tls_key) if options.tls_key else None,
    }
    return uvicorn.Config(application, **settings)


def check_certificate(options: Options) -> None:
    """Raises StartRefused when certificate and key cannot be used together."""
    if options.tls_cert is None or options.tls_key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(options.tls_cert, options.tls_key)
    except (ssl.SSLError, OSError):
        raise StartRefused("--tls-cert: certificate and key are no PEM files, or do not belong together.") from None
