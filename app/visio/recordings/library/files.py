"""Files made from the tracks after the meeting, each in the layout that somebody asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from visio.config.clock import now as present
from visio.errors.general import NotAllowed, NotThere
from visio.jobs import services as jobs
from visio.jobs.models import Job
from visio.recordings import quota
from visio.recordings.access import Access
from visio.recordings.errors import FileNotReady, NothingToCompose, RecordingNotReady
from visio.recordings.library.noting import note
from visio.recordings.library.schemas import ComposedOut, LayoutWord
from visio.recordings.media import addresses
from visio.recordings.models import ComposedFile, ComposedState, Layout, Recording, RecordingState

COMPOSE = "compose"


def compose(access: Access, layout: str, now: datetime) -> ComposedOut:
    """Queues it, or tells of the one that is there. Raises NotAllowed, RecordingNotReady, NothingToCompose."""
    _require_download(access)
    recording = access.recording
    if recording.state != RecordingState.READY:
        raise RecordingNotReady
    if not recording.playable or (layout != Layout.SOUND and not recording.picture):
        raise NothingToCompose
    file, made = ComposedFile.objects.get_or_create(recording=recording, layout=layout, defaults={"made_at": now})
    if made or file.state == ComposedState.FAILED:
        begin(file)
    return shown(file)


def begin(file: ComposedFile) -> None:
    """Queues the work anew."""
    job = jobs.add(COMPOSE, file.recording_id, file=file.pk)
    file.job, file.state, file.why = job.pk, ComposedState.QUEUED, ""
    file.save(update_fields=["job", "state", "why"])


def files(access: Access) -> list[ComposedOut]:
    """Raises NotAllowed."""
    _require_download(access)
    return [shown(file) for file in access.recording.files.order_by("made_at")]


def retry(access: Access, file_id: str) -> ComposedOut:
    """Raises NotAllowed, NotThere."""
    file = _file(access, file_id)
    if file.state == ComposedState.FAILED:
        begin(file)
    return shown(file)


def remove(access: Access, file_id: str, now: datetime) -> None:
    """Calls the work off, or deletes the file; the tracks stay. Raises NotAllowed, NotThere."""
    access.require_host()
    file = _file(access, file_id)
    jobs.cancel(file.job, now)
    # Also of work that was killed half way.
    jobs.add("erase", file.recording_id, key=f"{file.recording_id}/file-{file.pk}")
    file.delete()
    quota.count(access.recording)


def address(access: Access, what: str, now: datetime) -> str:
    """Where to download: a composed file by its identifier, `sound`, or `tracks`.

    Raises NotAllowed, NotThere, FileNotReady, NothingToCompose, RecordingNotReady.
    """
    _require_download(access)
    recording = access.recording
    if recording.state != RecordingState.READY:
        raise RecordingNotReady
    if not recording.playable:
        raise NothingToCompose
    if what == "tracks":
        url = addresses.of_archive(recording.pk, name=f"{_name(recording)}.zip")
    else:
        file = recording.files.filter(layout=Layout.SOUND).first() if what == "sound" else _file(access, what)
        if file is None or file.state != ComposedState.READY:
            raise FileNotReady
        url = addresses.of_file(file.key, name=f"{_name(recording)}.{file.name.rsplit('.', 1)[-1]}")
    note("recording.downloaded", access, now, share=access.share.pk if access.share else "")
    return url


def shown(file: ComposedFile) -> ComposedOut:
    job = Job.objects.filter(pk=file.job).first()
    percent = 100.0 if file.state == ComposedState.READY else job.percent if job is not None else 0.0
    return ComposedOut(
        id=file.pk,
        layout=cast(LayoutWord, file.layout),
        state=cast('Literal["queued", "working", "ready", "failed"]', file.state),
        percent=percent,
        paused=job is not None and job.paused,
        remaining=_remaining(file, job),
        why=file.why or None,
        bytes=file.bytes or None,
    )


def _remaining(file: ComposedFile, job: Job | None) -> float | None:
    """By the time it took so far; none before a twentieth is done."""
    if job is None or job.lease_until is None or job.percent < 5 or file.state == ComposedState.READY:
        return None
    taken = (present() - job.not_before).total_seconds()
    return round(max(0.0, taken * (100 - job.percent) / job.percent), 1)


def _name(recording: Recording) -> str:
    """How a saved file is called: title and day; without a title the code of the meeting, as its text is called."""
    day = (recording.started_at or recording.asked_at).date().isoformat()
    told = recording.title or (recording.room.code if recording.room is not None else "")
    title = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in told)
    return " ".join([*title.split(), day])


def _file(access: Access, file_id: str) -> ComposedFile:
    file = access.recording.files.filter(pk=file_id).first()
    if file is None:
        raise NotThere
    return file


def _require_download(access: Access) -> None:
    if not access.may_download:
        raise NotAllowed
