"""One contract for every bus; and nothing is told before it is true."""

from __future__ import annotations

import contextlib
import queue
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from visio.events import bus as events
from visio.events.bus import Bus, MemoryBus
from visio.events.local import LocalBus, LocalBusClient
from visio.testing.redis import redis_server  # noqa: F401 (a fixture)

PATIENCE_SECONDS = 10


class Inbox:
    """What one process hears."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self._heard: queue.Queue[dict[str, object]] = queue.Queue()
        bus.subscribe("t", self._heard.put)

    def next(self) -> dict[str, object]:
        return self._heard.get(timeout=PATIENCE_SECONDS)


@pytest.fixture(params=["local", "redis"])
def pair(request, tmp_path: Path) -> Iterator[tuple[Inbox, Inbox]]:
    """Two processes on one bus."""
    if request.param == "local":
        first: Bus = LocalBus(tmp_path / "events.sock")
        second: Bus = LocalBusClient(tmp_path / "events.sock")
    else:
        from visio.events.shared import RedisBus

        address = request.getfixturevalue("redis_server")
        first, second = RedisBus(address), RedisBus(address)
    boxes = Inbox(first), Inbox(second)
    _until_connected(boxes)
    yield boxes
    second.close()
    first.close()


def _until_connected(boxes: tuple[Inbox, Inbox]) -> None:
    """Speaks from the second until the first hears it: from then on both hear everything."""
    for _ in range(100):
        boxes[1].bus.publish("t", {"hello": True})
        try:
            boxes[0]._heard.get(timeout=0.1)
            break
        except queue.Empty:
            continue
    for box in boxes:
        box.bus.publish("t", {"begin": id(box)})
    for box in boxes:
        begun: set[object] = set()
        while len(begun) < 2:
            heard = box.next()
            if "begin" in heard:
                begun.add(heard["begin"])


def test_everybody_hears_what_anybody_says(pair):
    for number, speaker in enumerate(pair):
        speaker.bus.publish("t", {"number": number, "text": "é\n"})
        for listener in pair:
            assert listener.next() == {"number": number, "text": "é\n"}


def test_children_hear_one_another(pair, tmp_path):
    if not isinstance(pair[0].bus, LocalBus):
        pytest.skip("over Redis all are equal")
    with contextlib.closing(LocalBusClient(tmp_path / "events.sock")) as third:
        heard = Inbox(third)
        _until_connected((pair[0], heard))
        pair[1].bus.publish("t", {"from": "a child"})
        while heard.next() != {"from": "a child"}:
            pass


def test_events_of_one_speaker_keep_their_order(pair):
    for number in range(50):
        pair[1].bus.publish("t", {"number": number})
    assert [pair[0].next()["number"] for _ in range(50)] == list(range(50))


def test_a_topic_is_heard_by_its_receivers_only(pair):
    pair[0].bus.publish("other", {"number": 1})
    pair[0].bus.publish("t", {"number": 2})
    assert pair[1].next() == {"number": 2}


def test_a_receiver_that_fails_does_not_keep_others_from_hearing(pair):
    def broken(_data: object) -> None:
        raise ValueError

    pair[0].bus.subscribe("t", broken)
    later = Inbox(pair[0].bus)
    pair[1].bus.publish("t", {"number": 1})
    assert later.next() == {"number": 1}


def test_the_socket_is_private(tmp_path):
    bus = LocalBus(tmp_path / "events.sock")
    assert stat.S_IMODE((tmp_path / "events.sock").stat().st_mode) == 0o600
    bus.close()
    assert not (tmp_path / "events.sock").exists()


def test_a_long_path_works(tmp_path):
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    bus = LocalBus(folder / "events.sock")
    LocalBusClient(folder / "events.sock").close()
    bus.close()


def test_a_child_learns_that_its_parent_is_gone(tmp_path):
    bus = LocalBus(tmp_path / "events.sock")
    child = LocalBusClient(tmp_path / "events.sock")
    inbox = Inbox(bus)
    child.publish("t", {})
    inbox.next()
    bus.close()
    assert child.closed.wait(PATIENCE_SECONDS)


def test_what_is_rolled_back_is_never_told(database):
    bus = MemoryBus()
    events.use(bus)
    heard: list[object] = []
    bus.subscribe("t", heard.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.tell("t", {"number": 1})
        _ = 1 / 0
    with transaction.atomic():
        events.tell("t", {"number": 2})
        assert heard == []
    assert heard == [{"number": 2}]
