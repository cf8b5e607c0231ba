"""Headers that keep pages from doing what they were not made for."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from visio.config import options

PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self),"
    " speaker-selection=(self), screen-wake-lock=(self), picture-in-picture=(self),"
    " geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()"
)


def content_policy(nonce: str, host: str, engine: str | None, storage: str | None = None) -> str:
    """No inline code, nothing from any other host.

    `host` is that of the request, `engine` another LiveKit server, `storage` where recordings are kept.
    """
    # `'self'` does not cover WebSockets in every browser that is supported, so the own host is named.
    connect = f"'self' ws://{host} wss://{host}"
    if engine:
        connect += f" {engine} {engine.replace('ws', 'http', 1)}"
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data: blob:",
        "media-src": f"'self' blob: {storage}" if storage else "'self' blob:",
        "font-src": "'self'",
        "connect-src": connect,
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


class OwnHostOnly:
    """Middleware: a request for a host that is not ours is refused before anything looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which Django answers with 400
        return self._get_response(request)


class SecurityHeaders:
    """Middleware: every answer of Django carries the policy; pages find their nonce in `request.style_nonce`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = new_nonce()
        request.style_nonce = nonce  # type: ignore[attr-defined]
        response = self._get_response(request)
        host = request.META.get("HTTP_HOST", "") or request.META.get("SERVER_NAME", "")
        media = options.current().media_url
        engine = media.replace("http", "ws", 1) if media.startswith("http") else media
        response.headers["Content-Security-Policy"] = content_policy(nonce, _plain(host), engine or None, _storage())
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _plain(host: str) -> str:
    """The host as it may stand in a header; anything else than a host is left out."""
    return host if host and all(letter.isalnum() or letter in ".-:[]" for letter in host) else "localhost"


def _storage() -> str | None:
    """Where recordings are played from, if not from here."""
    parts = urlsplit(options.current().s3_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None
