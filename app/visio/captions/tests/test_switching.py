"""Who may have captions, and when the captioner is there."""

from __future__ import annotations

from typing import Any

import pytest
from visio.calls.models import Participant
from visio.captions import availability, services
from visio.config.clock import now
from visio.events import bus as events


@pytest.fixture
def three(owner, account, guest, room, set_room):
    set_room(access="public")
    return owner.enter(room), account("Ana").enter(room), guest("Malik").enter(room)


def switch(person, on):
    return person.act("captions", {"on": on}, method="PUT")


def told(engine):
    """What each identity was last told of captions."""
    last = engine.told("visio.captions")
    number = last[-1].message["seq"]
    return {
        identity: sent.message["data"]["captions"]
        for sent in last
        if sent.message["seq"] == number
        for identity in sent.identities or ()
    }


def test_they_are_off_until_somebody_asks(three):
    captions = three[0].state()["captions"]
    assert (captions["state"], captions["mine"], captions["possible"]) == ("off", False, True)
    assert services.to_caption() == []


def test_the_first_who_asks_brings_the_captioner_and_all_are_told(three, engine):
    owner, ana, malik = three
    assert switch(ana, True).ok()["state"] == "starting"
    assert services.to_caption() == [ana.call]
    states = told(engine)
    assert {states[person.identity]["state"] for person in three} == {"starting"}
    assert [states[person.identity]["mine"] for person in (owner, ana, malik)] == [False, True, False]


def test_the_last_who_stops_sends_it_away(three):
    owner, ana, _ = three
    for person in (owner, ana):
        switch(person, True).ok()
    switch(ana, False).ok()
    assert services.to_caption() == [ana.call]
    switch(owner, False).ok()
    assert services.to_caption() == []
    assert owner.state()["captions"]["state"] == "off"


def test_the_last_who_leaves_sends_it_away_too(three):
    owner, ana, _ = three
    switch(ana, True).ok()
    ana.act("leave").ok()
    assert services.to_caption() == []
    assert owner.state()["captions"]["captioner"] is None


def test_a_reload_keeps_them_on(three, room):
    _, ana, _ = three
    switch(ana, True).ok()
    ana.enter(room)
    assert ana.state()["captions"]["mine"] is True
    assert services.to_caption() == [ana.call]


def test_clients_learn_whose_streams_to_believe(three, engine):
    owner, ana, _ = three
    switch(ana, True).ok()
    assert owner.state()["captions"]["captioner"] is None
    assert services.captioner_came(ana.call, "captioner-identity", "whisper-base", now())
    state = owner.state()["captions"]
    assert (state["state"], state["captioner"], state["engine"]) == ("on", "captioner-identity", "whisper-base")
    assert told(engine)[owner.identity]["captioner"] == "captioner-identity"


def test_a_captioner_that_nobody_wants_any_more_is_told_so(three):
    _, ana, _ = three
    switch(ana, True).ok()
    switch(ana, False).ok()
    assert not services.captioner_came(ana.call, "captioner-identity", "whisper-base", now())
    assert ana.state()["captions"]["captioner"] is None


def test_late_captions_say_so_and_say_when_they_are_not(three, engine):
    owner, ana, _ = three
    switch(ana, True).ok()
    services.captioner_came(ana.call, "captioner-identity", "whisper-base", now())
    for late, word in ((True, "late"), (False, "on")):
        services.captioner_is_late(ana.call, now(), late=late)
        assert told(engine)[owner.identity]["state"] == word
        assert told(engine)[owner.identity]["captioner"] == "captioner-identity"


def test_a_captioner_that_dies_is_not_believed_any_more(three):
    owner, ana, _ = three
    switch(ana, True).ok()
    services.captioner_came(ana.call, "captioner-identity", "whisper-base", now())
    services.captioner_lost(ana.call, now())
    state = owner.state()["captions"]
    assert (state["state"], state["captioner"]) == ("starting", None)
    assert services.to_caption() == [ana.call]


