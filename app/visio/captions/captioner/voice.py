"""One microphone: from packets as they arrive to sound on a time line without holes while somebody speaks.

Browsers send nothing during silence (Opus DTX) and nothing while muted, so silence is filled in here until whoever
listens has noticed the pause; after that nothing is passed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

SAMPLE_RATE: Final = 16_000
_BYTES_PER_SECOND: Final = 2 * SAMPLE_RATE
_RTP_RATE: Final = 48_000

PIECE_SECONDS: Final = 0.06
"""Sound is passed on in pieces of at least this length."""
QUIET_AFTER: Final = 0.2
"""Seconds without a packet after which silence is filled in."""
FILL_AT_MOST: Final = 0.8
"""Seconds of silence that are filled in before the voice rests."""
_BEHIND: Final = 0.1
# The sender's clock and the arrival differ by more only after a jump: a reconnect, a change of device.
_JUMP: Final = 0.5


class Decoder(Protocol):
    def decode(self, packet: bytes) -> bytes:
        """16 kHz, mono, signed 16 bit. Raises ValueError."""
        ...


@dataclass(frozen=True)
class Sound:
    """A piece; `at` is the time of its first sample, in seconds."""

    pcm: bytes
    at: float


class Voice:
    """Times are seconds on the captioner's own line, the same for all voices."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._base: tuple[int, float] | None = None
        """An RTP time and the time at which it was spoken."""
        self._arrived = float("-inf")
        self._end = float("-inf")
        self._waiting = bytearray()
        self._filled = 0.0
        self._resting = True

    @property
    def resting(self) -> bool:
        """Nothing is passed on until the next packet."""
        return self._resting

    def packet(self, payload: bytes, timestamp: int, arrived: float) -> list[Sound]:
        """One Opus packet with its extended RTP time (48 kHz). What is no Opus is left out."""
        try:
            pcm = self._decoder.decode(payload)
        except ValueError:
            return []
        at = self._spoken_at(timestamp, arrived)
        self._arrived = arrived
        self._resting, self._filled = False, 0.0
        return self._add(pcm, at)

    def tick(self, now: float) -> list[Sound]:
        """Time passes. Called ten times a second or so."""
        if self._resting or now - self._arrived < QUIET_AFTER:
            return []
        seconds = min(now - _BEHIND - self._end, FILL_AT_MOST - self._filled)
        if seconds <= 0:
            return []
        self._filled += seconds
        sounds = self._add(bytes(2 * int(seconds * SAMPLE_RATE)), self._end)
        if self._filled >= FILL_AT_MOST:
            sounds += self.rest()
        return sounds

    def rest(self) -> list[Sound]:
        """Muted, or silent for long: what waits is passed on, and the next packet begins anew."""
        self._resting, self._base = True, None
        return self._pass_on()

    def _spoken_at(self, timestamp: int, arrived: float) -> float:
        if self._base is not None:
            at = self._base[1] + (timestamp - self._base[0]) / _RTP_RATE
            if abs(at - arrived) <= _JUMP and at >= self._end - 0.001:
                return max(at, self._end)
        at = max(arrived, self._end)
        self._base = (timestamp, at)
        return at

    def _add(self, pcm: bytes, at: float) -> list[Sound]:
        sounds: list[Sound] = []
        if self._waiting and at - self._end > 0.001:
            sounds += self._pass_on()
        self._waiting += pcm
        self._end = at + len(pcm) / _BYTES_PER_SECOND
        if len(self._waiting) >= PIECE_SECONDS * _BYTES_PER_SECOND:
            sounds += self._pass_on()
        return sounds

    def _pass_on(self) -> list[Sound]:
        if not self._waiting:
            return []
        sound = Sound(bytes(self._waiting), self._end - len(self._waiting) / _BYTES_PER_SECOND)
        self._waiting.clear()
        return [sound]
