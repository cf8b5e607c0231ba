"""What the embedded engine asks its recogniser."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from visio_speech.caption.embedded import EmbeddedCaptions, Heard
from visio_speech.caption.scripted import LoudnessActivity
from visio_speech.caption.utterances import Take

LOUD = np.full(16_000, 8_000, dtype="<i2").tobytes()
SILENCE = bytes(len(LOUD))


@dataclass
class French:
    """Hears French, and keeps what it was asked: whether all was said, and the language it was told."""

    asked: list[tuple[bool, str | None]] = field(default_factory=list[tuple[bool, str | None]])

    def hear(self, take: Take, language: str | None) -> Heard:
        self.asked.append((take.whole, language))
        return Heard("oui", language or "fr")


async def said_twice(language: str | None) -> list[tuple[bool, str | None]]:
    recogniser = French()
    engine = EmbeddedCaptions("test", [recogniser], LoudnessActivity, lambda: 0.0)
    stream = await engine.open(language=language)
    at = 0.0
    for _ in range(2):
        for sound in (LOUD, LOUD, SILENCE, SILENCE):
            await stream.push(sound, at)
            at += 1.0
        async for event in stream:
            if event.kind == "final":
                break
    await stream.close()
    await engine.close()
    return recogniser.asked


async def test_while_one_speaks_the_language_is_that_of_what_one_said_before() -> None:
    asked = await said_twice(None)
    halves = [told for whole, told in asked if not whole]
    assert set(halves) == {None, "fr"}
    assert halves == sorted(halves, key=lambda told: told is not None), "none is known before the first final"
    assert {told for whole, told in asked if whole} == {None}, "of a whole utterance it is found out anew"


async def test_a_language_that_was_chosen_always_counts() -> None:
    assert {told for _, told in await said_twice("de")} == {"de"}
