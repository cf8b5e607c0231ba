"""Recordings as a recorder leaves them, without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from visio.config.clock import now
from visio.recordings.models import Answer, Consent, Part, Recording, RecordingState
from visio.rooms.models import Room
from visio.storage.current import storage
from visio.testing.people import Person


def manifest(*people: Person, seconds: float = 60.0) -> dict[str, Any]:
    """One microphone for each, all the time."""
    tracks = [
        {
            "id": f"t{number}",
            "participant": person.participant,
            "identity": person.identity,
            "name": person.name,
            "kind": "audio",
            "source": "microphone",
            "codec": "opus",
            "file": f"t{number}.webm",
            "bytes": 100,
            "start": 0.0,
            "end": seconds,
            "spans": [[0.0, seconds]],
            "fit": {"drift_ppm": 0.0, "error_ms": 0.0},
            "pictures": [],
        }
        for number, person in enumerate(people, start=1)
    ]
    speaking = [[1.0, 3.0, person.identity] for person in people]
    return {"version": 1, "seconds": seconds, "tracks": tracks, "speaking": speaking, "gaps": [], "refused": []}


@pytest.fixture
def recorded(room: str, owner: Person) -> Callable[..., Recording]:
    """A recording of Léa's room that is ready: files of 100 bytes for each who agreed."""

    def make(*agreed: Person, refused: tuple[Person, ...] = (), **more: Any) -> Recording:
        recording = Recording.objects.create(
            room=Room.objects.get(code=room),
            owner=owner.account,
            title=more.pop("title", "Budget"),
            state=RecordingState.READY,
            asked_at=now(),
            started_at=now(),
            seconds=60.0,
            delete_at=now() + timedelta(days=90),
            part=1,
            **more,
        )
        for person in (*agreed, *refused):
            Consent.objects.create(
                recording=recording,
                participant=person.participant,
                account=person.account,
                name=person.name,
                host=person is owner,
                answer=Answer.ACCEPTED if person in agreed else Answer.REFUSED,
                history=[["accepted" if person in agreed else "refused", now().isoformat()]],
            )
        part = Part.objects.create(recording=recording, number=1, seconds=60.0, manifest=manifest(*agreed))
        folder = storage().working(part.key)
        folder.mkdir(parents=True)
        for track in (part.manifest or {})["tracks"]:
            (folder / track["file"]).write_bytes(bytes(range(100)))
        part.bytes = recording.bytes = 100 * len(agreed)
        part.save()
        recording.save()
        return recording

    return make
