"""SubRip: numbered cues. It has no escapes, and players read tags: the signs of markup are replaced by their twins."""

from __future__ import annotations

from visio.transcripts.exports.cues import cues
from visio.transcripts.exports.vtt import clock
from visio.transcripts.text import Text

# Players take <i> and {\an8} for markup. ‹ › and the full-width braces look the same to a reader and mean nothing.
_TWINS = str.maketrans({"<": "‹", ">": "›", "{": "｛", "}": "｝"})


def write(text: Text) -> bytes:
    blocks: list[str] = []
    for number, cue in enumerate(cues(text), 1):
        times = f"{clock(cue.start)} --> {clock(cue.end)}".replace(".", ",")
        said = f"{cue.name}: {cue.text}" if cue.name else cue.text
        blocks.append(f"{number}\n{times}\n{said.translate(_TWINS)}\n")
    return "\n".join(blocks).encode()
