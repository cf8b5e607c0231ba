"""The bus over a Unix socket in the data folder (0600): `visio serve` listens, its children connect.

One line of JSON per event: `{"topic": …, "data": …}`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from visio.events.bus import Data, Receiver, Receivers

log = logging.getLogger("visio.events")

# A child that does not read for this long is cut off; it repairs itself from the database when it connects again.
SEND_TIMEOUT_SECONDS = 2
LONGEST_LINE = 256 * 1024

# In the data folder.
EVENTS_SOCKET = "events.sock"
LONGEST_SOCKET_NAME = 100


class Connection:
    """One end of one connection; calls `on_event` for each line that arrives."""

    def __init__(self, stream: socket.socket, receivers: Receivers) -> None:
        self._stream = stream
        self._receivers = receivers
        self._sending = threading.Lock()
        # Of the kernel, for sending alone: Python's own timeout would end the thread that reads, too.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_TIMEOUT_SECONDS, 0))

    def send(self, line: bytes) -> None:
        """Raises OSError when the other end is gone or does not read."""
        with self._sending:
            self._stream.sendall(line)

    def read(self, pass_on: Callable[[str, Data], None] | None = None) -> None:
        """Returns when the other end closes. `pass_on` gets each event after the receivers have."""
        with contextlib.suppress(OSError), self._stream.makefile("rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                self._take(line, pass_on)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def _take(self, line: bytes, pass_on: Callable[[str, Data], None] | None) -> None:
        try:
            event = cast("dict[str, Any]", json.loads(line))
            topic, data = str(event["topic"]), cast(Data, event["data"])
        except (ValueError, KeyError, TypeError):
            log.warning("events.line-refused bytes=%d", len(line))
            return
        self._receivers.call(topic, data)
        if pass_on is not None:
            pass_on(topic, data)


class LocalBus:
    """The listening end. What one process says is heard by all the others and by this one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._receivers = Receivers()
        self._connections: set[Connection] = set()
        self._lock = threading.Lock()
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        _bind_private(self._listener, path)
        self._listener.listen(8)
        threading.Thread(target=self._accept, name="events-listen", daemon=True).start()

    def publish(self, topic: str, data: Data) -> None:
        self._receivers.call(topic, data)
        self._forward(topic, data)

    def subscribe(self, topic: str, receiver: Receiver) -> None:
        self._receivers.add(topic, receiver)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections, self._connections = self._connections, set()
        for connection in connections:
            connection.close()
        self._path.unlink(missing_ok=True)

    def _forward(self, topic: str, data: Data, besides: Connection | None = None) -> None:
        with self._lock:
            connections = [connection for connection in self._connections if connection is not besides]
        line = _line(topic, data) if connections else b""
        for connection in connections:
            try:
                connection.send(line)
            except OSError:
                self._drop(connection)

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            connection = Connection(stream, self._receivers)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name="events-read", daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        connection.read(lambda topic, data: self._forward(topic, data, besides=connection))
        self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        with self._lock:
            self._connections.discard(connection)
        connection.close()


class LocalBusClient:
    """The connecting end, in a child process. `on_close` is called when the other end is gone."""

    def __init__(self, path: Path) -> None:
        self._receivers = Receivers()
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _reachable(path) as name:
            stream.connect(name)
        self._connection = Connection(stream, self._receivers)
        self.closed = threading.Event()
        threading.Thread(target=self._read, name="events-read", daemon=True).start()

    def publish(self, topic: str, data: Data) -> None:
        self._receivers.call(topic, data)
        with contextlib.suppress(OSError):
            self._connection.send(_line(topic, data))

    def subscribe(self, topic: str, receiver: Receiver) -> None:
        self._receivers.add(topic, receiver)

    def close(self) -> None:
        self._connection.close()

    def _read(self) -> None:
        self._connection.read()
        self.closed.set()


def _line(topic: str, data: Data) -> bytes:
    return json.dumps({"topic": topic, "data": data}, separators=(",", ":")).encode() + b"\n"


def _bind_private(listener: socket.socket, path: Path) -> None:
    """Binds at `path`, readable by this user alone. The folder is 0700, so at no moment do others get in."""
    with _reachable(path) as name:
        listener.bind(name)
    path.chmod(0o600)


@contextlib.contextmanager
def _reachable(path: Path) -> Iterator[str]:
    """A name of `path` that fits into a socket address, which takes some 100 bytes."""
    if len(str(path).encode()) < LONGEST_SOCKET_NAME:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
