"""WebVTT. Source: W3C WebVTT, sections 4.1 to 4.3: names are voice spans, markup in text is escaped."""

from __future__ import annotations

from visio.transcripts.exports.cues import cues
from visio.transcripts.text import Text, one_line


def write(text: Text) -> bytes:
    language = f"Language: {one_line(text.language)}\n" if text.language else ""
    blocks = [f"WEBVTT\n{language}"]
    for cue in cues(text):
        voice = f"<v {escaped(cue.name)}>" if cue.name else ""
        blocks.append(f"{clock(cue.start)} --> {clock(cue.end)}\n{voice}{escaped(cue.text)}\n")
    return "\n".join(blocks).encode()


def escaped(written: str) -> str:
    return written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clock(milliseconds: int) -> str:
    """`hh:mm:ss.ttt`; hours have two digits or more."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"
