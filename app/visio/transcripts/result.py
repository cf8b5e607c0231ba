"""What a speech job gives, checked: it comes from another process, and perhaps from somebody's server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, ValidationError

from visio.accounts.models import LONGEST_NAME
from visio.transcripts.models import LONGEST_SPEAKER
from visio.transcripts.text import Speaker, Turn, Word, one_line

# Twelve hours of people who talk without a pause are about 110 000 words.
MOST_WORDS = 500_000
MOST_TURNS = 100_000
MOST_SPEAKERS = 500
LARGEST_FILE_BYTES = 256 * 1024 * 1024


class ResultInvalid(Exception):
    """Not the shape of docs/recording.md, section 5. `str()` names places, never what stands there."""


@dataclass(frozen=True)
class Result:
    """A finished text: turns in order of time, each with at least one word.

    `unheard` counts tracks whose sound could not be read.
    """

    language: str
    engine: str
    digest: str
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    unheard: int


# Why a track is left out whose owner said nothing: no loss.
NO_SPEECH = "no-speech"

# What a voice is called that nobody could name, in the language of the text.
_SPEAKER = {"en": "Speaker", "fr": "Intervenant"}

# Engines hear a little before the beginning: such words begin at 0.
Seconds = Annotated[float, Field(ge=-1, le=7 * 24 * 3600, allow_inf_nan=False)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Shape(Schema):
    model_config = ConfigDict(strict=False, extra="ignore")


class _Engine(_Shape):
    name: str
    model: str = ""
    digest: str = Field("", max_length=128)


class _Speaker(_Shape):
    id: str = Field(min_length=1, max_length=LONGEST_SPEAKER)
    name: str
    participant: str | None = Field(None, max_length=LONGEST_SPEAKER)


class _Turn(_Shape):
    speaker: str
    start: Seconds
    end: Seconds
    language: str | None = Field(None, max_length=8)
    words: list[tuple[Seconds, Seconds, str, Probability | None]]


class _Skipped(_Shape):
    track: str
    why: str


class _File(_Shape):
    language: str | None = Field(None, max_length=8)
    engine: _Engine
    speakers: list[_Speaker] = Field(max_length=MOST_SPEAKERS)
    turns: list[_Turn] = Field(max_length=MOST_TURNS)
    skipped: list[_Skipped] = Field(default_factory=list[_Skipped])


def read(path: Path) -> Result:
    """Raises ResultInvalid."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ResultInvalid("the file is too large")
        content = path.read_bytes()
    except OSError:
        raise ResultInvalid("there is no file") from None
    return parse(content)


def parse(content: bytes) -> Result:
    """Raises ResultInvalid."""
    try:
        file = _File.model_validate(json.loads(content))
    except ValidationError as fault:
        places = sorted(
            {".".join(str(part) for part in error["loc"] if isinstance(part, str)) for error in fault.errors()}
        )
        raise ResultInvalid(", ".join(places)[:400]) from None
    except (ValueError, RecursionError):
        raise ResultInvalid("no JSON") from None
    if sum(len(turn.words) for turn in file.turns) > MOST_WORDS:
        raise ResultInvalid("too many words")
    return _result(file)


def _result(file: _File) -> Result:
    language = file.language or ""
    speakers = {
        speaker.id: Speaker(speaker.id, _participant(speaker), _name(speaker, language)) for speaker in file.speakers
    }
    if any(turn.speaker not in speakers for turn in file.turns):
        raise ResultInvalid("a turn of nobody")
    turns = _numbered([turn for turn in file.turns if _words(turn)], speakers, language)
    return Result(
        language,
        one_line(f"{file.engine.name} {file.engine.model}")[:120],
        file.engine.digest,
        tuple(speakers.values()),
        turns,
        sum(skipped.why != NO_SPEECH for skipped in file.skipped),
    )


def _name(speaker: _Speaker, language: str) -> str:
    """Voices of an imported file are nobody's: they have a number, or nothing when there is one voice only."""
    name = one_line(speaker.name)[:LONGEST_NAME]
    if _participant(speaker) is None and (not name or name.isdecimal()):
        return f"{_SPEAKER.get(language, _SPEAKER['en'])} {name}".strip()
    return name or "?"


def _participant(speaker: _Speaker) -> str | None:
    """Identifiers of ours hold no colon; behind one stands which of a participant's sounds it was."""
    return (speaker.participant or "").split(":")[0][:22] or None


def _numbered(turns: list[_Turn], speakers: dict[str, Speaker], language: str) -> tuple[Turn, ...]:
    ordered = sorted(turns, key=lambda turn: (_words(turn)[0].start, turn.speaker))
    return tuple(
        Turn(
            number,
            speakers[turn.speaker],
            (words := _words(turn))[0].start,
            max(word.end for word in words),
            turn.language or language,
            False,
            words,
        )
        for number, turn in enumerate(ordered)
    )


def _words(turn: _Turn) -> tuple[Word, ...]:
    """In order of time, none ending before it begins, none empty."""
    kept: list[Word] = []
    for start, end, written, probability in sorted(turn.words, key=lambda word: word[0]):
        begin = max(0.0, start)
        kept.extend(Word(begin, max(begin, end), part, probability) for part in one_line(written).split())
    return tuple(kept)
