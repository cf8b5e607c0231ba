"""Whether one microphone carries several voices, and their turns if it does.

A microphone may come as several tracks: muted by a host, a connection lost, a recorder begun anew. They are heard as
one, so that number 1 is the same person in all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from visio_speech.activity.base import Span
from visio_speech.activity.spans import joined
from visio_speech.audio import Pcm, samples
from visio_speech.clips import clips
from visio_speech.diarize.base import Diarizer
from visio_speech.tracks import Track
from visio_speech.words import Turn

Part = tuple[Track, Sequence[Span]]
"""A track, and where it has speech of its own."""

# A second voice must speak this long and have this share of the track: a cough or a radio makes no person.
_LEAST_SECONDS = 6.0
_LEAST_SHARE = 0.05
_SAMPLES, _SAMPLE = 40, 3.0


@dataclass(frozen=True)
class Voices:
    """`turns` are empty when one person speaks on the track. Speakers are numbered from "1" by first word."""

    turns: tuple[Turn, ...] = ()

    def names(self, name: str) -> dict[str, str]:
        """Number → name: "Room A – 1", "Room A – 2"; the plain name for one voice, under the empty number."""
        numbers = sorted({turn.speaker for turn in self.turns}, key=int)
        if not numbers:
            return {"": name}
        return {number: f"{name} – {number}" if name else number for number in numbers}


def voices_of(parts: Sequence[Part], diarizer: Diarizer | None, *, alive: Callable[[], None] | None = None) -> Voices:
    """The voices on the tracks of one speaker. `alive` is called now and then."""
    known = {track.shared for track, _ in parts}
    if diarizer is None or known == {False}:
        return Voices()
    if True not in known and not diarizer.several(sampled(parts)):
        return Voices()
    spans = joined([span for _, of_track in parts for span in of_track])
    with _held([track for track, _ in parts]) as pcm:
        turns = diarizer.diarize(pcm, spans=spans, alive=alive)
    seconds = {turn.speaker: 0.0 for turn in turns}
    for turn in turns:
        seconds[turn.speaker] += turn.end - turn.start
    least = 0.0 if True in known else max(_LEAST_SECONDS, _LEAST_SHARE * sum(seconds.values()))
    real = {speaker for speaker, length in seconds.items() if length >= least}
    if len(real) < 2:
        return Voices()
    return Voices(_numbered([turn for turn in turns if turn.speaker in real]))


def sampled(parts: Sequence[Part]) -> list[Pcm]:
    """Three seconds each out of up to forty stretches of speech, spread evenly over the tracks."""
    long = [
        (number, start) for number, (_, spans) in enumerate(parts) for start, end in spans if end - start >= _SAMPLE
    ]
    places = np.linspace(0, len(long) - 1, min(_SAMPLES, len(long)), dtype=np.float64).round().tolist()
    chosen = [long[place] for place in sorted({int(one) for one in places})]
    found: list[Pcm] = []
    for number, (track, _) in enumerate(parts):
        spans = [(start, start + _SAMPLE) for of_track, start in chosen if of_track == number]
        if spans:
            found.extend(pcm for _, pcm in clips(track.sound.blocks(), spans))
    return found


def _numbered(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    ordered = sorted(turns, key=lambda turn: turn.start)
    numbers = {speaker: str(place) for place, speaker in enumerate(dict.fromkeys(turn.speaker for turn in ordered), 1)}
    return tuple(Turn(turn.start, turn.end, numbers[turn.speaker], turn.confidence) for turn in ordered)


@contextmanager
def _held(tracks: Sequence[Track]) -> Generator[Pcm]:
    """All tracks on one line as an array that lies in an unnamed file, not in memory.

    Where a track is mere silence it leaves the line to the others.
    """
    with tempfile.TemporaryDirectory(prefix="visio-speech-") as folder:
        path = Path(folder) / "track.f32"
        length = 0
        with path.open("wb") as file:
            for block in (block for track in tracks for block in track.sound.blocks()):
                first = samples(block.at)
                length = max(length, first + len(block.pcm))
                if block.pcm.any():
                    file.seek(4 * first)
                    file.write(block.pcm.astype("<f4").tobytes())
            file.truncate(4 * length)
        if not length:
            yield np.zeros(0, dtype=np.float32)
            return
        yield np.memmap(path, dtype=np.float32, mode="r", shape=(length,))
