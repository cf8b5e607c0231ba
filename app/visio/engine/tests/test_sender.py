"""Several processes and one media server."""

from __future__ import annotations

from visio.engine.outbox import Outbox, item
from visio.engine.scripted import ScriptedEngine
from visio.engine.sender import Alone, SharedSender
from visio.testing.redis import redis_server  # noqa: F401 (a fixture)


def test_alone_everything_is_ones_own():
    assert Alone().mine("call")


def test_one_of_two_processes_sends_and_goes_on_doing_so(redis_server):  # noqa: F811
    one, two = SharedSender(redis_server, "test:a:"), SharedSender(redis_server, "test:a:")
    assert [one.mine("c1"), two.mine("c1"), one.mine("c1"), two.mine("c1")] == [True, False, True, False]
    assert [two.mine("c2"), one.mine("c2")] == [True, False]


def test_each_message_reaches_the_engine_once(redis_server):  # noqa: F811
    engine = ScriptedEngine()
    boxes = [Outbox(engine, sender=SharedSender(redis_server, "test:b:")) for _ in range(3)]
    for number in range(1, 6):
        for box in boxes:
            box.post(item("call", number, [{"type": "visio.seq", "data": {}, "to": None}]))
    for box in boxes:
        box.close()
    assert [sent.message["seq"] for sent in engine.told("visio.seq")] == [1, 2, 3, 4, 5]


def test_a_redis_that_does_not_answer_silences_nobody():
    assert SharedSender("unix:///nowhere/redis.sock").mine("call")
