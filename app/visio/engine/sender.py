"""Who sends a call's messages where several processes hear of them: one, so that browsers get each of them once."""

from __future__ import annotations

import logging
import secrets
from typing import Any, Protocol

from visio.errors.place import place

log = logging.getLogger("visio.engine")

# A process that ends keeps its calls for this long; what is told meanwhile is found in the state by clients, who see
# the gap in the numbers.
LEASE_SECONDS = 15

# KEYS[1] the call; ARGV: this process, seconds. Takes the call if nobody has it, and says whether it is this process's.
_SCRIPT = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""


class Sender(Protocol):
    def mine(self, call: str) -> bool:
        """Whether this process sends the messages of the call."""
        ...


class Alone:
    """No other process sends."""

    def mine(self, call: str) -> bool:
        return True


class SharedSender:
    """The first process that has something to send for a call goes on doing so, by a lease in Redis."""

    def __init__(self, url: str, prefix: str = "visio:sender:") -> None:
        import redis

        self._own = secrets.token_hex(8)
        self._prefix = prefix
        self._faults: type[Exception] = redis.RedisError
        self._redis: Any = redis.Redis.from_url(url)
        self._script: Any = self._redis.register_script(_SCRIPT)

    def mine(self, call: str) -> bool:
        try:
            return bool(self._script(keys=[self._prefix + call], args=[self._own, LEASE_SECONDS]))
        except self._faults as fault:
            # Twice is better than not at all: clients drop numbers that they have seen.
            log.warning("engine.sender-unknown %s", place(fault))
            return True
