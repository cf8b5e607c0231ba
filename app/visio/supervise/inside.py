"""What a child of the worker does first: logs, database, bus, and the promise to end with its parent."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from visio.config import logs
from visio.config.clock import clock
from visio.config.options import Options
from visio.events.bus import Bus, Data


def end_with_parent(on_end: Callable[[], None]) -> None:
    """Calls `on_end` once, on a thread: when standard input closes, which is when the parent is gone."""

    def wait() -> None:
        # Not through `sys.stdin`: its lock would be held by this thread when the interpreter ends.
        while os.read(0, 4096):
            pass
        on_end()

    threading.Thread(target=wait, name="parent", daemon=True).start()


def on_signals(on_end: Callable[[], None]) -> None:
    """Calls `on_end` when the process is asked to end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: on_end())


def set_up(options: Options) -> Bus:
    """Logs, Django and the bus; follows the clock of tests."""
    logs.set_up(options.log_level)
    os.environ["DJANGO_SETTINGS_MODULE"] = "visio.config.django"
    import django

    django.setup()
    bus = _bus(options)
    bus.subscribe("clock", _follow_clock)
    return bus


def _bus(options: Options) -> Bus:
    from visio.events import bus as events

    if options.redis_url:
        from visio.events.shared import RedisBus

        bus: Bus = RedisBus(options.redis_url)
    else:
        from visio.events.local import EVENTS_SOCKET, LocalBusClient

        bus = LocalBusClient(Path(options.data) / EVENTS_SOCKET)
    events.use(bus)
    return bus


def _follow_clock(data: Data) -> None:
    clock.set_offset(timedelta(seconds=float(data["offset"])))
