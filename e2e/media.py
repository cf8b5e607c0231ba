"""Faces and voices: each person has a tone and a colour of their own, so that tests know who is heard and seen."""

import math
import struct
import subprocess
import wave
from dataclasses import dataclass, replace
from pathlib import Path

RATE_HZ = 48_000
FRAMES_PER_S = 12

Colour = tuple[int, int, int]
"""Red, green, blue: 0 to 255 each."""


@dataclass(frozen=True)
class Face:
    """What one person sounds and looks like. `tone_hz` differs between people by far more than an FFT bin (6 Hz).

    Who `says` something speaks English words instead of their tone.
    """

    name: str
    tone_hz: int
    colour: Colour
    camera_lines: int = 360
    says: str = ""


# No tone is near a harmonic of another one, and all lie where Opus keeps them at any rate.
LEA = Face("Léa Martin", 530, (200, 40, 40))
MALIK = Face("Malik Benali", 790, (40, 160, 60))
CHLOE = Face("Chloé Petit", 1190, (50, 70, 200))
NOAH = Face("Noah Roux", 1730, (200, 170, 40))
# Two cores carry one camera of this size beside the others, not several.
NOAH_HD = replace(NOAH, camera_lines=720)
ZOE = Face("Zoé Faure", 2410, (160, 50, 170))


def write_voice(face: Face, folder: Path) -> Path:
    """A WAV file that the browser plays in a loop as the person's microphone.

    Bursts, not a steady tone: the browser's noise suppression takes a steady tone for a fan and removes it.
    """
    path = folder / f"{face.tone_hz}.wav"
    if face.says:
        return _write_speech(face.says, folder / f"{face.tone_hz}-speech.wav")
    on, off, turns = 0.35, 0.15, 6
    samples: list[int] = []
    for _ in range(turns):
        count = int(on * RATE_HZ)
        for n in range(count):
            edge = min(1.0, n / 480, (count - n) / 480)
            samples.append(int(14_000 * edge * math.sin(2 * math.pi * face.tone_hz * n / RATE_HZ)))
        samples.extend([0] * int(off * RATE_HZ))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return path


def _write_speech(text: str, path: Path) -> Path:
    """The words, by espeak-ng, and a pause."""
    spoken = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(spoken), text], check=True)
    pause = ["-af", "apad=pad_dur=2", "-ar", str(RATE_HZ), "-ac", "1"]
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-i", str(spoken), *pause, str(path)], check=True)
    return path


def write_picture(face: Face, folder: Path) -> Path:
    """A Y4M file that the browser plays in a loop as the person's camera: the colour, and a white bar that moves."""
    height = face.camera_lines
    width = height * 16 // 9
    path = folder / f"{face.tone_hz}-{height}.y4m"
    luma, blue, red = _yuv(face.colour)
    chroma = bytes([blue]) * (width * height // 4) + bytes([red]) * (width * height // 4)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F{FRAMES_PER_S}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(FRAMES_PER_S):
            start = frame * (width - 40) // FRAMES_PER_S
            row = bytearray([luma]) * width
            row[start : start + 40] = bytes([235]) * 40
            out.write(b"FRAME\n" + bytes(row) * height + chroma)
    return path


def _yuv(colour: Colour) -> tuple[int, int, int]:
    """Studio-range BT.601, which is what browsers assume of a 360-line camera."""
    red, green, blue = colour
    luma = 16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256
    cb = 128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256
    cr = 128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256
    return round(luma), round(cb), round(cr)
