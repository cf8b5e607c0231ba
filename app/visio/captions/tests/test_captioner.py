"""The captioner of one call: what it hears, whom it tells what, and when it goes.

Recognition runs in its real process, with a recogniser that counts seconds. Time is moved by hand.
"""

from __future__ import annotations

import asyncio
import math
import subprocess
import threading
from typing import Any

import pytest
from django.db import OperationalError
from visio.captions import services
from visio.captions.captioner import captioner as module
from visio.captions.captioner.errors import RecognitionFailed, RoomLost
from visio.captions.captioner.plan import read
from visio.captions.captioner.recognition import Recognition
from visio.config.clock import now
from visio_speech.caption.options import CaptionOptions

from .meeting import Meeting, until

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


async def state(meeting: Meeting) -> Any:
    return (await meeting.on_thread(meeting.lea.state))["captions"]


async def test_who_asked_reads_the_speakers_words_and_others_do_not(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 3)
    await until(meeting.room.finals)
    [final] = meeting.room.finals()
    assert final.text == "one two three"
    assert final.topic == "lk.transcription"
    assert tuple(final.destination_identities) == (meeting.lea.identity,)
    assert final.attributes["lk.transcribed_track_id"] == "TR_malik"
    assert meeting.room.subscribed == ["TR_malik"]
    assert (await state(meeting))["captioner"] == "captioner-identity"


async def test_a_text_and_its_corrections_have_one_segment(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 2)
    await until(meeting.room.finals)
    meeting.speak("TR_malik", 1, at=30.0)
    await until(lambda: len(meeting.room.finals()) == 2)
    segments = [sent.attributes["lk.segment_id"] for sent in meeting.room.sent]
    assert len(set(segments)) == 2
    assert len({sent.stream_id for sent in meeting.room.sent}) == len(segments)


