"""Answers, and what follows from them: read from what the recorder is allowed, not from what is shown."""

from __future__ import annotations

import pytest
from visio.recordings.in_call import capture
from visio.recordings.models import Consent, Recording


@pytest.fixture
def call(owner, account, guest, room, set_room):
    set_room(access="public")
    return owner.enter(room), account("Ana").enter(room), guest("Ben").enter(room)


@pytest.fixture
def begin(call, clock, sweep):
    def run(**wish):
        call[0].act("recording", {"picture": True, **wish}).ok()
        clock.advance(seconds=3)
        sweep()
        return Recording.objects.get()

    return run


def writable(recording):
    """Whose packets the recorder may write at this moment."""
    return {person.name for person in capture.allowed(recording.pk).people.values()}


def test_nobody_is_written_while_people_are_asked(call):
    call[0].act("recording", {"picture": True}).ok()
    assert writable(Recording.objects.get()) == set()


def test_only_those_who_accept_are_written(call, begin):
    lea, ana, ben = call
    recording = begin()
    assert writable(recording) == {"Léa"}
    ana.act("recording/consent", {"accept": True}).ok()
    ben.act("recording/consent", {"accept": False}).ok()
    assert writable(recording) == {"Léa", "Ana"}
    assert lea.state()["recording"]["not_recorded"] == [ben.participant]


def test_no_answer_in_half_a_minute_is_a_refusal_that_may_be_changed(call, begin, clock, sweep):
    _lea, ana, ben = call
    recording = begin()
    clock.advance(seconds=26)
    sweep()
    assert ana.state()["recording"]["mine"] == "asked"
    clock.advance(seconds=1)
    sweep()
    assert ana.state()["recording"]["mine"] == "refused"
    ben.act("recording/consent", {"accept": True}).ok()
    assert writable(recording) == {"Léa", "Ben"}


def test_what_was_accepted_can_be_withdrawn_and_given_again(call, begin):
    _lea, ana, _ben = call
    recording = begin()
    ana.act("recording/consent", {"accept": True}).ok()
    ana.act("recording/consent", {"accept": False}).ok()
    assert writable(recording) == {"Léa"}
    assert ana.state()["recording"]["mine"] == "withdrawn"
    ana.act("recording/consent", {"accept": True}).ok()
    assert writable(recording) == {"Léa", "Ana"}
    lines = [line[0] for line in Consent.objects.get(participant=ana.participant).history]
    assert lines == ["asked", "accepted", "withdrawn", "accepted"]


def test_a_newcomer_answers_at_the_door(call, begin, account, guest, room):
    recording = begin()
    zoe, tom, uma = account("Zoé"), guest("Tom"), guest("Uma")
    assert zoe.entrance(room)["recording"]["picture"]
    zoe.enter(room, consent="accept")
    tom.enter(room, consent="refuse")
    uma.enter(room)
    assert writable(recording) == {"Léa", "Zoé"}
    assert uma.state()["recording"]["mine"] == "refused"


def test_a_newcomer_is_told_when_only_the_text_is_kept(call, begin, account, room):
    Recording.objects.filter(pk=begin().pk).update(picture=False, keep_sound=False, transcript=True)
    told = account("Zoé").entrance(room)["recording"]
    assert (told["picture"], told["keep_sound"], told["transcript"]) == (False, False, True)


def test_who_is_not_let_in_learns_nothing_of_a_recording(call, begin, guest, room, set_room):
    begin()
    set_room(locked=True)
    assert guest("Tom").entrance(room)["recording"] is None


def test_a_reload_keeps_the_answer_with_a_new_identity(call, begin, room):
    _lea, ana, _ben = call
    recording = begin()
    ana.act("recording/consent", {"accept": True}).ok()
    ana.enter(room)
    assert writable(recording) == {"Léa", "Ana"}
    assert ana.identity in capture.allowed(recording.pk).people


def test_leaving_without_an_answer_is_a_refusal(call, begin):
    _lea, ana, _ben = call
    begin()
    ana.act("leave").ok()
    assert Consent.objects.get(participant=ana.participant).answer == "refused"


def test_who_left_is_written_no_more(call, begin):
    _lea, ana, _ben = call
    recording = begin()
    ana.act("recording/consent", {"accept": True}).ok()
    ana.act("leave").ok()
    assert writable(recording) == {"Léa"}


def test_a_pause_writes_nobody(call, begin):
    lea, *_ = call
    recording = begin()
    lea.act("recording/pause").ok()
    assert writable(recording) == set()
    assert lea.state()["recording"]["state"] == "paused"
    lea.act("recording/resume").ok()
    assert writable(recording) == {"Léa"}


def test_refusing_costs_nothing_else(call, begin, engine):
    _lea, _ana, ben = call
    begin()
    ben.act("recording/consent", {"accept": False}).ok()
    assert engine.permitted == {}


def test_the_strict_policy_silences_until_accepted(call, begin, engine, set_room):
    lea, ana, ben = call
    set_room(strict_consent=True)
    begin()
    assert engine.permitted == {ana.identity: False, ben.identity: False}
    ana.act("recording/consent", {"accept": True}).ok()
    assert engine.permitted[ana.identity]
    ana.act("recording/consent", {"accept": False}).ok()
    assert not engine.permitted[ana.identity]
    lea.act("recording/stop").ok()
    assert all(engine.permitted.values())


def test_with_the_strict_policy_a_newcomer_who_refuses_may_not_speak(call, begin, guest, room, set_room):
    import jwt

    set_room(strict_consent=True)
    begin()
    tom = guest("Tom")
    answer = tom.join(room, consent="refuse").ok()
    claims = jwt.decode(answer["media"]["token"], options={"verify_signature": False})
    assert not claims["video"]["canPublish"]


def test_nobody_answers_for_somebody_else(call, begin):
    _lea, ana, _ben = call
    recording = begin()
    ana.act("recording/consent", {"accept": True, "participant": _ben.participant}).ok()
    assert writable(recording) == {"Léa", "Ana"}


def test_without_a_recording_there_is_nothing_to_answer(call):
    _lea, ana, _ben = call
    assert ana.act("recording/consent", {"accept": True}).refused() == "no-recording"
