"""Recordings with a text, as a finished job leaves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from visio.config.clock import now
from visio.recordings.models import Answer, Consent, Part, Recording, RecordingState
from visio.rooms.models import Room
from visio.testing.people import Person
from visio.transcripts import making
from visio.transcripts.keeping import keep
from visio.transcripts.models import Transcript, TranscriptState
from visio.transcripts.result import Result
from visio.transcripts.text import Text

from .texts import text_of


@pytest.fixture
def recording(room: str, owner: Person) -> Recording:
    """Léa's recording of a call with Ana, who accepted; it has one part with the sound of both."""
    made = Recording.objects.create(
        room=Room.objects.get(code=room),
        owner=owner.account,
        title="Budget",
        state=RecordingState.READY,
        transcript=True,
        started_at=now(),
        delete_at=now() + timedelta(days=90),
        seconds=60,
    )
    for name, participant in (("Léa", "lea"), ("Ana", "ana")):
        Consent.objects.create(recording=made, participant=participant, name=name, answer=Answer.ACCEPTED)
    tracks = [
        {"id": f"t{number}", "participant": participant, "name": name, "kind": "audio"}
        for number, (name, participant) in enumerate((("Léa", "lea"), ("Ana", "ana")))
    ]
    Part.objects.create(recording=made, number=1, seconds=60, manifest={"tracks": tracks})
    return made


@pytest.fixture
def write(recording: Recording) -> Callable[..., Transcript]:
    """Gives the recording a text: (name, what was said), … ."""

    def make(*turns: tuple[str, str]) -> Transcript:
        transcript = making.begin(recording, now())
        Transcript.objects.filter(pk=transcript.pk).update(state=TranscriptState.WORKING)
        kept = keep(transcript.pk, result_of(text_of(*turns)), now())
        assert kept is not None
        return kept

    return make


@pytest.fixture
def text(write: Callable[..., Transcript]) -> Transcript:
    return write(("Léa", "we cut the badger"), ("Ana", "why not"), ("Léa", "because it is late"))


def result_of(text: Text) -> Result:
    return Result(text.language, text.engine, text.model_digest, tuple(text.speakers), tuple(text.turns), 0)
