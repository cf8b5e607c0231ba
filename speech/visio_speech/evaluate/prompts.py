"""Human speech with known text: the prompts of Debian's packages asterisk-core-sounds-fr-g722 and -en-g722.

Their licence is CC-BY-SA-3.0, so they are used where the packages are installed and never copied here.
"""

from __future__ import annotations

import gzip
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Pcm, silence

SOUNDS = {
    "fr": Path("/usr/share/asterisk/sounds/fr_CA_f_June"),
    "en": Path("/usr/share/asterisk/sounds/en_US_f_Allison"),
}
_TEXTS = {
    "fr": Path("/usr/share/doc/asterisk-core-sounds-fr/core-sounds-fr.txt.gz"),
    "en": Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz"),
}
_FEWEST_WORDS = 5
_LEVEL = 0.05  # all prompts of a set are brought to this root mean square, about -26 dBFS


@dataclass(frozen=True)
class Prompt:
    """One spoken sentence: file name without ending, text, sound."""

    name: str
    text: str
    pcm: Pcm

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE


def available(language: str) -> bool:
    return _TEXTS[language].is_file() and any(SOUNDS[language].glob("*.g722"))


def texts(language: str) -> dict[str, str]:
    """Name → text of all prompts that are sentences: five words or more, nothing in brackets."""
    lines = gzip.decompress(_TEXTS[language].read_bytes()).decode("utf-8").splitlines()
    out: dict[str, str] = {}
    for line in lines:
        name, _, text = line.partition(":")
        spoken = not any(sign in text for sign in "[]()<>")
        if not line.startswith(";") and spoken and len(text.split()) >= _FEWEST_WORDS:
            out[name.strip()] = text.strip()
    return out


def prompts(language: str, *, first: int = 0, most: int | None = None) -> list[Prompt]:
    """Prompts in order of their names, from the one at place `first`. Needs the ffmpeg program for G.722."""
    there = [
        (name, text) for name, text in sorted(texts(language).items()) if (SOUNDS[language] / f"{name}.g722").is_file()
    ]
    chosen = there[first : None if most is None else first + most]
    return [Prompt(name, text, _read(SOUNDS[language] / f"{name}.g722")) for name, text in chosen]


def recordings(folder: Path, *, shortest: float, longest: float, most: int) -> list[Prompt]:
    """Prompts of any voice whose text is not needed, by length in seconds."""
    found: list[Prompt] = []
    for path in sorted(folder.glob("*.g722")):
        # G.722 has one byte for two samples at 16 kHz.
        if shortest < path.stat().st_size * 2 / SAMPLE_RATE < longest and len(found) < most:
            found.append(Prompt(path.stem, "", _read(path)))
    return found


def in_a_row(spoken: list[Prompt], *, pause: float = 0.6) -> tuple[Pcm, str]:
    """All prompts one after the other, and all they say."""
    parts = [silence(pause)]
    for prompt in spoken:
        parts += [prompt.pcm, silence(pause)]
    return np.concatenate(parts), " ".join(prompt.text for prompt in spoken)


def _read(path: Path) -> Pcm:
    command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-ac", "1", "-ar", "16000", "-f", "f32le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 (our own arguments)
    pcm = np.frombuffer(raw, dtype=np.float32)
    level = float(np.sqrt(np.mean(np.square(pcm)))) or 1.0
    return (pcm * (_LEVEL / level)).astype(np.float32)
