"""Plain text: a paragraph per turn."""

from __future__ import annotations

from visio.transcripts.exports.heading import heading, position
from visio.transcripts.text import Text, one_line


def write(text: Text) -> bytes:
    parts = ["\n".join(heading(text))]
    for turn in text.turns:
        said = one_line(turn.text)
        if said:
            parts.append(f"[{position(turn.start)}] {one_line(turn.speaker.name)}\n{said}")
    return ("\n\n".join(parts) + "\n").encode()
