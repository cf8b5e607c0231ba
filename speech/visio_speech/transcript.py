"""The finished text of a meeting and its JSON form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from visio_speech.merge import Paragraph
from visio_speech.transcribe.base import EngineInfo


@dataclass(frozen=True)
class Speaker:
    """`participant` is the participant's id, shared by the voices of one room. Empty for a voice of an import."""

    id: str
    name: str
    participant: str


@dataclass(frozen=True)
class Skipped:
    """A track that gave no text, and why: the code of an error, `no-speech`."""

    track: str
    why: str


@dataclass(frozen=True)
class Transcript:
    engine: EngineInfo
    speakers: Sequence[Speaker]
    turns: Sequence[Paragraph]
    skipped: Sequence[Skipped] = ()

    @property
    def language(self) -> str | None:
        """The language in which most words were said."""
        words: Counter[str] = Counter()
        for turn in self.turns:
            words[turn.language] += len(turn.words)
        return words.most_common(1)[0][0] if words else None

    def as_json(self) -> dict[str, Any]:
        """The result file of docs/recording.md, section 5. Times are rounded to milliseconds."""
        return {
            "language": self.language,
            "engine": {"name": self.engine.name, "model": self.engine.model, "digest": self.engine.digest},
            "speakers": [
                {"id": speaker.id, "name": speaker.name, "participant": speaker.participant or None}
                for speaker in self.speakers
            ],
            "turns": [_turn(turn) for turn in self.turns],
            "skipped": [{"track": skipped.track, "why": skipped.why} for skipped in self.skipped],
        }


def _turn(turn: Paragraph) -> dict[str, Any]:
    words = [
        [round(word.start, 3), round(word.end, 3), word.text, None if word.prob is None else round(word.prob, 3)]
        for word in turn.words
    ]
    return {
        "speaker": turn.speaker,
        "start": round(turn.start, 3),
        "end": round(turn.end, 3),
        "language": turn.language,
        "words": words,
    }
