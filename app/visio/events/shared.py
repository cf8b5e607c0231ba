"""The bus over Redis or Valkey publish/subscribe."""

from __future__ import annotations

import json
import threading
from typing import Any, cast

from visio.events.bus import Data, Receiver, Receivers


class RedisBus:
    """Every process on the same Redis and prefix hears every event."""

    def __init__(self, url: str, prefix: str = "visio:events") -> None:
        import redis

        self._channel = prefix
        self._receivers = Receivers()
        self._redis: Any = redis.Redis.from_url(url)
        self._inbox: Any = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        self._inbox.subscribe(self._channel)
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read, name="events-read", daemon=True)
        self._reader.start()

    def publish(self, topic: str, data: Data) -> None:
        self._redis.publish(self._channel, json.dumps({"topic": topic, "data": data}))

    def subscribe(self, topic: str, receiver: Receiver) -> None:
        self._receivers.add(topic, receiver)

    def close(self) -> None:
        self._closing.set()
        self._reader.join(timeout=2)
        self._inbox.close()
        self._redis.close()

    def _read(self) -> None:
        while not self._closing.is_set():
            message = self._inbox.get_message(timeout=0.5)
            if message is None:
                continue
            event = cast("dict[str, Any]", json.loads(message["data"]))
            self._receivers.call(str(event["topic"]), cast(Data, event["data"]))
