"""The bus: topics, receivers, and the promise that nothing is told before it is true.

Topics in use: `call` (a message or an order for the media engine), `lobby` (a lobby request changed), `clock`
(the test clock moved). Data is a JSON object.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction

log = logging.getLogger("visio.events")

Data = dict[str, Any]
Receiver = Callable[[Data], None]


class Bus(Protocol):
    """A back end. Receivers are called on a thread of the back end or of the publisher and must not block."""

    def publish(self, topic: str, data: Data) -> None:
        """Hands `data` to the receivers of every process on the bus, this one included."""
        ...

    def subscribe(self, topic: str, receiver: Receiver) -> None: ...

    def close(self) -> None: ...


class Receivers:
    """Receivers of one process, by topic."""

    def __init__(self) -> None:
        self._by_topic: dict[str, list[Receiver]] = {}

    def add(self, topic: str, receiver: Receiver) -> None:
        self._by_topic.setdefault(topic, []).append(receiver)

    def call(self, topic: str, data: Data) -> None:
        for receiver in self._by_topic.get(topic, ()):
            try:
                receiver(data)
            except Exception as fault:
                # One receiver must not keep the others from hearing; its text may hold what people wrote.
                log.error("events.receiver-failed topic=%s fault=%s", topic, type(fault).__name__)


class MemoryBus:
    """One process only: tests, and commands that run alone."""

    def __init__(self) -> None:
        self.receivers = Receivers()

    def publish(self, topic: str, data: Data) -> None:
        self.receivers.call(topic, data)

    def subscribe(self, topic: str, receiver: Receiver) -> None:
        self.receivers.add(topic, receiver)

    def close(self) -> None:
        pass


_bus: Bus = MemoryBus()


def use(bus: Bus) -> None:
    global _bus
    _bus = bus


def bus() -> Bus:
    return _bus


def tell(topic: str, data: Data) -> None:
    """Publishes once the open transaction is committed; never if it is rolled back."""
    transaction.on_commit(lambda: _bus.publish(topic, data))
