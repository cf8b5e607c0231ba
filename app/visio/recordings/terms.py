"""What holds for recordings of a room before one begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from visio.recordings.schemas import RecordingTerms
from visio.rooms.models import Recording as Policy
from visio.rooms.models import Room
from visio.rooms.services import recording_days_of
from visio.transcripts import engine


def terms(room: Room, now: datetime) -> RecordingTerms:
    return RecordingTerms(
        possible=room.recording == Policy.HOSTS,
        delete_on=delete_on(room, now),
        seen_by="hosts",
        transcripts=engine.possible(),
        strict=room.strict_consent,
    )


def delete_on(room: Room, now: datetime) -> datetime:
    return now + timedelta(days=recording_days_of(room))
