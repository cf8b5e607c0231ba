"""Spoken phrases of Debian's telephone prompts, as Opus packets with the times of their first and last sound."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from visio_client.encoded import opus_packets

# Packages asterisk-core-sounds-fr-g722 and asterisk-core-sounds-en-g722, CC BY-SA 3.0.
FOLDERS = {
    "fr": Path("/usr/share/asterisk/sounds/fr_CA_f_June"),
    "en": Path("/usr/share/asterisk/sounds/en_US_f_Allison"),
}
RATE = 16_000
PACKET_SECONDS = 0.02
_LOUD = 10 ** (-40 / 20) * 32768
_SHORTEST, _LONGEST = 2.0, 7.0


@dataclass(frozen=True)
class Phrase:
    """`begins` and `ends` are seconds from the first packet: where the words are."""

    language: str
    packets: list[bytes]
    begins: float
    ends: float


def phrases(language: str, count: int) -> list[Phrase]:
    """The first prompts of a useful length, in alphabetical order. Raises FileNotFoundError without the package."""
    folder = FOLDERS[language]
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: install asterisk-core-sounds-{language}-g722")
    found: list[Phrase] = []
    for path in sorted(folder.glob("*.g722")):
        # G.722 has 64 kbit/s.
        if _SHORTEST <= path.stat().st_size / 8000 <= _LONGEST:
            found.append(_phrase(language, path))
        if len(found) == count:
            break
    return found


def _phrase(language: str, path: Path) -> Phrase:
    decode = ["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path)]
    pcm = np.frombuffer(_output([*decode, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-"]), dtype="<i2")
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _LOUD)
    encode = [*decode, "-c:a", "libopus", "-b:a", "32k", "-frame_duration", "20", "-f", "ogg", "-"]
    return Phrase(language, list(opus_packets(_output(encode))), float(loud[0]) / RATE, float(loud[-1]) / RATE)


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout
