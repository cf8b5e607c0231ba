"""Counts in the memory of one process."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

from visio.limits.rates import Rate

# Beyond this many keys the one unused for longest is forgotten: memory stays bounded under any flood.
MOST_KEYS = 20_000


class MemoryCounter:
    """Sliding windows: one queue of times per key."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, key: str, rate: Rate, at: float) -> float:
        with self._lock:
            wait = self._wait(key, rate, at)
            if wait > 0:
                return wait
            self._times.setdefault(key, deque()).append(at)
            self._times.move_to_end(key)
            if len(self._times) > MOST_KEYS:
                self._times.popitem(last=False)
            return 0.0

    def wait(self, key: str, rate: Rate, at: float) -> float:
        with self._lock:
            return self._wait(key, rate, at)

    def clear(self) -> None:
        with self._lock:
            self._times.clear()

    def _wait(self, key: str, rate: Rate, at: float) -> float:
        times = self._times.get(key)
        if times is None:
            return 0.0
        while times and times[0] <= at - rate.seconds:
            times.popleft()
        if not times:
            del self._times[key]
            return 0.0
        return times[0] + rate.seconds - at if len(times) >= rate.times else 0.0
