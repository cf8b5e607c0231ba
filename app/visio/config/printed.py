"""Addresses that are printed."""

from __future__ import annotations

from visio.config.options import Options

_ANY = ("0.0.0.0", "::")  # noqa: S104 (compared with, not listened on)


def base_address(options: Options, port: int) -> str:
    """The address to open in a browser on this machine, or the public one."""
    if options.public_url:
        return options.public_url
    scheme = "https" if options.tls_cert is not None else "http"
    host = options.bind[0] if options.bind[0] not in _ANY else "127.0.0.1"
    return f"{scheme}://{shown(host)}:{port}"


def shown(host: str) -> str:
    """An IP address as it stands in a URL."""
    return f"[{host}]" if ":" in host else host
