"""Which back ends this installation uses: bus, limits, media engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from visio.config.options import Options
from visio.config.secrets import Secrets
from visio.events import bus as events
from visio.events.bus import Bus
from visio.limits import rates
from visio.serve.refusal import StartRefused

if TYPE_CHECKING:
    from livekit.protocol.webhook import WebhookEvent
    from visio_sfu.serve import MediaServer

    from visio.engine.base import Engine
    from visio.engine.sender import Sender


def bus_and_limits(options: Options) -> Bus:
    """In this process and its children, or over Redis. Raises StartRefused."""
    if options.redis_url:
        bus = _redis(options.redis_url)
    else:
        from visio.events.local import EVENTS_SOCKET, LocalBus
        from visio.limits.memory import MemoryCounter

        bus = LocalBus(options.data / EVENTS_SOCKET)
        rates.use(MemoryCounter())
    events.use(bus)
    return bus


def _redis(url: str) -> Bus:
    from redis.exceptions import RedisError

    from visio.events.shared import RedisBus
    from visio.limits.shared import RedisCounter

    try:
        bus = RedisBus(url)
        rates.use(RedisCounter(url))
    except (RedisError, OSError, ValueError):
        raise StartRefused("REDIS_URL: the Redis server does not answer, or refuses this user.") from None
    return bus


def media_server(
    options: Options, secrets: Secrets, on_notice: Callable[[WebhookEvent], Awaitable[None]]
) -> MediaServer:
    from visio_sfu.options import MediaOptions, RoomDefaults
    from visio_sfu.serve import MediaServer

    media = MediaOptions(
        keys={secrets.media_key: secrets.media_secret},
        udp_port=options.udp_port,
        media_bind=options.media_bind,
        advertised=options.advertise,
        rooms=RoomDefaults(auto_create=False),
    )
    return MediaServer(media, on_webhook=on_notice)


async def start_media(server: MediaServer) -> None:
    """Raises StartRefused."""
    from visio_sfu.errors import StartRefused as MediaRefused

    try:
        await server.start()
    except MediaRefused as refusal:
        raise StartRefused(str(refusal)) from None


def embedded_engine(server: MediaServer, secrets: Secrets) -> Engine:
    from visio.engine.embedded import EmbeddedEngine

    return EmbeddedEngine(server, asyncio.get_running_loop(), (secrets.media_key, secrets.media_secret))


def other_engine(options: Options) -> Engine:
    from visio.engine.livekit import LiveKitEngine

    return LiveKitEngine(options.media_url, options.media_key, options.media_secret)


def sender(options: Options) -> Sender:
    """With a media server of its own each process has its own calls; one that is shared hears each message once."""
    from visio.engine.sender import Alone, SharedSender

    return SharedSender(options.redis_url) if options.redis_url and options.media_url else Alone()


def apply_notice(event: WebhookEvent) -> None:
    """On the thread of notices."""
    from django.db import close_old_connections

    from visio.calls import webhooks
    from visio.config.clock import now
    from visio.engine.base import engine
    from visio.engine.webhooks import notice

    close_old_connections()
    webhooks.receive(notice(event), engine(), now())
