"""The worker: a child of `visio serve` that erases what has reached its term. Long jobs will be its children."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

from visio.config.clock import clock, now
from visio.config.options import Options
from visio.errors.place import place
from visio.events.bus import Bus, Data

log = logging.getLogger("visio.worker")

PURGE_EVERY_SECONDS = 60.0


def work(options: Options) -> int:
    """Runs until standard input closes, which is when the parent is gone, or until a signal."""
    from visio.serve import logs

    logs.set_up(options.log_level)
    over = threading.Event()
    due = threading.Event()
    threading.Thread(target=_wait_for_parent, args=(over, due), name="parent", daemon=True).start()

    def stop(*_: object) -> None:
        over.set()
        due.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    _set_up_django()
    bus = _bus(options)
    bus.subscribe("clock", lambda data: _follow_clock(data, due))
    while not over.is_set():
        _purge()
        due.wait(PURGE_EVERY_SECONDS)
        due.clear()
    bus.close()
    return 0


def _set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "visio.config.django"
    import django

    django.setup()


def _bus(options: Options) -> Bus:
    from visio.events import bus as events
    from visio.serve.backends import EVENTS_SOCKET

    if options.redis_url:
        from visio.events.shared import RedisBus

        bus: Bus = RedisBus(options.redis_url)
    else:
        from visio.events.local import LocalBusClient

        bus = LocalBusClient(Path(options.data) / EVENTS_SOCKET)
    events.use(bus)
    return bus


def _follow_clock(data: Data, due: threading.Event) -> None:
    clock.set_offset(timedelta(seconds=float(data["offset"])))
    due.set()


def _purge() -> None:
    from django.db import close_old_connections

    from visio.retention.purge import purge

    close_old_connections()
    try:
        purge(now())
    except Exception as fault:  # the outermost edge: the next minute tries again
        log.error("purge.fault %s", place(fault))


def _wait_for_parent(over: threading.Event, due: threading.Event) -> None:
    sys.stdin.buffer.read()
    over.set()
    due.set()