def test_after_a_failure_asking_again_tries_again(three):
    _, ana, _ = three
    switch(ana, True).ok()
    services.captioner_failed(ana.call, now())
    assert ana.state()["captions"]["state"] == "failed"
    assert services.to_caption() == []
    switch(ana, True).ok()
    assert services.to_caption() == [ana.call]


def test_the_end_of_the_call_ends_captions(three, clock, sweep):
    owner, ana, _ = three
    switch(ana, True).ok()
    owner.act("end").ok()
    clock.advance(seconds=4)
    sweep()
    assert services.to_caption() == []
    assert not services.captioner_came(ana.call, "captioner-identity", "whisper-base", now())


def test_a_host_decides_that_there_are_none(three, engine):
    owner, ana, malik = three
    switch(ana, True).ok()
    owner.act("captions/policy", {"policy": "never"}, method="PUT").ok()
    assert services.to_caption() == []
    state = ana.state()["captions"]
    assert (state["possible"], state["why_not"], state["mine"]) == (False, "policy", False)
    assert switch(malik, True).refused() == "captions-off"
    assert malik.act("captions/history", method="GET").refused() == "captions-off"
    assert told(engine)[malik.identity]["policy"] == "never"


def test_a_host_decides_that_they_are_always_there(three):
    owner, _, malik = three
    owner.act("captions/policy", {"policy": "always"}, method="PUT").ok()
    assert services.to_caption() == [owner.call]
    assert malik.state()["captions"]["mine"] is False


def test_the_settings_page_is_the_same_switch(three, set_room, owner, room):
    set_room(captions="never", language="fr")
    state = three[1].state()["captions"]
    assert (state["policy"], state["language"]) == ("never", "fr")
    owner.browser.ticket = None
    assert owner.browser.get(f"rooms/{room}/settings").ok()["captions"] == "never"


def test_participants_do_not_decide_for_others(three):
    for person in three[1:]:
        assert person.act("captions/policy", {"policy": "always"}, method="PUT").refused() == "not-allowed"
        assert person.act("captions/language", {"language": "fr"}, method="PUT").refused() == "not-allowed"


def test_languages_are_codes(three):
    owner, ana, _ = three
    owner.act("captions/language", {"language": "fr"}, method="PUT").ok()
    ana.act("captions/own-language", {"language": "en"}, method="PUT").ok()
    assert owner.state()["captions"]["language"] == "fr"
    assert owner.state()["captions"]["own_language"] is None
    assert ana.state()["captions"]["own_language"] == "en"
    for wrong in ("", "f", "français", "en-GB", "<b>"):
        assert ana.act("captions/own-language", {"language": wrong}, method="PUT").refused() == "request-invalid"
    ana.act("captions/own-language", {"language": None}, method="PUT").ok()
    assert ana.state()["captions"]["own_language"] is None


def test_without_speech_parts_the_product_says_so(three, monkeypatch):
    owner, ana, _ = three
    monkeypatch.setattr(availability, "installed", lambda: False)
    state = ana.state()["captions"]
    assert (state["possible"], state["why_not"]) == (False, "speech-missing")
    assert switch(ana, True).refused() == "speech-missing"
    owner.act("captions/policy", {"policy": "always"}, method="PUT").ok()
    assert services.to_caption() == []


def test_worker_and_captioner_hear_of_each_change(three):
    _, ana, _ = three
    heard: list[dict[str, Any]] = []
    events.bus().subscribe("captions", heard.append)
    switch(ana, True).ok()
    switch(ana, False).ok()
    assert heard and all(event["call"] == ana.call for event in heard)


def test_who_is_about_to_enter_learns_whether_there_may_be_captions(owner, account, room, set_room):
    assert account("Ana").entrance(room)["captions"] is True
    set_room(captions="never")
    assert account("Bob").entrance(room)["captions"] is False


def test_nobody_reads_in_another_meeting(three, account, owner):
    stranger = account("Zoé")
    other = stranger.browser.post("rooms", {"title": ""})
    assert other.status in (200, 201)
    stranger.enter(other.body["code"])
    stranger.call = three[0].call
    assert stranger.act("captions/history", method="GET").status == 404
    assert switch(stranger, True).status == 404
    assert Participant.objects.filter(call=three[0].call).count() == 3
