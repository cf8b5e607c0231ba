"""The work of making a text: `visio job` of the kind `transcribe`. Killed at any moment, it is done again."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visio.config import options
from visio.config.clock import now
from visio.jobs.kinds import MEGABYTE, JobFailed, Kind, Running
from visio.recordings.models import Recording
from visio.recordings.services import part_folders
from visio.transcripts import engine, making, process, sound, task
from visio.transcripts.keeping import keep
from visio.transcripts.models import Transcript, TranscriptState
from visio.transcripts.process import Patience, SpeechFailed

log = logging.getLogger("visio.transcripts")

NOBODY_ACCEPTED = "nobody-accepted"
NO_SPEECH = "no-speech"

# Address space, not memory in use: the engine maps its model and one stack per thread.
ADDRESS_SPACE = 8192 * MEGABYTE

# Reading a model from a slow disk, and one long track on a slow processor, are silent for minutes.
SILENCE_SECONDS = 20 * 60.0
LEAST_SECONDS = 60 * 60.0
# An engine that needs longer than this many times the meeting is of no use on this machine.
SLOWEST = 10.0

WORKPLACES = "transcribing"


def run(job: Running) -> None:
    """Makes the text that the job is about, unless it was called off or asked for anew meanwhile."""
    waiting = Transcript.objects.filter(recording=job.subject, job=job.id, state__in=making.OPEN)
    transcript = waiting.select_related("recording__room").first()
    if transcript is None:
        return
    waiting.update(state=TranscriptState.WORKING)
    try:
        _make(transcript, job)
    except SpeechFailed as fault:
        if not fault.again:
            raise JobFailed(fault.code) from None
        waiting.update(why=fault.code)  # told if this was the last try
        raise


def failed(recording: str, code: str) -> None:
    """There will be no further try."""
    transcript = Transcript.objects.filter(recording=recording, state__in=making.OPEN).first()
    if transcript is not None:
        making.over(transcript, transcript.why if code == "job-died" and transcript.why else code, now())


def _make(transcript: Transcript, job: Running) -> None:
    recording = transcript.recording
    with workplace(recording) as folder, part_folders(recording) as parts:
        wish = task.of_recording(transcript, parts)
        if not wish["tracks"] and wish["mix"] is None:
            making.over(transcript, NOBODY_ACCEPTED, now(), impossible=True)
        else:
            patience = Patience(SILENCE_SECONDS, max(LEAST_SECONDS, SLOWEST * recording.seconds))
            result = process.run(wish, folder, patience=patience, progress=job.progress, key=engine.key())
            log.info(
                "transcripts.made recording=%s turns=%d unheard=%d", recording.pk, len(result.turns), result.unheard
            )
            if result.turns:
                keep(transcript.pk, result, now())
            else:
                making.over(transcript, NO_SPEECH, now(), impossible=True)
    sound.drop_if_unwanted(recording, now())


@contextmanager
def workplace(recording: Recording) -> Iterator[Path]:
    """An empty folder for the files between the processes. A killed job leaves it to the next one, or to `erasers`."""
    folder = options.current().data / WORKPLACES / recording.pk
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


TRANSCRIBE = Kind(making.KIND, run=run, memory=ADDRESS_SPACE, failed=failed)
