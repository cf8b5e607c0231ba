"""What is sent keeps the order of its numbers."""

from __future__ import annotations

import json
import threading

from hypothesis import given
from hypothesis import strategies as st
from visio.engine import outbox
from visio.engine.base import EngineFailed
from visio.engine.outbox import GAP_PATIENCE_SECONDS, Order, Outbox, deliver
from visio.engine.scripted import ScriptedEngine


def message(seq: int, call: str = "c", **changed: object):
    return {**outbox.item(call, seq, [{"type": "visio.chat", "data": {}, "to": None}]), **changed}


def numbers(items):
    return [item["seq"] for item in items]


def test_messages_that_come_in_the_wrong_order_are_put_right():
    order = Order()
    assert numbers(order.add(message(1), 0.0)) == [1]
    assert numbers(order.add(message(3), 0.0)) == []
    assert numbers(order.add(message(2), 0.01)) == [2, 3]


def test_a_number_that_never_comes_is_given_up():
    order = Order()
    order.add(message(1), 0.0)
    order.add(message(3), 1.0)
    assert order.next_deadline() == 1.0 + GAP_PATIENCE_SECONDS
    assert numbers(order.on_time(1.0)) == []
    assert numbers(order.on_time(1.0 + GAP_PATIENCE_SECONDS)) == [3]
    assert order.next_deadline() is None


def test_calls_do_not_wait_for_each_other():
    order = Order()
    order.add(message(1, "a"), 0.0)
    order.add(message(3, "a"), 0.0)
    assert numbers(order.add(message(7, "b"), 0.0)) == [7]


@given(st.permutations(range(2, 12)))
def test_whatever_the_order_of_arrival_each_is_sent_once_and_in_order(arrival):
    order = Order()
    sent = numbers(order.add(message(1), 0.0))
    for seq in arrival:
        sent += numbers(order.add(message(seq), 0.0))
    assert sent == list(range(1, 12))


def test_somebody_is_told_before_they_are_cut_off():
    engine = ScriptedEngine()
    engine.connect("c", "malik")
    done: list[str] = []
    item = message(1, parts=[{"type": "visio.removed", "data": {}, "to": ["malik"]}], remove=["malik"])
    deliver(engine, item, pause=lambda _: done.append(engine.sent[-1].message["type"]))
    assert done == ["visio.removed"]
    assert engine.removed == [("c", "malik")]


def test_an_engine_that_fails_stops_nothing():
    engine = ScriptedEngine(fails_with="unreachable")
    deliver(engine, message(1, close=True), pause=lambda _: None)


def test_closing_sends_what_is_queued():
    engine = ScriptedEngine()
    out = Outbox(engine)
    for seq in range(1, 21):
        out.post(message(seq))
    out.close()
    assert [sent.message["seq"] for sent in engine.sent] == list(range(1, 21))


def test_posting_does_not_wait_for_the_engine():
    held, begun = threading.Event(), threading.Event()

    class Slow(ScriptedEngine):
        def send(self, room, data, identities):
            begun.set()
            assert held.wait(10)
            raise EngineFailed("deadline_exceeded")

    out = Outbox(Slow())
    out.post(message(1))
    assert begun.wait(10)
    out.post(message(2))  # returns while the first is still being sent
    held.set()
    out.close()


def test_the_envelope_is_that_of_the_protocol():
    assert json.loads(outbox.envelope("c", 3, "visio.chat", {"text": "é"})) == {
        "v": 1,
        "call": "c",
        "seq": 3,
        "type": "visio.chat",
        "data": {"text": "é"},
    }
