"""Another LiveKit server, by its server API over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
from google.protobuf.message import Message

from visio.config.clock import real_now
from visio.engine.base import EngineFailed
from visio.engine.tokens import server_token
from visio.engine.twirp import TwirpEngine

CALL_TIMEOUT_SECONDS = 5.0


class LiveKitEngine(TwirpEngine):
    """`url` is what browsers use (ws or wss, http or https); server calls go to the same host."""

    def __init__(self, url: str, key: str, secret: str, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__(self._post)
        self._url = url.replace("http", "ws", 1) if url.startswith("http") else url
        self._credentials = (key, secret)
        base = self._url.replace("ws", "http", 1)
        self._client = httpx.Client(base_url=base, timeout=CALL_TIMEOUT_SECONDS, transport=transport, trust_env=False)

    @property
    def credentials(self) -> tuple[str, str]:
        return self._credentials

    @property
    def url(self) -> str | None:
        return self._url

    @property
    def connect_within_seconds(self) -> int:
        # Stock LiveKit cannot refuse the token of somebody who was removed, so tokens must die soon.
        return 60

    def _post(self, method: str, request: Message, response: type[Message]) -> Any:
        headers = {
            "Authorization": f"Bearer {server_token(self._credentials, getattr(request, 'room', ''), real_now())}",
            "Content-Type": "application/protobuf",
        }
        try:
            answer = self._client.post(
                f"/twirp/livekit.RoomService/{method}", content=request.SerializeToString(), headers=headers
            )
        except httpx.HTTPError as fault:
            raise EngineFailed("unreachable") from fault
        if answer.status_code != httpx.codes.OK:
            raise EngineFailed(_code(answer))
        return response.FromString(answer.content)


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return f"http-{answer.status_code}"
