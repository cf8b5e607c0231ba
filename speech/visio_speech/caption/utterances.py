"""Cuts one voice into utterances and says what is worth decoding when. No clock, no threads: sound in, takes out.

An utterance begins with speech and lasts until half a second of silence, or 12 s. While it lasts, what was heard so far
is decoded each 0.8 s. When a pause begins, all of it is decoded ahead: if the pause lasts, that text is the final one
already, and nobody waits for another decoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from visio_speech.audio import SAMPLE_RATE, Pcm

FRAME: Final = 512
"""Samples of one answer of the voice activity detector: 32 ms."""
_FRAME_SECONDS: Final = FRAME / SAMPLE_RATE

PAUSE_THAT_ENDS: Final = 0.5
PAUSE_TO_DECODE_AHEAD: Final = 0.2
LONGEST: Final = 12.0
STEP: Final = 0.8
_SPEECH_BEGINS: Final = 0.5
_SPEECH_GOES_ON: Final = 0.35
# Speech of less than this is a click or a cough.
SHORTEST_SPEECH: Final = 0.16
# Heard before the detector was sure: without it first consonants are cut off.
_BEFORE: Final = 0.3
_AFTER: Final = 0.25
# Where to cut what is too long: at the quietest place of its last seconds.
_CUT_WITHIN: Final = 2.5
# Sound that begins later than it should by more than this comes after a gap.
_GAP: Final = 0.1
# Below this amplitude (-66 dB of full scale) nobody speaks, and the detector need not be asked.
_SILENT: Final = 0.0005


class Activity(Protocol):
    """A detector that goes on from push to push, such as `SileroStream`."""

    def push(self, pcm: Pcm) -> NDArray[np.float32]: ...
    def reset(self) -> None: ...


@dataclass(frozen=True)
class Take:
    """Something to decode: an utterance as far as it was heard.

    `start` and `end` are seconds on the voice's time line; `speech` are the frames of `pcm` in which somebody speaks.
    With `whole`, a pause has begun, so that this may be all of it. With `final`, it is all of it.
    """

    utterance: int
    start: float
    end: float
    pcm: Pcm
    speech: NDArray[np.bool_]
    whole: bool
    final: bool

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE

    @property
    def spoken(self) -> int:
        """Frames with speech. Two takes of one utterance with the same number hold the same words."""
        return int(np.count_nonzero(self.speech))

    def speech_after(self, seconds: float) -> float:
        """Seconds of speech later than `seconds` from the take's start."""
        return float(np.count_nonzero(self.speech[int(seconds / _FRAME_SECONDS) :])) * _FRAME_SECONDS


