"""What every engine of captions promises."""

from __future__ import annotations

import asyncio
import tracemalloc
from itertools import pairwise

import pytest
from visio_speech.caption.base import CaptionEngine, CaptionEvent
from voices import all_of, finals, pieces, say, silence, speech


async def captions(engine: CaptionEngine, pcm: bytes, *, language: str | None = "en") -> list[CaptionEvent]:
    stream = await engine.open(language=language)
    await say(stream, pcm)
    await stream.close()
    return await all_of(stream)


async def test_silence_has_no_text(engine: CaptionEngine) -> None:
    assert finals(await captions(engine, silence(3))) == []


async def test_nothing_heard_is_nothing_said(engine: CaptionEngine) -> None:
    assert await captions(engine, b"") == []


async def test_a_phrase_ends_with_its_final_text(engine: CaptionEngine) -> None:
    events = await captions(engine, silence(0.5) + speech(3) + silence(2))
    assert finals(events) == ["one two three"]


async def test_each_utterance_has_exactly_one_final_and_nothing_after_it(engine: CaptionEngine) -> None:
    events = await captions(engine, (speech(2) + silence(1.5)) * 3)
    assert finals(events) == ["one two"] * 3
    over: set[int] = set()
    for event in events:
        assert event.utterance not in over
        if event.final:
            over.add(event.utterance)
    assert {event.utterance for event in events} == over


async def test_text_grows_before_it_is_final(engine: CaptionEngine) -> None:
    stream = await engine.open(language="en")
    reading = asyncio.create_task(all_of(stream))
    for piece, at in pieces(speech(4) + silence(1)):
        await stream.push(piece, at)
        await asyncio.sleep(0.002)  # lets the engine answer, as it would in the time that the piece takes
    await stream.close()
    events = await reading
    interims = [event for event in events if event.kind == "interim"]
    assert interims
    assert all(0 <= event.stable_chars <= len(event.text) for event in events)
    assert events[-1].final


async def test_times_lie_on_the_line_of_the_sound_and_never_go_back(engine: CaptionEngine) -> None:
    stream = await engine.open(language="en")
    end = await say(stream, speech(2) + silence(1.5), at=100.0)
    await say(stream, speech(2) + silence(1.5), at=end + 30)
    await stream.close()
    events = [event for event in await all_of(stream) if event.final and event.text]
    assert len(events) == 2
    first, second = events
    assert 99.5 <= first.start <= 101.0
    assert first.start <= first.end <= 104.5
    assert 133.0 <= second.start <= 134.5
    assert all(before.start <= after.start for before, after in pairwise(events))


async def test_a_pause_without_sound_ends_what_was_said(engine: CaptionEngine) -> None:
    """Muted, a microphone sends nothing: `flush` makes the rest final without closing."""
    stream = await engine.open(language="en")
    reading = asyncio.create_task(all_of(stream))
    end = await say(stream, speech(2))
    await stream.flush()
    await say(stream, speech(1), at=end + 60)
    await stream.close()
    assert finals(await reading) == ["one two", "one"]


async def test_closing_twice_is_closing(engine: CaptionEngine) -> None:
    stream = await engine.open(language=None)
    await say(stream, speech(1))
    await stream.close()
    await stream.close()
    await stream.push(speech(1), 9.0)
    assert finals(await all_of(stream)) == ["one"]


async def test_voices_do_not_mix(engine: CaptionEngine) -> None:
    first, second = await engine.open(language="en"), await engine.open(language="en")
    readers = [asyncio.create_task(all_of(stream)) for stream in (first, second)]
    for piece, at in pieces(speech(3)):
        await first.push(piece, at)
        if at < 1:
            await second.push(piece, at)
    await first.close()
    await second.close()
    assert finals(await readers[0]) == ["one two three"]
    assert finals(await readers[1]) == ["one"]


async def test_ending_the_engine_ends_its_streams(engine: CaptionEngine) -> None:
    stream = await engine.open(language="en")
    await say(stream, speech(1))
    await engine.close()
    async with asyncio.timeout(10):
        await all_of(stream)


# Its messages hold each sample as a float of Python, which tracing memory makes slow: seconds, not for the quick suite.
@pytest.mark.parametrize(
    "engine", ["embedded", pytest.param("kyutai", marks=pytest.mark.peers), "realtime", "sherpa"], indirect=True
)
async def test_fifty_minutes_of_one_voice_leave_little_behind(engine: CaptionEngine) -> None:
    """Phrases with pauses of 100 s, read as they come: what is held afterwards does not grow with them."""
    stream = await engine.open(language="en")
    reading = asyncio.create_task(all_of(stream))
    at = 0.0

    async def phrases(count: int) -> None:
        nonlocal at
        for _ in range(count):
            await say(stream, speech(0.6) + silence(0.1), at)
            await stream.flush()
            at += 100.0
            await asyncio.sleep(0)

    await phrases(10)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    await phrases(20)
    await stream.close()
    events = await reading
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(finals(events)) == 30
    assert grown < 3_000_000
