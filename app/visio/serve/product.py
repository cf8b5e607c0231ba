"""Everything that runs in the process, in the order in which it starts and ends."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from socket import socket
from typing import TYPE_CHECKING, Any

import visio
from visio.config import bridge, running
from visio.config.asgi import Applications, Gate
from visio.config.options import Options
from visio.config.printed import base_address, shown
from visio.config.secrets import Secrets
from visio.serve import vite
from visio.serve.child import Worker
from visio.serve.http import HttpServer, configured
from visio.serve.prepare import django_and_database
from visio.serve.sockets import listen

if TYPE_CHECKING:
    from livekit.protocol.webhook import WebhookEvent
    from visio_sfu.serve import MediaServer

    from visio.engine.base import Engine
    from visio.engine.outbox import Outbox
    from visio.events.bus import Bus
    from visio.lobby.stream import Hub
    from visio.recordings.imports.upload import Uploads
    from visio.recordings.media.app import MediaFiles
    from visio.serve.clock_socket import ClockSocket
    from visio.serve.sweeper import Sweeper

log = logging.getLogger("visio.serve")


class Product:
    """One running installation. `run` returns when it has ended."""

    def __init__(self, options: Options, secrets: Secrets, sockets: list[socket]) -> None:
        self._options = options
        self._secrets = secrets
        self._sockets = sockets
        self._gate = Gate()
        self._server = HttpServer(configured(self._gate, options), self._close_streams)
        self._background = ThreadPoolExecutor(2, thread_name_prefix="background")
        # Notices are applied one after the other, in the order in which the engine tells them.
        self._notices = ThreadPoolExecutor(1, thread_name_prefix="notices")
        self._worker = Worker(options)
        self._setup_token: str | None = None
        self._bus: Bus | None = None
        self._hub: Hub | None = None
        self._media: MediaServer | None = None
        self._outbox: Outbox | None = None
        self._bridge: bridge.Bridge | None = None
        self._films: MediaFiles | None = None
        self._uploads: Uploads | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._inner: HttpServer | None = None
        self._inner_serving: asyncio.Task[None] | None = None
        self._test_clock: ClockSocket | None = None
        self._vite: asyncio.subprocess.Process | None = None

    async def run(self) -> int:
        """Starts, says so, and waits for a signal. Raises StartRefused."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._server.handle_exit, number, None)
        serving = asyncio.create_task(self._server.serve(self._sockets))
        try:
            await self._start()
            if not self._server.should_exit:
                self._say_ready()
        except BaseException:
            self._server.should_exit = True
            raise
        finally:
            await serving
            await self._end()
        return 0

    # ---- start

    async def _start(self) -> None:
        await self._on(self._background, lambda: django_and_database(self._options))
        from visio.lobby.stream import Hub

        self._hub = hub = Hub(asyncio.get_running_loop())
        bus, self._setup_token = await self._on(self._background, lambda: self._prepare_domains(hub))
        engine = await self._start_engine(bus)
        await self._start_timers(engine, bus)
        self._open_gate(hub)
        if self._options.dev:
            self._vite = await vite.start(self._options.port, f"http://127.0.0.1:{self._port}")

    def _prepare_domains(self, hub: Hub) -> tuple[Bus, str | None]:
        """Bus and limits, and what the process before left behind. Returns the bus and a set-up token, if needed."""
        from visio.accounts import links
        from visio.calls import sweep
        from visio.captions import availability
        from visio.captions.history import history
        from visio.config.clock import now
        from visio.lobby import services as lobby
        from visio.recordings.imports import admission
        from visio.serve import backends

        self._bus = backends.bus_and_limits(self._options)
        self._bus.subscribe("lobby", hub.receive)
        history().listen(self._bus)
        availability.translations()  # what is wrong with the model's folder is said at the start
        sweep.interrupted(now())
        lobby.nobody_listens(now())
        admission.forget_unfinished()
        return self._bus, links.make_setup_link() if links.set_up_needed() else None

    async def _start_engine(self, bus: Bus) -> Engine:
        from visio.engine import base
        from visio.engine.outbox import Outbox
        from visio.serve import backends

        if self._options.media_url:
            engine: Engine = backends.other_engine(self._options)
        else:
            self._media = backends.media_server(self._options, self._secrets, self._on_notice)
            await backends.start_media(self._media)
            engine = backends.embedded_engine(self._media, self._secrets)
        base.use(engine)
        self._outbox = Outbox(engine, sender=backends.sender(self._options))
        bus.subscribe("call", self._outbox.post)
        return engine

    async def _start_timers(self, engine: Engine, bus: Bus) -> None:
        from visio.serve.beat import Beat
        from visio.serve.clock_socket import ClockSocket
        from visio.serve.sweeper import Sweeper

        sweeper: Sweeper = Sweeper(engine, lambda step: self._on(self._background, step))
        self._sweeping = asyncio.create_task(sweeper.forever())
        self._beating = asyncio.create_task(Beat(bus, lambda step: self._on(self._background, step)).forever())
        self._worker.start(await self._inner_url())
        if self._options.test_clock is not None:
            self._test_clock = ClockSocket(self._options.test_clock, sweeper.now)
            await self._test_clock.start()

    async def _inner_url(self) -> str:
        """Where programs of ours find the signalling: this server, or with TLS a plain one on loopback."""
        if self._options.tls_cert is None:
            return f"ws://{shown(_local(self._options.bind))}:{self._port}"
        plain = dataclasses.replace(self._options, tls_cert=None, tls_key=None)
        self._inner = HttpServer(configured(self._gate, plain), _nothing)
        [inner, *_] = sockets = listen(("127.0.0.1",), 0)
        self._inner_serving = asyncio.create_task(self._inner.serve(sockets))
        return f"ws://127.0.0.1:{inner.getsockname()[1]}"

    def _open_gate(self, hub: Hub) -> None:
        from django.core.wsgi import get_wsgi_application

        from visio.api.authentication import waiting_request
        from visio.lobby.stream import LobbyEvents
        from visio.operations.health import ready
        from visio.pages.assets import Assets
        from visio.pages.shell import CLIENT
        from visio.recordings.imports.upload import Uploads
        from visio.recordings.media.app import MediaFiles
        from visio.storage.current import storage

        self._bridge = bridge.Bridge(get_wsgi_application())
        self._films = MediaFiles(storage)
        self._uploads = Uploads(self._bridge)
        self._gate.open(
            Applications(
                django=self._bridge,
                events=LobbyEvents(hub, lambda step: self._on(self._background, step), waiting_request),
                assets=Assets(CLIENT),
                media=self._films,
                imports=self._uploads,
                engine=self._media.app if self._media is not None else None,
                ready=lambda: self._on(self._background, ready),
            )
        )

    async def _on_notice(self, event: WebhookEvent) -> None:
        from visio.serve.backends import apply_notice

        await self._on(self._notices, lambda: apply_notice(event))

    def _on(self, pool: ThreadPoolExecutor, step: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(pool, step)

    # ---- said

    @property
    def _port(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    def _say_ready(self) -> None:
        url = base_address(self._options, self._options.port if self._options.dev else self._port)
        running.note(self._options.data, url)
        names = [each.getsockname() for each in self._sockets]
        udp_port, addresses = self._media.media_addresses if self._media is not None else (None, [])
        line: dict[str, Any] = {
            "event": "ready",
            "url": url,
            "listen": [f"{shown(str(name[0]))}:{name[1]}" for name in names],
            "media": {"udp_port": udp_port, "addresses": addresses},
        }
        if self._setup_token is not None:
            line["setup_url"] = f"{url}/setup#{self._setup_token}"
            sys.stderr.write(f"\nOpen this link once to create the first administrator:\n\n    {line['setup_url']}\n\n")
        line["version"] = visio.__version__
        sys.stderr.write(f"Visio {visio.__version__} is ready on {url}\n")
        sys.stderr.flush()
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    # ---- end

    async def _close_streams(self) -> None:
        """Before the HTTP server waits for its connections: event streams, then calls."""
        if self._hub is not None:
            self._hub.close()
        if self._sweeping is not None:
            self._sweeping.cancel()
        if self._beating is not None:
            self._beating.cancel()
        if self._inner is not None:
            self._inner.should_exit = True
        if self._media is not None:
            await self._media.stop()

    async def _end(self) -> None:
        running.forget(self._options.data)
        if self._vite is not None and self._vite.returncode is None:
            self._vite.terminate()
        if self._test_clock is not None:
            self._test_clock.close()
        await self._worker.stop()
        if self._inner_serving is not None:
            await self._inner_serving
        if self._outbox is not None:
            await asyncio.to_thread(self._outbox.close)
        for served in (self._bridge, self._films, self._uploads):
            if served is not None:
                served.close()
        if self._bus is not None:
            self._bus.close()
        for pool in (self._background, self._notices):
            pool.shutdown(wait=False, cancel_futures=True)


def _local(addresses: Sequence[str]) -> str:
    """An address of `--bind` that this machine itself can connect to."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared, not bound)
    return reachable.get(addresses[0], addresses[0])


async def _nothing() -> None:
    """The inner server holds no streams of its own."""