async def test_who_switches_on_later_gets_the_next_text(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    await until(meeting.room.finals)
    await meeting.act(meeting.malik, "captions", {"on": True})
    meeting.speak("TR_malik", 1, at=30.0)
    await until(lambda: len(meeting.room.finals()) == 2)
    assert set(meeting.room.finals()[1].destination_identities) == {meeting.lea.identity, meeting.malik.identity}


async def test_what_was_said_is_kept_with_the_name_of_who_said_it(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 2)
    await until(meeting.room.finals)
    read = await meeting.act(meeting.lea, "captions/history", method="GET")
    [segment] = read["segments"]
    assert (segment["name"], segment["text"], segment["participant"]) == (
        "Malik",
        "one two",
        meeting.malik.participant,
    )


async def test_muting_ends_the_phrase_and_nothing_is_heard_while_muted(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    meeting.microphone(meeting.malik.identity, "TR_malik", muted=True)
    meeting.speak("TR_malik", 4, at=5.0)
    await until(meeting.room.finals)
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 2, at=20.0)
    await until(lambda: len(meeting.room.finals()) == 2)
    assert [final.text for final in meeting.room.finals()] == ["one", "one two"]


async def test_two_who_speak_at_the_same_time_are_told_apart(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.microphone(meeting.lea.identity, "TR_lea")
    meeting.speak("TR_malik", 1)
    meeting.speak("TR_lea", 2)
    await until(lambda: len(meeting.room.finals()) == 2)
    texts = {final.attributes["lk.transcribed_track_id"]: final.text for final in meeting.room.finals()}
    assert texts == {"TR_malik": "one", "TR_lea": "one two"}


async def test_somebody_unknown_to_the_call_is_not_captioned(meeting):
    meeting.microphone("a-stranger", "TR_stranger")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_stranger", 2)
    meeting.speak("TR_malik", 1, at=0.2)
    await until(meeting.room.finals)
    assert {sent.attributes["lk.transcribed_track_id"] for sent in meeting.room.sent} == {"TR_malik"}


async def test_it_goes_when_nobody_wants_captions_any_more(meeting):
    await meeting.act(meeting.lea, "captions", {"on": False})
    async with asyncio.timeout(20):
        await meeting.running
    assert (await state(meeting))["state"] == "off"


async def test_while_the_database_is_away_text_goes_to_those_who_read_before(meeting, monkeypatch):
    def away(_call: str) -> Any:
        raise OperationalError

    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    await until(meeting.room.finals)
    with monkeypatch.context() as patch:
        patch.setattr(module, "read", away)
        meeting.speak("TR_malik", 2, at=30.0)
        await until(lambda: len(meeting.room.finals()) == 2)
    meeting.time.now += 120
    meeting.speak("TR_malik", 3, at=meeting.time.now)
    await until(lambda: len(meeting.room.finals()) == 3)
    assert [final.text for final in meeting.room.finals()] == ["one", "one two", "one two three"]


async def test_a_wish_that_changes_while_texts_are_published_ends_nothing(meeting, monkeypatch):
    """Both wait for one reading of the rows, and the publisher begins the next before the other has woken up."""
    may_read, told = threading.Event(), meeting.captioner.changed

    def read_when_told(call: str) -> Any:
        may_read.wait(30)
        return read(call)

    for person, track in ((meeting.malik, "TR_malik"), (meeting.lea, "TR_lea")):
        meeting.microphone(person.identity, track)
    await until(lambda: len(meeting.room.subscribed) == 2)
    monkeypatch.setattr(module, "PLAN_WITHIN_SECONDS", 30)
    monkeypatch.setattr(module, "read", read_when_told)
    for track in meeting.room.subscribed:
        meeting.speak(track, 1)
    published = meeting.captioner._texts
    await until(lambda: len(published) == 2)
    told()
    await asyncio.sleep(0)
    may_read.set()
    await until(lambda: len(meeting.room.finals()) == 2 or meeting.running.done())
    assert not meeting.running.done()


async def test_being_put_out_of_the_room_is_a_failure_while_the_call_goes_on(meeting):
    meeting.room.left = "removed"
    meeting.room.events.put_nowait(None)
    with pytest.raises(RoomLost, match="removed"):
        async with asyncio.timeout(20):
            await meeting.running


async def test_a_recogniser_that_is_killed_is_a_failure_and_the_worker_starts_again(meeting):
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    await until(meeting.room.sent.__len__)
    meeting.captioner._recognition._process.kill()
    with pytest.raises(RecognitionFailed):
        async with asyncio.timeout(20):
            await meeting.running
    await meeting.on_thread(services.captioner_lost, meeting.lea.call, now())
    assert (await state(meeting))["state"] == "starting"


async def test_a_missing_model_is_told_by_its_code(tmp_path):
    with pytest.raises(RecognitionFailed, match="speech-model-missing"):
        await Recognition.start(CaptionOptions("whisper", model=tmp_path / "nothing"))


async def test_a_recogniser_that_says_nonsense_is_a_failure():
    with pytest.raises(RecognitionFailed):
        await Recognition.start(CaptionOptions("scripted"), command=("sh", "-c", "echo nonsense; cat >/dev/null"))


async def test_sound_that_a_stuck_recogniser_does_not_take_is_lost_and_counted():
    from visio.captions.captioner.voice import Sound

    recognition = await Recognition.start(
        CaptionOptions("scripted"), command=("sh", "-c", """printf '{"ready":"stuck"}\\n'; exec sleep 600""")
    )
    for second in range(math.ceil(3_000_000 / 32_000)):
        recognition.hear(1, Sound(bytes(32_000), float(second)))
    assert recognition.sounds_lost > 0
    recognition._process.kill()
    await recognition.stop()


def test_no_secret_stands_on_the_command_line_of_recognition():
    from visio.captions.captioner.recognition import COMMAND

    assert len(COMMAND) == 3
    assert subprocess.list2cmdline(COMMAND[1:]) == "-m visio_speech.caption.server"
