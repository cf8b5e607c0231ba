"""The queue before a translator: what is late or too much is left out, and everybody is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from visio_speech.caption.translate.base import Translator
from visio_speech.caption.translate.desk import LATE_AFTER, MOST_FAULTS, MOST_WAITING, REST_SECONDS, TranslationDesk
from visio_speech.caption.translate.scripted import ScriptedTranslator
from visio_speech.errors import EngineUnreachable, ModelMissing


@dataclass
class Slow:
    """Translates when it is let go, or fails."""

    name: str = "slow"
    at_once: int = 1
    asked: list[str] = field(default_factory=list[str])
    go: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    closed: bool = False

    async def translate(self, text: str, *, source: str, target: str) -> str:
        self.asked.append(text)
        if self.fault is not None:
            raise self.fault
        await self.go.wait()
        return f"{target} {text}"

    async def close(self) -> None:
        self.closed = True


@dataclass
class Desk:
    desk: TranslationDesk
    lines: list[dict[str, Any]]
    now: float = 0.0
    ready: int = 0
    """How often it has said that the translator is loaded."""

    async def lines_come(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(10):
            while len(self.lines) < count:  # noqa: ASYNC110 (the lines come from other tasks)
                await asyncio.sleep(0.001)
        return self.lines


def desk_of(make: Callable[[], Translator]) -> Desk:
    def say(line: dict[str, Any]) -> None:
        found.ready += "translator" in line
        found.lines += [line] if "translated" in line else []

    found = Desk(TranslationDesk(make, say, clock=lambda: found.now), [])
    return found


async def test_each_language_gets_its_own_line() -> None:
    place = desk_of(ScriptedTranslator)
    place.desk.ask(7, "bonjour", source="fr", targets=["en", "de"])
    assert await place.lines_come(2) == [
        {"translated": 7, "language": "en", "text": "[en] bonjour"},
        {"translated": 7, "language": "de", "text": "[de] bonjour"},
    ]
    await place.desk.close()


async def test_the_model_is_loaded_when_the_first_text_comes() -> None:
    made: list[int] = []

    def make() -> Translator:
        made.append(1)
        return ScriptedTranslator()

    place = desk_of(make)
    await place.desk.close()
    assert made == []
    place.desk.ask(0, "", source="", targets=[])
    async with asyncio.timeout(10):
        while not place.ready:  # noqa: ASYNC110 (told by another task)
            await asyncio.sleep(0.001)
    place.desk.ask(1, "un", source="fr", targets=["en"])
    place.desk.ask(2, "deux", source="fr", targets=["en"])
    assert [line["text"] for line in await place.lines_come(2)] == ["[en] un", "[en] deux"]
    assert (made, place.ready) == ([1], 1)
    await place.desk.close()


async def test_a_text_that_waited_too_long_is_answered_without_asking() -> None:
    slow = Slow()
    place = desk_of(lambda: slow)
    place.desk.ask(1, "first", source="fr", targets=["en"])
    place.desk.ask(2, "second", source="fr", targets=["en"])
    async with asyncio.timeout(10):
        while not slow.asked:  # noqa: ASYNC110 (asked by another task)
            await asyncio.sleep(0.001)
    place.now = LATE_AFTER + 0.1
    slow.go.set()
    lines = await place.lines_come(2)
    assert lines[1] == {"translated": 2, "language": "en", "fault": "speech-engine-late"}
    assert slow.asked == ["first"]
    await place.desk.close()
    assert slow.closed


async def test_one_that_never_answers_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visio_speech.caption.translate.desk.LATE_AFTER", 0.05)
    place = desk_of(Slow)
    place.desk.ask(1, "first", source="fr", targets=["en"])
    assert (await place.lines_come(1))[0]["fault"] == "speech-engine-late"
    await place.desk.close()


async def test_beyond_what_may_wait_the_oldest_is_left_out() -> None:
    place = desk_of(Slow)
    for number in range(MOST_WAITING + 3):
        place.desk.ask(number, "text", source="fr", targets=["en"])
    assert [line["translated"] for line in place.lines] == [0, 1, 2]
    assert {line["fault"] for line in place.lines} == {"speech-engine-late"}
    await place.desk.close()


async def test_a_model_that_cannot_be_used_is_said_for_each_text_and_not_loaded_again() -> None:
    made: list[int] = []

    def make() -> Translator:
        made.append(1)
        raise ModelMissing(model="m", remedy="put it there")

    place = desk_of(make)
    place.desk.ask(1, "un", source="fr", targets=["en", "de"])
    await place.lines_come(2)
    place.desk.ask(2, "deux", source="fr", targets=["en"])
    assert {line["fault"] for line in await place.lines_come(3)} == {"speech-model-missing"}
    assert made == [1]
    await place.desk.close()


async def test_after_many_faults_it_rests_and_then_tries_again() -> None:
    slow = Slow(fault=EngineUnreachable())
    place = desk_of(lambda: slow)
    for number in range(MOST_FAULTS):
        place.desk.ask(number, "text", source="fr", targets=["en"])
        await place.lines_come(number + 1)
    place.desk.ask(50, "text", source="fr", targets=["en"])
    assert place.lines[-1] == {"translated": 50, "language": "en", "fault": "speech-engine-unreachable"}
    assert len(slow.asked) == MOST_FAULTS
    slow.fault = None
    slow.go.set()
    place.now += REST_SECONDS
    place.desk.ask(51, "text", source="fr", targets=["en"])
    assert (await place.lines_come(MOST_FAULTS + 2))[-1]["text"] == "en text"
    await place.desk.close()


async def test_a_language_that_nobody_knows_is_no_reason_to_rest() -> None:
    place = desk_of(ScriptedTranslator)
    for number in range(MOST_FAULTS + 1):
        place.desk.ask(number, "text", source="fr", targets=["xx"])
    await place.lines_come(MOST_FAULTS + 1)
    place.desk.ask(99, "text", source="fr", targets=["en"])
    assert (await place.lines_come(MOST_FAULTS + 2))[-1]["text"] == "[en] text"
    await place.desk.close()
