"""JSON: everything, with words and their times. The shape is that of docs/recording.md, section 6."""

from __future__ import annotations

import json

from visio.transcripts.text import Text

VERSION = 1


def write(text: Text) -> bytes:
    content = {
        "version": VERSION,
        "title": text.title,
        "started_at": text.started_at.isoformat(),
        "language": text.language,
        "engine": text.engine,
        "model_digest": text.model_digest,
        "reviewed": text.reviewed,
        "revision": text.version,
        "speakers": [
            {"id": speaker.id, "participant": speaker.participant, "name": speaker.name} for speaker in text.speakers
        ],
        "turns": [
            {
                "n": turn.number,
                "speaker": turn.speaker.id,
                "start": turn.start,
                "end": turn.end,
                "language": turn.language,
                "edited": turn.edited,
                "text": turn.text,
                "words": [[word.start, word.end, word.text, word.probability] for word in turn.words],
            }
            for turn in text.turns
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
