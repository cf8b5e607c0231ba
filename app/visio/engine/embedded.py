"""The media server in this process. Calls cross from request threads into its event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from google.protobuf.message import Message

from visio.engine.base import EngineFailed
from visio.engine.twirp import TwirpEngine

if TYPE_CHECKING:
    from visio_sfu.serve import MediaServer

CALL_TIMEOUT_SECONDS = 5.0


class EmbeddedEngine(TwirpEngine):
    """Calls `server` on `loop`. Never to be used on the loop's own thread: it would wait for itself."""

    def __init__(self, server: MediaServer, loop: asyncio.AbstractEventLoop, credentials: tuple[str, str]) -> None:
        super().__init__(self._cross)
        self._server = server
        self._loop = loop
        self._credentials = credentials

    @property
    def credentials(self) -> tuple[str, str]:
        return self._credentials

    @property
    def url(self) -> str | None:
        return None

    @property
    def connect_within_seconds(self) -> int:
        return 600

    def _cross(self, method: str, request: Message, response: type[Message]) -> Any:
        from visio_sfu.errors import ApiError

        future = asyncio.run_coroutine_threadsafe(self._server.call(method, request), self._loop)
        try:
            return future.result(CALL_TIMEOUT_SECONDS)
        except ApiError as fault:
            raise EngineFailed(str(fault.code)) from None
        except TimeoutError:
            future.cancel()
            raise EngineFailed("deadline_exceeded") from None
