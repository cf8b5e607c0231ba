"""Imported files become sound by the installed ffmpeg program, which is given as little as possible.

Only media containers (no playlist, which could name other files), only local files, one thread, the first sound track,
a bounded length, and an end when nothing comes any more. Whoever stops reading ends the program.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, cast

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Block
from visio_speech.errors import AudioTooLong, AudioTooSlow, AudioUnreadable, DecoderMissing

# A little more than 12 hours, the most that the application imports: a container may tell a length less exactly.
LONGEST_HOURS = 12.1
STALL = 60.0
"""Seconds without a sample after which a file counts as a trap."""

_CONTAINERS = (
    "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg,mp3,wav,w64,flac,aac,aiff,au,caf,amr,asf,avi,mpeg,mpegts,flv,ac3,eac3"
)
_BLOCK = 4 * SAMPLE_RATE * 10  # bytes of ten seconds


def decoded(
    path: Path, *, program: str = "ffmpeg", longest_hours: float = LONGEST_HOURS, stall: float = STALL
) -> Generator[Block]:
    """The first sound track of a file as blocks of ten seconds from time 0.

    Raises DecoderMissing, AudioUnreadable (nothing could be read), AudioTooLong, AudioTooSlow.
    """
    found = shutil.which(program)
    if found is None:
        raise DecoderMissing()
    process = subprocess.Popen(  # noqa: S603 (no shell; the name is prefixed, so it cannot be an option or an address)
        _command(found, path, longest_hours),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
    )
    try:
        yield from _blocks(process, longest_hours, stall)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _command(program: str, path: Path, longest_hours: float) -> list[str]:
    return [
        *[program, "-nostdin", "-v", "quiet", "-threads", "1", "-protocol_whitelist", "file,pipe"],
        *["-format_whitelist", _CONTAINERS, "-i", f"file:{path.resolve()}"],
        *["-map", "0:a:0", "-vn", "-sn", "-dn", "-t", f"{longest_hours * 3600 + 1:.3f}"],
        *["-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "f32le", "pipe:1"],
    ]


def _blocks(process: subprocess.Popen[bytes], longest_hours: float, stall: float) -> Iterator[Block]:
    taken = 0
    for data in _read(cast(IO[bytes], process.stdout).fileno(), stall):
        at = taken / (4 * SAMPLE_RATE)
        taken += len(data)
        if taken / (4 * SAMPLE_RATE) > longest_hours * 3600:
            raise AudioTooLong(hours=longest_hours)
        pcm = np.frombuffer(data, dtype="<f4").astype(np.float32)
        # Hostile floats: what is not a number is silence, what is louder than full scale is clipped.
        yield Block(at, np.clip(np.nan_to_num(pcm, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0))
    if not taken:
        raise AudioUnreadable()


def _read(pipe: int, stall: float) -> Iterator[bytes]:
    """Whole blocks of bytes until the pipe ends; the last one may be shorter but holds whole samples."""
    held = b""
    while True:
        ready, _, _ = select.select([pipe], [], [], stall)
        if not ready:
            raise AudioTooSlow(seconds=stall)
        data = os.read(pipe, 1 << 16)
        held += data
        if len(held) >= _BLOCK:
            yield held[:_BLOCK]
            held = held[_BLOCK:]
        if not data:
            break
    if len(held) >= 4:
        yield held[: len(held) & ~3]
