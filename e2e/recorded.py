"""What a recording left: its files as they lie in the data folder, decoded, and the voices in them."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from e2e.media import Face
from e2e.product import Account, Product
from e2e.waiting import until

RATE_HZ = 16_000
# A tone is heard when, in some half second, it stands this far above the rest of the spectrum, no further than this
# below the loudest, and this far above what is beside it: the beginning of a burst at the edge of the half second
# spreads over all frequencies, and is no tone at any of them.
ABOVE_REST_DB = 30.0
BELOW_LOUDEST_DB = 30.0
ABOVE_BESIDE_DB = 10.0
BESIDE_BINS = range(15, 40)
"""From a tone, in steps of 2 Hz, on both sides."""

# A film is 8 off at most; the colours of tiles without a picture are 40 off and more.
FILM_COLOUR_TOLERANCE = 20

Samples = NDArray[np.float32]


def stored(product: Product, recording: str) -> list[Path]:
    """Every file that is kept of a recording, by name."""
    folder = product.data / "recordings" / recording
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def manifests(product: Product, recording: str) -> list[dict[str, Any]]:
    """What each part says of itself, in order."""
    return [json.loads(path.read_text()) for path in stored(product, recording) if path.name == "manifest.json"]


def is_written(product: Product, recording: str, *, files: int, least: int = 15_000) -> None:
    """Waits until so many files hold `least` bytes: some seconds of sound. A recording of less than 2 s is dropped."""
    _have_grown(product, recording, files, least, before={})


def goes_on(product: Product, recording: str, *, files: int, by: int) -> None:
    """Waits until so many files hold `by` bytes more than now; a second of a voice is 4,000 of them."""
    _have_grown(product, recording, files, by, before=_sizes(product, recording))


def _have_grown(product: Product, recording: str, files: int, by: int, *, before: dict[Path, int]) -> None:
    def growth() -> list[int]:
        return [size - before.get(path, 0) for path, size in _sizes(product, recording).items()]

    until(
        f"{files} files have grown",
        lambda: sum(each >= by for each in growth()) >= files,
        limit_s=90,
        explain=growth,
    )


def _sizes(product: Product, recording: str) -> dict[Path, int]:
    return {path: path.stat().st_size for path in stored(product, recording) if path.suffix == ".mkv"}


def decoded(path: Path) -> Samples:
    """The sound of a file, by ffmpeg, as 16 kHz mono between -1 and 1; empty where it has none."""
    raw = ["-vn", "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-"]
    done = subprocess.run(["ffmpeg", "-loglevel", "error", "-i", str(path), *raw], capture_output=True, check=False)
    return np.frombuffer(done.stdout, dtype="<i2").astype(np.float32) / np.float32(32768)


def tones(samples: Samples, faces: Iterable[Face]) -> set[str]:
    """The names of those whose tone is somewhere in the sound."""
    step = RATE_HZ // 2
    found: set[str] = set()
    for start in range(0, max(0, len(samples) - step), step // 2):
        piece = samples[start : start + step]
        if float(np.abs(piece).max()) < 0.003:
            continue
        spectrum = 20 * np.log10(np.abs(np.fft.rfft(piece * np.hanning(step))) + 1e-9)
        least = max(float(np.median(spectrum)) + ABOVE_REST_DB, float(spectrum.max()) - BELOW_LOUDEST_DB)
        for face in faces:
            at = round(face.tone_hz * step / RATE_HZ)
            beside = max(float(spectrum[[at - far, at + far]].max()) for far in BESIDE_BINS)
            if float(spectrum[at - 2 : at + 3].max()) > max(least, beside + ABOVE_BESIDE_DB):
                found.add(face.name)
    return found


def heard_in(product: Product, recording: str, faces: Sequence[Face]) -> set[str]:
    """Whose tones are in any file of the recording."""
    found: set[str] = set()
    for path in stored(product, recording):
        if path.suffix in (".webm", ".mp4", ".mkv", ".m4a", ".ogg"):
            found |= tones(decoded(path), faces)
    return found


def colours(path: Path, faces: Iterable[Face]) -> set[str]:
    """The names of those whose colour fills a fiftieth or more of some picture of a film; one a second is looked at."""
    small = ["-an", "-vf", "fps=1,scale=64:36", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    done = subprocess.run(["ffmpeg", "-loglevel", "error", "-i", str(path), *small], capture_output=True, check=True)
    pictures = np.frombuffer(done.stdout, dtype=np.uint8).reshape(-1, 36 * 64, 3).astype(np.int16)
    assert len(pictures)

    def is_there(face: Face) -> bool:
        near = (np.abs(pictures - np.array(face.colour)) <= FILM_COLOUR_TOLERANCE).all(axis=2)
        return bool((near.mean(axis=1) >= 0.02).any())

    return {face.name for face in faces if is_there(face)}


def imported(account: Account, path: Path, kind: str, **query: str) -> str:
    """A file that became a recording, which can be played."""
    headers = {"X-CSRFToken": str(account.csrf), "Content-Type": kind}
    params = {"name": path.name, **query}
    answer = account.http.post("recordings/import", content=path.read_bytes(), headers=headers, params=params)
    answer.raise_for_status()
    recording = str(answer.json()["id"])
    last: dict[str, Any] = {}

    def look() -> bool:
        nonlocal last
        last = account.get(f"recordings/{recording}")
        return last["state"] == "ready"

    until("the imported file is ready", look, limit_s=180, poll_s=0.5, explain=lambda: last)
    return recording


def recording_of(account: Account, call_room: str) -> dict[str, Any] | None:
    """The newest recording of a room, as its owner's library tells of it."""
    items = account.get("recordings")["items"]
    return next((item for item in items if item["room"] == call_room), None)


def ready(account: Account, code: str, *, limit_s: float = 300.0) -> dict[str, Any]:
    """Waits until the recording of a room can be played."""
    last: dict[str, Any] | None = None

    def look() -> dict[str, Any] | None:
        nonlocal last
        last = recording_of(account, code)
        return last if last is not None and last["state"] == "ready" else None

    found = until(f"the recording of {code} is ready", look, limit_s=limit_s, poll_s=0.5, explain=lambda: last)
    assert found is not None
    return found


def text_of(account: Account, recording: str, *, limit_s: float = 240.0) -> dict[str, Any]:
    """Waits until the text is made, or is said not to come."""
    last: dict[str, Any] = {}

    def look() -> dict[str, Any] | None:
        nonlocal last
        last = account.get(f"recordings/{recording}/transcript")
        return last if last["state"] in ("ready", "failed", "impossible", "none") else None

    found = until(f"the text of {recording}", look, limit_s=limit_s, poll_s=1.0, explain=lambda: last)
    assert found is not None
    return found
