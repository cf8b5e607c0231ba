"""A server that speaks OpenAI's HTTP interface, on the operator's own machines: vLLM, llama.cpp, speaches and others.

Nothing is sent anywhere unless an address was set. Whatever the server does, a call ends: there is a limit to the time
of the whole answer and to its size, and redirects are not followed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import httpx

from visio_speech.errors import EngineConfused, EngineLate, EngineRefused, EngineUnreachable

LARGEST_ANSWER = 4 << 20
"""Bytes."""
_CONNECT = 10.0  # seconds


class OpenAiServer:
    """`base` ends with `/v1`. `timeout` is for one whole answer, in seconds."""

    def __init__(self, base: str, *, key: str = "", timeout: float = 120.0) -> None:
        self._timeout = timeout
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(
            base_url=base,
            headers=headers,
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT, timeout)),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def post_file(self, path: str, *, file: tuple[str, bytes, str], fields: Mapping[str, Any]) -> Any:
        """A form with one file (name, bytes, type). Raises SpeechError; returns the parsed JSON."""
        return self._answer(self._client.build_request("POST", path, data=dict(fields), files={"file": file}))

    def post_json(self, path: str, body: Any) -> Any:
        """Raises SpeechError; returns the parsed JSON."""
        return self._answer(self._client.build_request("POST", path, json=body))

    def _answer(self, request: httpx.Request) -> Any:
        until = time.monotonic() + self._timeout
        try:
            response = self._client.send(request, stream=True)
            try:
                require_success(response.status_code)
                return parsed(self._body(response, until))
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise EngineLate(seconds=self._timeout) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EngineUnreachable() from error

    def _body(self, response: httpx.Response, until: float) -> bytes:
        body = b""
        for part in response.iter_bytes():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise EngineConfused(reason="it is too long")
            if time.monotonic() > until:
                raise EngineLate(seconds=self._timeout)
        return body


def require_success(status: int) -> None:
    """What the status of an answer means. Raises EngineUnreachable, which may pass, or EngineRefused."""
    if status >= 500:
        raise EngineUnreachable
    if status != 200:
        raise EngineRefused(status=status)


def parsed(body: bytes) -> Any:
    """Raises EngineConfused for what is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise EngineConfused(reason="it is not JSON") from error
