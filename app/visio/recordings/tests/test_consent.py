"""Answers, and what follows from them: read from what the recorder is allowed, not from what is shown."""

from __future__ import annotations

import pytest
from visio.config.clock import now
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
    ana.answer(accept=True).ok()
    ben.answer(accept=False).ok()
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
    ben.answer(accept=True).ok()
    assert writable(recording) == {"Léa", "Ben"}


def test_what_was_accepted_can_be_withdrawn_and_given_again(call, begin):
    _lea, ana, _ben = call
    recording = begin()
    ana.answer(accept=True).ok()
    ana.answer(accept=False).ok()
    assert writable(recording) == {"Léa"}
    assert ana.state()["recording"]["mine"] == "withdrawn"
    ana.answer(accept=True).ok()
    assert writable(recording) == {"Léa", "Ana"}
    lines = [line[0] for line in Consent.objects.get(participant=ana.participant).history]
    assert lines == ["asked", "accepted", "withdrawn", "accepted"]


def test_a_newcomer_answers_at_the_door(call, begin, account, guest, room):
    recording = begin()
    zoe, tom, uma = account("Zoé"), guest("Tom"), guest("Uma")
    assert zoe.entrance(room)["recording"]["picture"]
    zoe.enter(room, consent=zoe.consent(room, accept=True))
    tom.enter(room, consent=tom.consent(room, accept=False))
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
    ana.answer(accept=True).ok()
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
    ana.answer(accept=True).ok()
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
    ben.answer(accept=False).ok()
    assert engine.permitted == {}


def test_the_strict_policy_silences_until_accepted(call, begin, engine, set_room):
    lea, ana, ben = call
    set_room(strict_consent=True)
    begin()
    assert engine.permitted == {ana.identity: False, ben.identity: False}
    ana.answer(accept=True).ok()
    assert engine.permitted[ana.identity]
    ana.answer(accept=False).ok()
    assert not engine.permitted[ana.identity]
    lea.act("recording/stop").ok()
    assert all(engine.permitted.values())


def test_with_the_strict_policy_a_newcomer_who_refuses_may_not_speak(call, begin, guest, room, set_room):
    import jwt

    set_room(strict_consent=True)
    begin()
    tom = guest("Tom")
    answer = tom.join(room, consent=tom.consent(room, accept=False)).ok()
    claims = jwt.decode(answer["media"]["token"], options={"verify_signature": False})
    assert not claims["video"]["canPublish"]


def test_nobody_answers_for_somebody_else(call, begin):
    _lea, ana, _ben = call
    recording = begin()
    answer = {"recording": recording.pk, "accept": True, "participant": _ben.participant}
    ana.act("recording/consent", answer).ok()
    assert writable(recording) == {"Léa", "Ana"}


def test_without_a_recording_there_is_nothing_to_answer(call):
    _lea, ana, _ben = call
    assert ana.act("recording/consent", {"recording": "unknown", "accept": True}).refused() == "no-recording"


@pytest.fixture
def another(call):
    """Hosts stop a recording of sound and begin one of pictures."""

    def run(first):
        call[0].act("recording/stop").ok()
        capture.captured(first.pk, now())
        call[0].act("recording", {"picture": True}).ok()
        return call[0].state()["recording"]["id"]

    return run


def test_an_answer_is_for_the_recording_that_was_read_about(call, begin, another):
    _lea, ana, _ben = call
    first = begin(picture=False)
    second = another(first)
    answer = {"recording": first.pk, "accept": True}
    assert ana.act("recording/consent", answer).refused() == "other-recording"
    assert ana.state()["recording"]["mine"] == "asked"
    ana.act("recording/consent", {**answer, "recording": second}).ok()
    assert ana.state()["recording"]["mine"] == "accepted"


def test_a_newcomer_who_answered_to_another_recording_is_asked_again(call, begin, another, account, room):
    first = begin(picture=False)
    zoe = account("Zoé")
    read = zoe.consent(room, accept=True)
    another(first)
    zoe.enter(room, consent=read)
    assert zoe.state()["recording"]["mine"] == "asked"


def test_a_newcomer_has_as_long_to_answer_as_everybody(call, begin, another, account, room, clock, sweep):
    first = begin(picture=False)
    zoe = account("Zoé")
    read = zoe.consent(room, accept=True)
    another(first)
    clock.advance(seconds=29)
    zoe.enter(room, consent=read)
    clock.advance(seconds=29)
    sweep()
    assert zoe.state()["recording"]["mine"] == "asked"
    clock.advance(seconds=1)
    sweep()
    assert zoe.state()["recording"]["mine"] == "refused"


def test_who_comes_back_with_an_answer_to_another_recording_keeps_their_own(call, begin, another, room):
    _lea, ana, _ben = call
    first = begin(picture=False)
    read = ana.consent(room, accept=True)
    another(first)
    ana.answer(accept=False).ok()
    ana.join(room, consent=read).ok()
    assert ana.state()["recording"]["mine"] == "refused"
