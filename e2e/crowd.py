"""People without a browser, for stories in which they only have to be there."""

import asyncio
from threading import Thread

from visio_client import Participant, join

from e2e.waiting import PATIENCE

LIMIT_S = 30.0


class Crowd:
    """Headless participants. They live on an event loop of their own: Playwright keeps the test's thread for itself."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._people: list[Participant] = []

    def arrive(self, media: list[dict[str, str]]) -> None:
        """All enter at the same time. `media` is that of join answers: address and token of each."""
        asyncio.run_coroutine_threadsafe(self._arrive(media), self._loop).result(LIMIT_S * PATIENCE)

    async def _arrive(self, media: list[dict[str, str]]) -> None:
        self._people += await asyncio.gather(
            *(join(place["url"], place["token"], auto_subscribe=False) for place in media)
        )

    def close(self) -> None:
        """All leave."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(LIMIT_S * PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _leave(self) -> None:
        await asyncio.gather(*(person.leave() for person in self._people))
