"""What stands above a transcript in the formats for people. The words are in the transcript's own language."""

from __future__ import annotations

from visio.transcripts.text import Text, one_line

_AUTOMATIC = {
    "en": "Automatic text, may contain errors",
    "fr": "Texte automatique, peut contenir des erreurs",
}
_REVIEWED = {"en": "Reviewed", "fr": "Relu"}
_UNTITLED = {"en": "Transcript", "fr": "Transcription"}


def heading(text: Text) -> tuple[str, str]:
    """Title, and one line: when, by what, and whether somebody has read it."""
    language = text.language if text.language in _UNTITLED else "en"
    title = one_line(text.title) or _UNTITLED[language]
    said = _REVIEWED[language] if text.reviewed else _AUTOMATIC[language]
    facts = [text.started_at.strftime("%Y-%m-%d %H:%M UTC"), one_line(text.engine), said]
    return title, " · ".join(fact for fact in facts if fact)


def position(seconds: float) -> str:
    """`h:mm:ss`."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}"