class Utterances:
    """One voice."""

    def __init__(self, activity: Activity, *, step: float = STEP) -> None:
        """`step`: seconds of speech between two takes."""
        self._activity = activity
        self._step = step
        self._next = 1
        self._at = 0.0
        """Time of the first sample in `_rest`."""
        self._started = False
        self._rest: Pcm = np.zeros(0, dtype=np.float32)
        self._before: list[Pcm] = []
        self._open: _Open | None = None

    @property
    def speaking(self) -> bool:
        return self._open is not None

    def hear(self, pcm: Pcm, at: float) -> list[Take]:
        """Sound whose first sample is at `at` seconds. Returns what is to be decoded, in order."""
        takes: list[Take] = []
        gap = at - self._at - len(self._rest) / SAMPLE_RATE if self._started else 0.0
        if gap > _GAP:
            takes += self._silence(gap)
        if not self._started:
            self._at, self._started = at, True
        self._rest = np.concatenate([self._rest, pcm])
        count = len(self._rest) // FRAME
        heard, self._rest = self._rest[: count * FRAME], self._rest[count * FRAME :]
        for frame, probability in zip(heard.reshape(count, FRAME), self._probabilities(heard), strict=True):
            takes += self._frame(frame, float(probability))
            self._at += _FRAME_SECONDS
        return takes

    def flush(self) -> list[Take]:
        """Nothing more is heard for now."""
        takes = self._end(self._open) if self._open is not None else []
        self._activity.reset()
        self._rest = np.zeros(0, dtype=np.float32)
        self._before = []
        self._started = False
        return takes

    def _probabilities(self, heard: Pcm) -> NDArray[np.float32]:
        if not len(heard):
            return np.zeros(0, dtype=np.float32)
        if self._open is None and float(np.max(np.abs(heard))) < _SILENT:
            self._activity.reset()
            return np.zeros(len(heard) // FRAME, dtype=np.float32)
        return self._activity.push(heard)

    def _silence(self, seconds: float) -> list[Take]:
        """A gap: enough of it to end an utterance, then the time line goes on behind it."""
        takes: list[Take] = []
        frames = int(seconds / _FRAME_SECONDS)
        empty = np.zeros(FRAME, dtype=np.float32)
        for _ in range(min(frames, int(PAUSE_THAT_ENDS / _FRAME_SECONDS) + 2)):
            takes += self._frame(empty, 0.0)
            self._at += _FRAME_SECONDS
            frames -= 1
        self._at += frames * _FRAME_SECONDS
        self._activity.reset()
        return takes

    def _frame(self, frame: Pcm, probability: float) -> list[Take]:
        if self._open is None:
            return self._frame_before(frame, probability)
        self._open.add(frame, probability)
        return self._due(self._open)

    def _frame_before(self, frame: Pcm, probability: float) -> list[Take]:
        self._before.append(frame)
        if probability < _SPEECH_BEGINS:
            del self._before[: -int(_BEFORE / _FRAME_SECONDS)]
            return []
        start = self._at + _FRAME_SECONDS - len(self._before) * _FRAME_SECONDS
        self._begin(start, self._before, [0.0] * (len(self._before) - 1) + [probability])
        self._before = []
        return []

    def _begin(self, start: float, frames: list[Pcm], probabilities: list[float]) -> None:
        self._open = _Open(self._next, start)
        self._next += 1
        for frame, probability in zip(frames, probabilities, strict=True):
            self._open.add(frame, probability)

    def _due(self, now: _Open) -> list[Take]:
        if now.silence >= PAUSE_THAT_ENDS:
            return self._end(now)
        if now.seconds >= LONGEST:
            return self._cut(now)
        if now.spoken < SHORTEST_SPEECH:
            return []
        if now.silence >= PAUSE_TO_DECODE_AHEAD:
            if now.decoded_speech == now.spoken_frames:
                return []
            now.decoded_speech = now.spoken_frames
            now.decoded_at = now.seconds
            return [now.take(whole=True, final=False)]
        if now.seconds - now.decoded_at >= self._step and now.silence == 0:
            now.decoded_at = now.seconds
            return [now.take(whole=False, final=False)]
        return []

    def _end(self, ended: _Open) -> list[Take]:
        self._open = None
        self._before = ended.frames[-int(_BEFORE / _FRAME_SECONDS) :]
        if ended.spoken < SHORTEST_SPEECH:
            return []
        return [ended.take(whole=True, final=True)]

    def _cut(self, now: _Open) -> list[Take]:
        """Too long: what comes before the quietest place is final, what comes after begins the next one."""
        frames, probabilities = now.cut()
        final = now.take(whole=True, final=True)
        self._begin(now.start + now.seconds, frames, probabilities)
        return [final]


class _Open:
    """The utterance that goes on."""

    def __init__(self, number: int, start: float) -> None:
        self.number = number
        self.start = start
        self.frames: list[Pcm] = []
        self.probabilities: list[float] = []
        self.speech: list[bool] = []
        self.spoken_frames = 0
        self.decoded_at = 0.0
        self.decoded_speech = 0
        self._silent_frames = 0

    @property
    def seconds(self) -> float:
        return len(self.frames) * _FRAME_SECONDS

    @property
    def spoken(self) -> float:
        return self.spoken_frames * _FRAME_SECONDS

    @property
    def silence(self) -> float:
        """Seconds since the last speech."""
        return self._silent_frames * _FRAME_SECONDS

    def add(self, frame: Pcm, probability: float) -> None:
        speaks = probability >= _SPEECH_GOES_ON
        self.frames.append(frame)
        self.probabilities.append(probability)
        self.speech.append(speaks)
        self.spoken_frames += speaks
        self._silent_frames = 0 if speaks else self._silent_frames + 1

    def cut(self) -> tuple[list[Pcm], list[float]]:
        """Takes off and returns what follows the quietest place of the last seconds."""
        reach = int(_CUT_WITHIN / _FRAME_SECONDS)
        first = len(self.frames) - reach
        place = first + int(np.argmin(self.probabilities[first:])) + 1
        frames, probabilities = self.frames[place:], self.probabilities[place:]
        for kept in (self.frames, self.probabilities, self.speech):
            del kept[place:]
        self.spoken_frames = sum(self.speech)
        return frames, probabilities

    def take(self, *, whole: bool, final: bool) -> Take:
        """What was heard, without the most of the silence at the end."""
        spoken = len(self.frames) - self._silent_frames if self._silent_frames < len(self.frames) else len(self.frames)
        kept = min(len(self.frames), spoken + int(_AFTER / _FRAME_SECONDS))
        pcm = np.concatenate(self.frames[:kept])
        return Take(
            utterance=self.number,
            start=self.start,
            end=self.start + kept * _FRAME_SECONDS,
            pcm=pcm,
            speech=np.asarray(self.speech[:kept], dtype=np.bool_),
            whole=whole,
            final=final,
        )
