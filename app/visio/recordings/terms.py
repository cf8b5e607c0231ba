"""What holds for recordings of a room before one begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.util import find_spec

from visio.recordings.schemas import RecordingTerms
from visio.rooms.models import Recording as Policy
from visio.rooms.models import Room
from visio.rooms.services import recording_days_of


def terms(room: Room, now: datetime) -> RecordingTerms:
    return RecordingTerms(
        possible=room.recording == Policy.HOSTS,
        delete_on=delete_on(room, now),
        seen_by="hosts",
        transcripts=transcripts_possible(),
        strict=room.strict_consent,
    )


def delete_on(room: Room, now: datetime) -> datetime:
    return now + timedelta(days=recording_days_of(room))


def transcripts_possible() -> bool:
    """Whether the speech parts are installed."""
    return find_spec("visio_speech") is not None
