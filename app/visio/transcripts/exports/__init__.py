"""A transcript as a file: one module per format, each `write(text) -> bytes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from visio.transcripts.exports import docx, json_file, markdown, plain, srt, vtt
from visio.transcripts.text import Text


@dataclass(frozen=True)
class Format:
    media_type: str
    write: Callable[[Text], bytes]


FORMATS = {
    "vtt": Format("text/vtt; charset=utf-8", vtt.write),
    "srt": Format("application/x-subrip; charset=utf-8", srt.write),
    "json": Format("application/json", json_file.write),
    "md": Format("text/markdown; charset=utf-8", markdown.write),
    "txt": Format("text/plain; charset=utf-8", plain.write),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.write),
}
