"""The outline of a text, made here and sent nowhere: who spoke how long, which words stand out, and chapters."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.util import find_spec
from typing import Any

from visio.transcripts.models import Transcript
from visio.transcripts.reading import text_of
from visio.transcripts.schemas import KeySentenceOut, KeywordOut, OutlineChapter, OutlineOut, SpeakingOut
from visio.transcripts.text import Text, Turn


def outline(transcript: Transcript) -> OutlineOut:
    text = text_of(transcript)
    keywords, chapters = _found(text) if find_spec("visio_speech") is not None else ([], [])
    return OutlineOut(
        seconds=round(transcript.recording.seconds, 3), speaking=_speaking(text), keywords=keywords, chapters=chapters
    )


def _speaking(text: Text) -> list[SpeakingOut]:
    """Those who said most come first. `share` is that of the time in which anybody speaks, 0 to 1."""
    said: dict[str, list[Turn]] = defaultdict(list)
    for turn in text.turns:
        said[turn.speaker.id].append(turn)
    seconds = {speaker: sum(turn.end - turn.start for turn in turns) for speaker, turns in said.items()}
    whole = sum(seconds.values()) or 1.0
    names = {speaker.id: speaker.name for speaker in text.speakers}
    return [
        SpeakingOut(
            speaker=speaker,
            name=names[speaker],
            turns=len(said[speaker]),
            seconds=round(seconds[speaker], 1),
            share=round(seconds[speaker] / whole, 4),
        )
        for speaker in sorted(said, key=lambda one: (-seconds[one], names[one]))
    ]


def _found(text: Text) -> tuple[list[KeywordOut], list[OutlineChapter]]:
    from visio_speech.outline import OutlineTurn
    from visio_speech.outline import outline as outlined

    turns = [OutlineTurn(turn.speaker.name, turn.start, turn.end, turn.text) for turn in text.turns]
    made = outlined(turns)
    keywords = [_keyword(word, text) for word in made.keywords]
    return [keyword for keyword in keywords if keyword.count], [_chapter(chapter) for chapter in made.chapters]


def _keyword(word: str, text: Text) -> KeywordOut:
    whole = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    times = [spoken.start for turn in text.turns for spoken in turn.words if whole.search(spoken.text)]
    return KeywordOut(word=word, count=len(times), at=times[0] if times else 0.0)


def _chapter(chapter: Any) -> OutlineChapter:
    return OutlineChapter(
        at=round(chapter.start, 3),
        title=", ".join(chapter.title),
        sentences=[
            KeySentenceOut(at=sentence.at, speaker=sentence.speaker, text=sentence.text)
            for sentence in chapter.sentences
        ],
    )
