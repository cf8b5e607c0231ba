"""The job `compose`: one file of all tracks, in a layout that was chosen after the meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.db import transaction

from visio.config.sentences import Language, sentence
from visio.jobs.kinds import JobFailed, Running
from visio.recordings import quota
from visio.recordings.library.listing import was_recorded
from visio.recordings.library.schemas import ChapterOut
from visio.recordings.library.timeline import timeline
from visio.recordings.models import ComposedFile, ComposedState, Recording, RecordingState
from visio.recordings.services import part_folders
from visio.storage.base import StorageFailed
from visio.storage.current import storage

if TYPE_CHECKING:
    from visio_client.compose import Words

# Captions of a recording as WebVTT; the domain that has texts puts its function here.
CAPTIONS: list[Callable[[Recording], str | None]] = []


def compose(job: Running) -> None:
    """Repeatable: what an earlier try left is overwritten."""
    file = ComposedFile.objects.select_related("recording").filter(pk=job.arguments["file"]).first()
    if file is None or file.recording.state != RecordingState.READY:
        return
    ComposedFile.objects.filter(pk=file.pk).update(state=ComposedState.WORKING)
    try:
        _make(file, job)
    except StorageFailed as fault:
        raise RuntimeError(f"storage {fault.code}") from None


def failed(recording: str, _code: str) -> None:
    """The row of the file says why; the tracks stay."""
    from visio.jobs.models import Job, JobState

    for file in ComposedFile.objects.filter(recording=recording).exclude(state=ComposedState.READY):
        job = Job.objects.filter(pk=file.job, state=JobState.FAILED).first()
        if job is not None:
            ComposedFile.objects.filter(pk=file.pk).update(state=ComposedState.FAILED, why=job.code)


def _make(file: ComposedFile, job: Running) -> None:
    from visio_client.compose import Chapter, ComposeFailed, ComposeUnavailable, LayoutName, Part, Someone
    from visio_client.compose import compose as compose_parts

    recording = file.recording
    line = timeline(recording)
    folder = storage().working(recording.pk) / f"file-{file.pk}"
    with part_folders(recording) as parts:
        try:
            made = compose_parts(
                [Part(part.folder, part.offset) for part in parts],
                folder,
                layout=cast("LayoutName", file.layout),
                words=_words(recording),
                others=[Someone(name, ((0.0, recording.seconds),)) for name in _others(recording)],
                chapters=[Chapter(chapter.at, _title(chapter, recording)) for chapter in line.chapters],
                captions=next((text for source in CAPTIONS if (text := source(recording))), None),
                progress=lambda fraction: job.progress(fraction * 100),
            )
        except ComposeUnavailable as fault:
            raise JobFailed(fault.code) from None
        except ComposeFailed as fault:
            raise JobFailed("disk-full" if fault.code == "disk" else f"compose-{fault.code}") from None
    _settle(file, f"file-{file.pk}/{made.path.name}", job.id)


def _settle(file: ComposedFile, name: str, job: str) -> None:
    folder = f"{file.recording_id}/{name.split('/')[0]}"
    storage().publish(folder)
    # A storage that answers late must not hold up those who write rows, so it is asked outside the transaction.
    size = storage().size(f"{file.recording_id}/{name}") or 0
    if not _written_down(file, name, size, job):
        storage().delete(folder)


def _written_down(file: ComposedFile, name: str, size: int, job: str) -> bool:
    """False when another job has it since somebody was taken out meanwhile, or when the recording is gone."""
    with transaction.atomic():
        recording = Recording.objects.select_for_update().get(pk=file.recording_id)
        found = ComposedFile.objects.filter(pk=file.pk).first()
        if found is None or found.job != job or recording.state != RecordingState.READY:
            return False
        found.name, found.state, found.why = name, ComposedState.READY, ""
        found.bytes = size
        found.save(update_fields=["name", "state", "why", "bytes"])
        quota.count(recording)
    return True


def _words(recording: Recording) -> Words:
    """What is written on the picture."""
    from visio_client.compose import Words

    language = _language(recording)
    return Words(not_recorded=sentence(language, "recording.people.refused"), muted=sentence(language, "player.muted"))


def _title(chapter: ChapterOut, recording: Recording) -> str:
    """As the player names it."""
    if chapter.kind != "part":
        return chapter.title
    return sentence(_language(recording), "player.chapter-part").replace("{number}", chapter.title)


def _language(recording: Recording) -> Language:
    """The language of the meeting where it is French, else English."""
    spoken = recording.language or (recording.room.language if recording.room is not None else "")
    return "fr" if spoken == "fr" else "en"


def _others(recording: Recording) -> list[str]:
    """Those who were there and are not in it, who get a place without picture."""
    people = recording.people.filter(removed=False)
    return [person.name for person in people if not was_recorded(person.answer, person.history)]
