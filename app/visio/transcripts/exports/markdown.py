"""Markdown (CommonMark): a paragraph per turn, then the minutes. Text of people is escaped: it reads as it was said."""

from __future__ import annotations

import re

from visio.transcripts.exports.heading import heading, position
from visio.transcripts.exports.minutes import minutes_of
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
    parts += _minutes(text)
    return ("\n\n".join(parts) + "\n").encode()


def _minutes(text: Text) -> list[str]:
    minutes = minutes_of(text)
    if minutes is None:
        return []
    title, remark, sections = minutes
    parts = [f"## {escaped(title)}"]
    if remark:
        parts.append(f"*{escaped(remark)}*")
    for section in sections:
        parts += [f"### {escaped(section.title)}", "\n".join(f"- {escaped(point)}" for point in section.points)]
    return parts


def escaped(written: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", one_line(written)))
