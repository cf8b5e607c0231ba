"""Meetings made on the spot, whose truth is exact: who says what when, on a track for each and on the mix.

Seeded, so a figure can be taken again. Overlap, leakage from track to track (with delay) and noise can be set.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from visio_speech.audio import SAMPLE_RATE, Pcm, samples, silence
from visio_speech.evaluate.prompts import Prompt
from visio_speech.words import Turn

_INTERRUPTED = 0.6  # of the utterances, those whose end another one talks into


@dataclass(frozen=True)
class Utterance:
    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True)
class SyntheticMeeting:
    """`clean` holds each voice alone, `tracks` what each microphone would give, `mix` their sum."""

    utterances: tuple[Utterance, ...]
    clean: Mapping[str, Pcm]
    tracks: Mapping[str, Pcm]
    mix: Pcm

    @property
    def seconds(self) -> float:
        return len(self.mix) / SAMPLE_RATE

    def turns(self) -> list[Turn]:
        """True turns as the prompts lie, their own short pauses included."""
        return [Turn(one.start, one.end, one.speaker) for one in self.utterances]

    def text(self, speaker: str) -> str:
        return " ".join(one.text for one in self.utterances if one.speaker == speaker)

    def overlap(self) -> float:
        """Share of the speaking time in which two or more speak."""
        edges = sorted((at, step) for one in self.utterances for at, step in ((one.start, 1), (one.end, -1)))
        several = spoken = last = 0.0
        speaking = 0
        for at, step in edges:
            spoken += (at - last) if speaking else 0.0
            several += (at - last) if speaking > 1 else 0.0
            speaking, last = speaking + step, at
        return several / spoken if spoken else 0.0


def meeting(
    voices: Mapping[str, Sequence[Prompt]],
    *,
    seed: int,
    seconds: float,
    overlapped: float = 0.2,
    leakage_db: float | None = None,
    delay: float = 0.01,
    noise_db: float = -70.0,
) -> SyntheticMeeting:
    """People take turns until `seconds` have passed. Each says his prompts in a shuffled order, again when used up.

    A share of the utterances begins before the one before ends, so that about `overlapped` of the time has two voices.
    With `leakage_db` every microphone hears the others by that many decibels, `delay` seconds later.
    """
    dice = random.Random(seed)  # noqa: S311 (chance for a test, not a secret)
    utterances, sounds = _conversation(voices, dice, seconds, overlapped)
    length = max(one.end for one in utterances) + 1.0
    clean = {speaker: silence(length) for speaker in voices}
    for one, pcm in zip(utterances, sounds, strict=True):
        first = samples(one.start)
        clean[one.speaker][first : first + len(pcm)] += pcm
    noise = np.random.default_rng(seed)
    tracks = {speaker: _heard(speaker, clean, leakage_db, delay, noise_db, noise) for speaker in clean}
    mix = np.asarray(np.sum(np.stack(list(clean.values())), axis=0), dtype=np.float32)
    return SyntheticMeeting(tuple(utterances), clean, tracks, mix)


def _conversation(
    voices: Mapping[str, Sequence[Prompt]], dice: random.Random, seconds: float, overlapped: float
) -> tuple[list[Utterance], list[Pcm]]:
    queues: dict[str, list[Prompt]] = {speaker: [] for speaker in voices}
    ends = dict.fromkeys(voices, 0.0)
    utterances: list[Utterance] = []
    sounds: list[Pcm] = []
    at, last = 0.5, ""
    while at < seconds:
        speaker = dice.choice([name for name in voices if name != last] or list(voices))
        queue = queues[speaker]
        if not queue:
            queue.extend(dice.sample(list(voices[speaker]), len(voices[speaker])))
        prompt = queue.pop()
        start = max(at, ends[speaker] + 0.3)
        utterances.append(Utterance(speaker, start, start + prompt.seconds, prompt.text))
        sounds.append(prompt.pcm)
        ends[speaker], last = start + prompt.seconds, speaker
        # What two voices share is spoken once less, so a share o of the time needs o / (1 + o) of each prompt.
        if dice.random() < _INTERRUPTED:
            shared = overlapped / (1 + overlapped) / _INTERRUPTED
            at = ends[speaker] - prompt.seconds * min(0.9, shared * dice.uniform(0.7, 1.3))
        else:
            at = ends[speaker] + dice.uniform(0.1, 0.8)
    return utterances, sounds


def _heard(
    speaker: str,
    clean: Mapping[str, Pcm],
    leakage_db: float | None,
    delay: float,
    noise_db: float,
    noise: np.random.Generator,
) -> Pcm:
    own = clean[speaker]
    out = own + noise.normal(0.0, 10 ** (noise_db / 20), len(own)).astype(np.float32)
    if leakage_db is not None:
        shift, gain = samples(delay), np.float32(10 ** (leakage_db / 20))
        for other, pcm in clean.items():
            if other != speaker:
                out[shift:] += gain * pcm[: len(pcm) - shift]
    return out
