"""A call in which somebody reads captions in another language: the original never waits for the translation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from visio.captions import availability
from visio.testing.chat_server import ChatServer
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.translate.options import TranslationOptions

from .meeting import Meeting, until

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]

OFFERED = ("de", "en", "fr")


@pytest.fixture
def caption_options(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> CaptionOptions:
    """The recogniser says that it hears English, and the server translates."""
    monkeypatch.setattr(availability, "translations", lambda: OFFERED)
    return CaptionOptions(
        "scripted", translation=TranslationOptions(endpoint=chat.url, endpoint_model="m", languages=OFFERED)
    )


async def reads_in(meeting: Meeting, person: Any, language: str | None) -> None:
    await meeting.act(person, "captions/translation", {"language": language})


def originals(meeting: Meeting) -> list[SimpleNamespace]:
    return [sent for sent in meeting.room.finals() if "visio.translation_of" not in sent.attributes]


def translations(meeting: Meeting) -> list[SimpleNamespace]:
    return [sent for sent in meeting.room.sent if "visio.translation_of" in sent.attributes]


def _comes_true_or_is_answered(meeting: Meeting, true: Callable[[], Any], answered: int) -> bool:
    return bool(true()) or len(translations(meeting)) > answered


async def spoken_until(meeting: Meeting, true: Callable[[], Any]) -> None:
    """Malik speaks again and again: on a busy machine a translation may be late, and then its absence is told."""
    for _ in range(20):
        answered = len(translations(meeting))
        meeting.speak("TR_malik", 2, at=meeting.time.now + 30.0)
        await until(partial(_comes_true_or_is_answered, meeting, true, answered))
        if true():
            return
    raise AssertionError("it never came true")


async def test_who_chose_a_language_gets_it_beside_the_original_and_others_do_not(meeting: Meeting, chat: ChatServer):
    await meeting.act(meeting.malik, "captions", {"on": True})
    await reads_in(meeting, meeting.lea, "fr")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    await spoken_until(meeting, lambda: [each for each in translations(meeting) if each.text])
    translation, original = translations(meeting)[-1], originals(meeting)[-1]
    assert set(original.destination_identities) == {meeting.lea.identity, meeting.malik.identity}
    assert tuple(translation.destination_identities) == (meeting.lea.identity,)
    assert (original.text, translation.text) == ("one two", "ONE TWO")
    assert translation.attributes["visio.translation_of"] == original.attributes["lk.segment_id"]
    assert translation.attributes["visio.language"] == "fr"
    assert translation.attributes["lk.transcribed_track_id"] == "TR_malik"
    assert len(chat.asked) <= len(originals(meeting)), "interim texts are not translated"
    read = await meeting.act(meeting.lea, "captions/history", method="GET")
    assert {segment["text"] for segment in read["segments"]} == {"one two"}


async def test_who_understands_what_is_spoken_costs_nothing(meeting: Meeting, chat: ChatServer):
    await reads_in(meeting, meeting.lea, "en")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    await until(lambda: originals(meeting))
    await reads_in(meeting, meeting.lea, "de")
    await spoken_until(meeting, lambda: chat.asked)
    assert {request["messages"][1]["content"] for request in chat.asked} == {"one two"}


async def test_a_server_that_never_answers_holds_up_no_caption(meeting: Meeting, chat: ChatServer):
    chat.answers.clear()
    await reads_in(meeting, meeting.lea, "fr")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    await spoken_until(meeting, lambda: chat.asked)
    said = len(originals(meeting))
    meeting.speak("TR_malik", 1, at=meeting.time.now + 30.0)
    await until(lambda: len(originals(meeting)) > said)
    assert not any(translation.text for translation in translations(meeting))


async def test_who_is_to_read_a_translation_that_fails_is_told_so(meeting: Meeting, chat: ChatServer):
    chat.status = 503
    await reads_in(meeting, meeting.lea, "fr")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    meeting.speak("TR_malik", 1)
    await until(lambda: translations(meeting))
    [translation] = translations(meeting)
    assert translation.text == ""
    assert translation.attributes["visio.translation_of"] == originals(meeting)[0].attributes["lk.segment_id"]


async def test_who_reads_no_translation_any_more_when_it_comes_gets_none(meeting: Meeting, chat: ChatServer):
    chat.answers.clear()
    await reads_in(meeting, meeting.lea, "fr")
    meeting.microphone(meeting.malik.identity, "TR_malik")
    await spoken_until(meeting, lambda: chat.asked)
    before = len(translations(meeting))
    await reads_in(meeting, meeting.lea, None)
    chat.answers.set()
    said = len(originals(meeting))
    meeting.speak("TR_malik", 1, at=meeting.time.now + 30.0)
    await until(lambda: len(originals(meeting)) > said)
    assert len(translations(meeting)) == before
