"""Readers of subtitle files, written from their formats and not from our writers."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TIMES = re.compile(r"(\d{2,}):(\d\d):(\d\d)[.,](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[.,](\d{3})")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Read:
    start: int
    end: int
    name: str
    text: str


def read_vtt(content: bytes) -> list[Read]:
    """Cues of a WebVTT file. Raises ValueError for what is none."""
    blocks = _blocks(content)
    header, *cues = blocks
    if header[0] != "WEBVTT":
        raise ValueError("no WebVTT signature")
    found: list[Read] = []
    for lines in cues:
        start, end = _times(lines[0])
        payload = "\n".join(lines[1:])
        if "-->" in payload:
            raise ValueError("an arrow in the text of a cue")
        voice = re.match(r"<v ([^>]*)>", payload)
        tags = _TAG.findall(payload)
        if tags != ([voice[0]] if voice else []):
            raise ValueError(f"markup in the text of a cue: {tags}")
        name = html.unescape(voice[1]) if voice else ""
        found.append(Read(start, end, name, html.unescape(_TAG.sub("", payload))))
    return found


def read_srt(content: bytes) -> list[Read]:
    """Cues of a SubRip file; markup in one is a ValueError."""
    found: list[Read] = []
    for number, lines in enumerate(_blocks(content), 1):
        if lines[0] != str(number):
            raise ValueError(f"cue {number} is numbered {lines[0]}")
        start, end = _times(lines[1])
        [said] = lines[2:]
        if re.search(r"[<>{}]", said):
            raise ValueError("a sign of markup")
        found.append(Read(start, end, "", said))
    return found


def _blocks(content: bytes) -> list[list[str]]:
    text = content.decode()
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text):
        raise ValueError("a control character")
    return [block.split("\n") for block in re.split(r"\n{2,}", text.strip("\n")) if block]


def _times(line: str) -> tuple[int, int]:
    match = _TIMES.fullmatch(line)
    if match is None:
        raise ValueError(f"no times: {line!r}")
    hour, minute, second, rest, to_hour, to_minute, to_second, to_rest = (int(part) for part in match.groups())
    start = ((hour * 60 + minute) * 60 + second) * 1000 + rest
    end = ((to_hour * 60 + to_minute) * 60 + to_second) * 1000 + to_rest
    if end <= start:
        raise ValueError("a cue that ends before it begins")
    return start, end
