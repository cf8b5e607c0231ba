"""Markdown (CommonMark): a paragraph per turn. Text of people is escaped, so that it reads as it was said."""

from __future__ import annotations

import re

from visio.transcripts.exports.heading import heading, position
from visio.transcripts.text import Text, one_line

# CommonMark, section 2.4: a backslash before ASCII punctuation makes it text.
_SIGNS = re.compile(r"([\\`*_\[\]<>&#~|!$^])")
_LINE_START = re.compile(r"^(\d{0,9})([-+=.):])")


def write(text: Text) -> bytes:
    title, facts = heading(text)
    parts = [f"# {escaped(title)}", f"*{escaped(facts)}*"]
    for turn in text.turns:
        said = escaped(turn.text)
        if said:
            parts.append(f"**{escaped(turn.speaker.name)}** ({position(turn.start)})")
            parts.append(said)
    return ("\n\n".join(parts) + "\n").encode()


def escaped(written: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", one_line(written)))
