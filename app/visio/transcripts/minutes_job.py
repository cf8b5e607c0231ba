"""The work of drafting minutes: `visio job` of the kind `minutes`. Killed at any moment, it is done again."""

from __future__ import annotations

from typing import Any

from visio.config import options
from visio.config.clock import now
from visio.jobs.kinds import MEGABYTE, JobFailed, Kind, Running
from visio.transcripts import minutes
from visio.transcripts.models import Minutes, MinutesState
from visio.transcripts.reading import text_of
from visio.transcripts.text import Text

MISSING = "speech-missing"


def run(job: Running) -> None:
    """Drafts what was asked for, unless it was asked for anew meanwhile."""
    waiting = Minutes.objects.filter(transcript__recording=job.subject, job=job.id, state__in=minutes.OPEN)
    found = waiting.select_related("transcript__recording").first()
    if found is None:
        return
    waiting.update(state=MinutesState.WORKING)
    text = text_of(found.transcript)
    minutes.keep(found.pk, draft(text), version=text.version, now=now())


def failed(recording: str, code: str) -> None:
    found = Minutes.objects.filter(transcript__recording=recording, state__in=minutes.OPEN).first()
    if found is not None:
        minutes.over(found, found.why if code == "job-died" and found.why else code)


def draft(text: Text) -> dict[str, Any]:
    """Summary, decisions and tasks, each sentence with the time that it stands on. Raises JobFailed."""
    try:
        from visio_speech.errors import SpeechError
        from visio_speech.minutes import minutes as drafted
        from visio_speech.openai import OpenAiServer
        from visio_speech.outline import OutlineTurn
    except ImportError:
        raise JobFailed(MISSING) from None
    chosen = options.current()
    turns = [OutlineTurn(turn.speaker.name, turn.start, turn.end, turn.text) for turn in text.turns if turn.words]
    server = OpenAiServer(chosen.minutes_url, key=chosen.minutes_key)
    try:
        made = drafted(server, turns, language=text.language or "en", model=chosen.minutes_model)
    except SpeechError as fault:
        raise JobFailed(fault.code) from None
    finally:
        server.close()
    return {
        "language": made.language,
        "summary": [_statement(one) for one in made.summary],
        "decisions": [_statement(one) for one in made.decisions],
        "tasks": [{**_statement(one), "who": one.owner or None, "due": one.due or None} for one in made.tasks],
    }


def _statement(one: Any) -> dict[str, Any]:
    return {"text": one.text, "at": one.times[0]}


DRAFT = Kind(minutes.KIND, run=run, memory=1024 * MEGABYTE, failed=failed)
