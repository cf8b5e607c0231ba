"""ASGI, as far as it is written by hand here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


async def answer(
    send: Send, status: HTTPStatus, content: bytes, headers: Mapping[str, str], *, head: bool = False
) -> None:
    """A whole answer; with `head` without its content."""
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    encoded.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": int(status), "headers": encoded})
    await send({"type": "http.response.body", "body": b"" if head else content})


async def plain(send: Send, status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None) -> None:
    """A line of text."""
    every = {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    await answer(send, status, text.encode(), {**every, **(headers or {})})


def header(scope: Scope, name: bytes) -> str:
    """The value of a header, empty if it is not there."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""
