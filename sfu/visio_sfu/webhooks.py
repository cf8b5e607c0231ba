"""Notices to the application: in order, signed, tried again a bounded number of times.

A notice is the JSON of a WebhookEvent; the Authorization header holds a token whose claim `sha256` is the base64
hash of the body, which the receivers of livekit-api and livekit-server-sdk check.
"""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import httpx
from google.protobuf import json_format
from livekit.protocol.webhook import WebhookEvent

from visio_sfu.clock import Clock
from visio_sfu.tokens import Claims, VideoGrants, sign_token

WebhookReceiver = Callable[[WebhookEvent], Awaitable[None]]

MAX_WAITING: Final = 10_000
"""Notices kept for a receiver that does not answer; the oldest are given up, and the next one that arrives tells
how many."""
RETRY_AFTER_S: Final = (0.5, 1.0, 2.0, 4.0)
TIMEOUT_S: Final = 10.0
TOKEN_LIFE_S: Final = 300.0
STOP_PATIENCE_S: Final = 1.0
"""How long a stop waits for the last notices."""

log = logging.getLogger("visio_sfu.webhooks")


class Webhooks:
    """All receivers; each has its own queue, so that a slow one holds up nobody else."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        signing_key: tuple[str, str],
        clock: Clock,
        receiver: WebhookReceiver | None = None,
    ) -> None:
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) if urls else None
        self._queues: list[_Queue] = []
        if receiver is not None:
            self._queues.append(_Queue(receiver))
        if self._client is not None:
            posts = [_Post(url, self._client, signing_key=signing_key, clock=clock) for url in urls]
            self._queues += [_Queue(post.deliver) for post in posts]

    def start(self) -> None:
        for queue in self._queues:
            queue.start()

    def put(self, event: WebhookEvent) -> None:
        for queue in self._queues:
            queue.put(event)

    async def stop(self) -> None:
        await asyncio.gather(*(queue.stop() for queue in self._queues))
        if self._client is not None:
            await self._client.aclose()


class _Queue:
    """The notices for one receiver, delivered one after the other."""

    def __init__(self, deliver: WebhookReceiver) -> None:
        self._deliver = deliver
        self._waiting: asyncio.Queue[WebhookEvent] = asyncio.Queue()
        self._dropped = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def put(self, event: WebhookEvent) -> None:
        if self._waiting.qsize() >= MAX_WAITING:
            self._waiting.get_nowait()
            self._waiting.task_done()
            self._dropped += 1
        self._waiting.put_nowait(event)

    async def stop(self) -> None:
        if self._task is None:
            return
        try:
            async with asyncio.timeout(STOP_PATIENCE_S):
                await self._waiting.join()
        except TimeoutError:
            log.warning("webhooks.given-up waiting=%d", self._waiting.qsize())
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            event = await self._waiting.get()
            if self._dropped:
                event = _copy(event)
                event.num_dropped, self._dropped = self._dropped, 0
            try:
                await self._deliver(event)
            except Exception:  # The edge of a task: a receiver's fault must not end the notices.
                log.exception("webhooks.receiver-failed event=%s", event.event)
            finally:
                self._waiting.task_done()


class _Post:
    """Delivery by HTTP to one URL."""

    def __init__(self, url: str, client: httpx.AsyncClient, *, signing_key: tuple[str, str], clock: Clock) -> None:
        self._url = url
        self._client = client
        self._signing_key = signing_key
        self._clock = clock

    async def deliver(self, event: WebhookEvent) -> None:
        for pause in (*RETRY_AFTER_S, None):
            if await self._accepted(event):
                return
            if pause is not None:
                await asyncio.sleep(pause)
        log.warning("webhooks.not-delivered event=%s id=%s", event.event, event.id)

    async def _accepted(self, event: WebhookEvent) -> bool:
        body = json_format.MessageToJson(event, indent=None).encode()
        headers = {"content-type": "application/webhook+json", "authorization": self._signature(body)}
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        # Another 4xx will not become better by asking again.
        return answer.is_success or (answer.is_client_error and answer.status_code not in {408, 429})

    def _signature(self, body: bytes) -> str:
        key, secret = self._signing_key
        now = self._clock.now()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        claims = Claims(
            key=key, identity="", grants=VideoGrants(), expires_at=now + TOKEN_LIFE_S, issued_at=now, sha256=digest
        )
        return sign_token(claims, secret=secret)


def _copy(event: WebhookEvent) -> WebhookEvent:
    copy = WebhookEvent()
    copy.CopyFrom(event)
    return copy
