"""Which microphones are heard, and which of them have a stream of the recogniser.

A stream is opened with the first sound of a voice and closed after a minute without any, so that a hundred people who
listen cost nothing. No clock of its own: times are seconds on the captioner's line.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from visio.captions.captioner.voice import Decoder, Sound, Voice

MOST_PER_PERSON: Final = 2
"""Microphones of one person that are heard: one device, and the next one while it takes over."""
IDLE_SECONDS: Final = 60.0
"""Without sound for this long a voice gives its stream back."""
AFTER_FAULT_SECONDS: Final = 1.0
"""A stream that failed is opened again after this time at the earliest, with the next sound."""
WHEN_FULL_SECONDS: Final = 5.0
"""The same, when the recogniser has no place for another voice."""
FULL: Final = "speech-streams-full"
"""What the recogniser says then: no fault of its own."""

_LOUD: Final = 100
"""Of 32,768, that is -50 dB: less is a quiet room, no speech."""
_LEAD_SECONDS: Final = 0.5
"""Of what was too quiet, so much goes before the first sound: words begin softly."""
_LEAD_PIECES: Final = 10


class Recogniser(Protocol):
    """What is used of `Recognition`."""

    def open(self, stream: int, language: str | None) -> None: ...
    def hear(self, stream: int, sound: Sound) -> None: ...
    def flush(self, stream: int) -> None: ...
    def close(self, stream: int) -> None: ...


@dataclass(frozen=True)
class Owner:
    """Whose words a stream's are."""

    track: str
    identity: str


@dataclass
class _Microphone:
    owner: Owner
    voice: Voice
    language: str | None
    stream: int | None = None
    muted: bool = False
    loud_at: float = float("-inf")
    opens_after: float = float("-inf")
    lead: deque[Sound] = field(default_factory=lambda: deque[Sound](maxlen=_LEAD_PIECES))


class Microphones:
    """`subscribe` is told of each track that is to be heard."""

    def __init__(
        self, recognition: Recogniser, *, decoder: Callable[[], Decoder], subscribe: Callable[[str], object]
    ) -> None:
        self._recognition = recognition
        self._decoder = decoder
        self._subscribe = subscribe
        self._heard: dict[str, _Microphone] = {}
        self._owners: dict[int, Owner] = {}
        self._numbers = 0

    @property
    def tracks(self) -> tuple[str, ...]:
        return tuple(self._heard)

    def owner(self, stream: int) -> Owner | None:
        """Known until the recogniser has closed the stream, since finals still come."""
        return self._owners.get(stream)

    def have(self, identity: str, tracks: Mapping[str, bool], language: str | None) -> None:
        """These are the microphones of a person now: track → whether it is muted. Of many the first are heard."""
        for own in [own for own in self._heard.values() if own.owner.identity == identity]:
            if own.owner.track not in tracks:
                self._forget(own)
        for track, muted in tracks.items():
            microphone = self._heard.get(track) or self._begin(Owner(track, identity), language)
            if microphone is None:
                continue
            if muted and not microphone.muted:
                self._rest(microphone)
            microphone.muted = muted

    def packet(self, track: str, payload: bytes, timestamp: int, arrived: float) -> None:
        """An Opus packet with its extended RTP time; what comes while signalling says muted is left out."""
        microphone = self._heard.get(track)
        if microphone is not None and not microphone.muted:
            self._hear(microphone, microphone.voice.packet(payload, timestamp, arrived))

    def tick(self, at: float) -> None:
        """Time passes. Called ten times a second or so."""
        for microphone in self._heard.values():
            rested = microphone.voice.resting
            self._hear(microphone, microphone.voice.tick(at))
            if microphone.stream is None:
                continue
            if at - microphone.loud_at > IDLE_SECONDS:
                self._give_back(microphone)
            elif microphone.voice.resting and not rested:
                self._recognition.flush(microphone.stream)

    def speak(self, language_of: Callable[[str], str | None]) -> None:
        """The languages of the people by identity; who speaks another one than before gets another stream."""
        for microphone in self._heard.values():
            language = language_of(microphone.owner.identity)
            if language != microphone.language:
                microphone.language = language
                self._give_back(microphone)

    def closed(self, stream: int, fault: str | None, at: float) -> None:
        """The recogniser has ended a stream; the next sound of that voice opens another."""
        self._owners.pop(stream, None)
        for microphone in self._heard.values():
            if microphone.stream == stream:
                microphone.stream = None
                if fault is not None:
                    microphone.opens_after = at + (WHEN_FULL_SECONDS if fault == FULL else AFTER_FAULT_SECONDS)

    def _begin(self, owner: Owner, language: str | None) -> _Microphone | None:
        if sum(own.owner.identity == owner.identity for own in self._heard.values()) >= MOST_PER_PERSON:
            return None
        microphone = _Microphone(owner, Voice(self._decoder()), language)
        self._heard[owner.track] = microphone
        self._subscribe(owner.track)
        return microphone

    def _forget(self, microphone: _Microphone) -> None:
        del self._heard[microphone.owner.track]
        self._rest(microphone)
        self._give_back(microphone)

    def _rest(self, microphone: _Microphone) -> None:
        self._hear(microphone, microphone.voice.rest())
        if microphone.stream is not None:
            self._recognition.flush(microphone.stream)

    def _hear(self, microphone: _Microphone, sounds: list[Sound]) -> None:
        for sound in sounds:
            if _is_loud(sound.pcm):
                microphone.loud_at = sound.at
                if microphone.stream is None and sound.at >= microphone.opens_after:
                    self._open(microphone, sound.at)
            if microphone.stream is None:
                microphone.lead.append(sound)
            else:
                self._recognition.hear(microphone.stream, sound)

    def _open(self, microphone: _Microphone, at: float) -> None:
        self._numbers += 1
        microphone.stream = self._numbers
        self._owners[self._numbers] = microphone.owner
        self._recognition.open(self._numbers, microphone.language)
        for sound in microphone.lead:
            if sound.at >= at - _LEAD_SECONDS:
                self._recognition.hear(self._numbers, sound)
        microphone.lead.clear()

    def _give_back(self, microphone: _Microphone) -> None:
        if microphone.stream is not None:
            self._recognition.close(microphone.stream)
            microphone.stream = None


def _is_loud(pcm: bytes) -> bool:
    samples = memoryview(pcm[: len(pcm) // 2 * 2]).cast("h")
    return len(samples) > 0 and (max(samples) >= _LOUD or min(samples) <= -_LOUD)
