"""One contract for every back end that counts."""

from __future__ import annotations

import pytest
from visio.limits.memory import MOST_KEYS, MemoryCounter
from visio.limits.rates import Counter, Rate
from visio.testing.redis import redis_server  # noqa: F401 (a fixture)

THRICE = Rate("thrice", 3, 60)


@pytest.fixture(params=["memory", "redis"])
def counter(request) -> Counter:
    if request.param == "memory":
        return MemoryCounter()
    from visio.limits.shared import RedisCounter

    found = RedisCounter(request.getfixturevalue("redis_server"), prefix="test:")
    found.clear()
    return found


def test_the_fourth_within_a_minute_waits_until_the_first_is_a_minute_old(counter):
    assert [counter.add("k", THRICE, at) for at in (0.0, 10.0, 20.0)] == [0, 0, 0]
    assert counter.add("k", THRICE, 30.0) == pytest.approx(30)
    assert counter.add("k", THRICE, 60.0) == 0
    assert counter.add("k", THRICE, 60.0) == pytest.approx(10)


def test_what_is_refused_is_not_counted(counter):
    for at in (0.0, 0.0, 0.0):
        counter.add("k", THRICE, at)
    for _ in range(5):
        counter.add("k", THRICE, 59.0)
    assert counter.add("k", THRICE, 60.0) == 0


def test_looking_does_not_count(counter):
    for _ in range(5):
        assert counter.wait("k", THRICE, 0.0) == 0
    assert counter.add("k", THRICE, 0.0) == 0


def test_keys_do_not_mix(counter):
    for _ in range(3):
        counter.add("a", THRICE, 0.0)
    assert counter.add("b", THRICE, 0.0) == 0


def test_memory_stays_bounded():
    counter = MemoryCounter()
    for number in range(MOST_KEYS + 10):
        counter.add(f"{number}", THRICE, 0.0)
    assert len(counter._times) == MOST_KEYS
