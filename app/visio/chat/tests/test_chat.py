"""Messages of a call."""

from __future__ import annotations

import pytest
from visio.chat.models import Message


@pytest.fixture
def pair(owner, account, room):
    return owner.enter(room), account("Ana").enter(room)


def test_a_message_reaches_all_with_the_name_of_its_ticket(pair, engine):
    owner, ana = pair
    answer = ana.act("chat", {"text": " hello\r\nworld ", "participant": owner.participant, "name": "Léa"}).ok()
    [told] = engine.told("visio.chat")
    assert told.identities is None
    assert told.message["data"]["message"] == answer
    assert (answer["name"], answer["participant"], answer["text"]) == ("Ana", ana.participant, "hello\nworld")


def test_a_late_joiner_reads_what_was_written(pair, account, room):
    _owner, ana = pair
    ana.act("chat", {"text": "<img src=x onerror=alert(1)>"}).ok()
    bob = account("Bob").enter(room)
    assert [message["text"] for message in bob.state()["chat"]["items"]] == ["<img src=x onerror=alert(1)>"]


def test_messages_come_fifty_at_a_time_oldest_first(pair, monkeypatch):
    from visio.limits import rates

    owner, ana = pair
    monkeypatch.setattr(rates, "CHAT", rates.Rate("chat", 1000, 10))
    for number in range(53):
        ana.act("chat", {"text": f"{number}"}).ok()
    latest = owner.state()["chat"]
    assert [latest["items"][0]["text"], latest["items"][-1]["text"]] == ["3", "52"]
    rest = owner.act(f"chat?before={latest['before']}", method="GET").ok()
    assert ([message["text"] for message in rest["items"]], rest["before"]) == (["0", "1", "2"], None)


def test_the_same_nonce_twice_is_one_message(pair):
    _owner, ana = pair
    first = ana.act("chat", {"text": "hello", "nonce": "n1"}).ok()
    assert ana.act("chat", {"text": "hello", "nonce": "n1"}).ok() == first
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4_001, "a\0b", "\x1b[31m"])
def test_what_is_no_message_is_refused(pair, text):
    _owner, ana = pair
    assert ana.act("chat", {"text": text}).refused() == "chat-text-invalid"
    assert Message.objects.count() == 0


def test_four_thousand_characters_are_a_message(pair):
    _owner, ana = pair
    ana.act("chat", {"text": "é" * 4_000}).ok()


def test_the_eleventh_message_within_ten_seconds_has_to_wait(pair, clock):
    _owner, ana = pair
    for number in range(10):
        ana.act("chat", {"text": f"{number}"}).ok()
    refused = ana.act("chat", {"text": "more"})
    assert (refused.refused(), refused.body["params"]) == ("too-many-attempts", {"seconds": 10})
    clock.advance(seconds=10)
    ana.act("chat", {"text": "more"}).ok()


def test_a_deleted_message_leaves_no_text_behind(pair, engine):
    owner, ana = pair
    message = ana.act("chat", {"text": "oops"}).ok()["id"]
    assert owner.ask("DELETE", f"calls/{owner.call}/chat/{message}").status == 204
    assert engine.told("visio.chat-deleted")[-1].message["data"] == {"id": message, "by": "Léa"}
    assert Message.objects.get().text == ""
    [shown] = ana.state()["chat"]["items"]
    assert (shown["deleted"], shown["text"]) == (True, "")


def test_the_chat_takes_the_same_queries_however_long_it_is(pair, django_assert_max_num_queries):
    owner, ana = pair
    for number in range(9):
        ana.act("chat", {"text": f"{number}"}).ok()
    with django_assert_max_num_queries(8):
        owner.act("chat", method="GET").ok()
