"""Counts in Redis or Valkey, shared by several processes."""

from __future__ import annotations

import secrets
from typing import Any

from visio.limits.rates import Rate

# KEYS[1] the window; ARGV: now, seconds, times, a unique member, 1 to count. Returns the seconds to wait as text.
_SCRIPT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return tostring(first[2] + ARGV[2] - ARGV[1])
end
if ARGV[5] == '1' then
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return '0'
"""


class RedisCounter:
    """Sliding windows as sorted sets; one script call each, so that two processes cannot both take the last place."""

    def __init__(self, url: str, prefix: str = "visio:limit:") -> None:
        import redis

        self._prefix = prefix
        self._redis: Any = redis.Redis.from_url(url)
        self._script: Any = self._redis.register_script(_SCRIPT)

    def add(self, key: str, rate: Rate, at: float) -> float:
        return self._run(key, rate, at, count=True)

    def wait(self, key: str, rate: Rate, at: float) -> float:
        return self._run(key, rate, at, count=False)

    def clear(self) -> None:
        for key in self._redis.scan_iter(match=f"{self._prefix}*"):
            self._redis.delete(key)

    def _run(self, key: str, rate: Rate, at: float, *, count: bool) -> float:
        arguments = [f"{at:.6f}", rate.seconds, rate.times, secrets.token_hex(8), "1" if count else "0"]
        return max(0.0, float(self._script(keys=[self._prefix + key], args=arguments)))
