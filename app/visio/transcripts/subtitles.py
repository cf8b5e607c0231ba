"""The text of a recording as the subtitle track of a composed file."""

from __future__ import annotations

from visio.recordings.models import Recording
from visio.transcripts.exports import vtt
from visio.transcripts.reading import is_ready, text_of, transcript_of


def subtitles(recording: Recording) -> str | None:
    """WebVTT; None while there is no text."""
    transcript = transcript_of(recording)
    if transcript is None or not is_ready(transcript):
        return None
    return vtt.write(text_of(transcript)).decode()
