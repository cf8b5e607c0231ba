"""A chat endpoint of the tests' own that translates: the words backwards, behind the language it was told."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

from openai_server import send


def said(content: object) -> dict[str, Any]:
    """An answer of `/v1/chat/completions`."""
    message = {"role": "assistant", "content": content}
    return {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def backwards(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    """Checks what a client of that protocol sends, byte for byte where it is fixed."""
    assert handler.path == "/v1/chat/completions"
    assert handler.headers["Content-Type"] == "application/json"
    system, user = request["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    send(handler, said(" ".join(reversed(user["content"].split()))))
