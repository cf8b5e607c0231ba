"""The job `finish`: parts become files that can be played, and go into the storage."""

from __future__ import annotations

import dataclasses
import json
import logging
from typing import Any

from django.db import transaction

from visio.config.clock import now
from visio.jobs.kinds import JobFailed, Running
from visio.recordings import signals
from visio.recordings.in_call.capture import SHORTEST_SECONDS, drop
from visio.recordings.models import Part, Recording, RecordingState
from visio.storage.base import StorageFailed
from visio.storage.current import storage

log = logging.getLogger("visio.recordings")


def finish(job: Running) -> None:
    """Repeatable: a part that has its manifest is not touched again."""
    recording = Recording.objects.filter(pk=job.subject, state=RecordingState.CAPTURED).first()
    if recording is None:
        return
    parts = list(recording.parts.all())
    for done, part in enumerate(parts):
        if part.manifest is None:
            _finish_part(part)
        job.progress(90 * (done + 1) / len(parts))
    try:
        storage().publish(recording.pk)
        _settle(recording)
    except StorageFailed as fault:
        raise RuntimeError(f"storage {fault.code}") from None


def failed(recording: str, code: str) -> None:
    """After the last try. What was written stays where it is, for a try by hand."""
    Recording.objects.filter(pk=recording, state=RecordingState.CAPTURED).update(
        problem="disk-full" if code == "disk-full" else "finish-failed"
    )


def _finish_part(part: Part) -> None:
    from visio_client.record import NotARecording, RecordError
    from visio_client.record import finish as finish_part

    folder = storage().working(part.key)
    try:
        manifest = finish_part(folder)
    except NotARecording:
        # The recorder died before it wrote anything.
        log.warning("recordings.part-empty recording=%s part=%d", part.recording_id, part.number)
        storage().delete(part.key)
        part.delete()
        return
    except RecordError as fault:
        if fault.code == "disk":
            raise JobFailed("disk-full") from None
        raise
    part.manifest = as_json(manifest)
    part.seconds = manifest.seconds
    part.bytes = sum(file.stat().st_size for file in folder.iterdir())
    part.save(update_fields=["manifest", "seconds", "bytes"])


def as_json(manifest: Any) -> dict[str, Any]:
    """The manifest as it is kept in the row."""
    made: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(manifest)))
    return made


def _written_seconds(part: Part) -> float:
    """From the first packet of anybody to the last."""
    tracks = part.manifest["tracks"] if part.manifest else []
    if not tracks:
        return 0.0
    return float(max(track["end"] for track in tracks) - min(track["start"] for track in tracks))


def _settle(recording: Recording) -> None:
    with transaction.atomic():
        recording = Recording.objects.select_for_update().get(pk=recording.pk)
        if recording.state != RecordingState.CAPTURED:
            return
        offset = 0.0
        for part in recording.parts.all():
            part.offset = offset
            part.save(update_fields=["offset"])
            offset += part.seconds
        recording.seconds = offset
        recording.bytes = sum(part.bytes for part in recording.parts.all())
        if sum(_written_seconds(part) for part in recording.parts.all()) < SHORTEST_SECONDS:
            recording.state = RecordingState.DROPPED
            recording.save(update_fields=["state"])
            drop(recording, now())
            return
        recording.state = RecordingState.READY
        if recording.problem == "finish-failed":
            recording.problem = ""
        recording.save(update_fields=["state", "seconds", "bytes", "problem"])
        signals.ready.send(sender=Recording, recording=recording, now=now())
    log.info("recordings.ready recording=%s seconds=%d bytes=%d", recording.pk, recording.seconds, recording.bytes)
