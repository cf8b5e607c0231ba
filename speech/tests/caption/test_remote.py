"""Recognition servers that are away, late, wrong, or cut the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from recognition_servers import FakeServer, Talk, moshi, running, vllm
from visio_speech.caption.base import CaptionEngine, CaptionEvent
from visio_speech.caption.kyutai import KyutaiCaptions
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.realtime import RealtimeCaptions
from visio_speech.caption.scripted import LoudnessActivity
from visio_speech.errors import EngineConfused, EngineLate, EngineRefused, EngineUnreachable, SpeechError
from voices import all_of, finals, say, silence, speech

Make = Callable[[str, str], CaptionEngine]


def kyutai(url: str, key: str = "") -> CaptionEngine:
    return KyutaiCaptions(CaptionOptions("kyutai", endpoint=url, key=key), answer_within=0.3)


def realtime(url: str, key: str = "") -> CaptionEngine:
    options = CaptionOptions("realtime", endpoint=url, key=key, endpoint_model="voxtral")
    return RealtimeCaptions(options, activity=LoudnessActivity, answer_within=0.3)


@pytest.fixture(params=["kyutai", "realtime"])
def kind(request: pytest.FixtureRequest) -> tuple[Make, Talk]:
    return {"kyutai": (kyutai, moshi), "realtime": (realtime, vllm)}[str(request.param)]


async def heard(engine: CaptionEngine, pcm: bytes) -> tuple[list[CaptionEvent], SpeechError | None]:
    """The events, and the fault that ended the stream."""
    stream = await engine.open(language="fr")
    events: list[CaptionEvent] = []
    fault: SpeechError | None = None
    await say(stream, pcm)
    await stream.close()
    try:
        async for event in stream:
            events += [event]
    except SpeechError as error:
        fault = error
    await engine.close()
    return events, fault


async def test_a_server_that_is_not_there_is_said_to_be_away(kind: tuple[Make, Talk]) -> None:
    _, fault = await heard(kind[0]("ws://127.0.0.1:9", ""), speech(1))
    assert isinstance(fault, EngineUnreachable)


async def test_a_wrong_key_is_said_to_be_refused(kind: tuple[Make, Talk]) -> None:
    make, talk = kind
    async with running(FakeServer(key="right"), talk) as server:
        _, fault = await heard(make(server.url, "wrong"), speech(1))
        assert isinstance(fault, EngineRefused)
        assert fault.params == {"status": 401}
        events, fault = await heard(make(server.url, "right"), speech(2) + silence(1))
        assert (finals(events), fault) == (["one two"], None)


async def test_a_server_that_never_answers_is_late(kind: tuple[Make, Talk]) -> None:
    make, talk = kind
    async with running(FakeServer(behaviour="silent"), talk) as server:
        _, fault = await heard(make(server.url, ""), speech(1) + silence(1))
    assert isinstance(fault, EngineLate)


async def test_nonsense_is_named_as_such(kind: tuple[Make, Talk]) -> None:
    make, talk = kind
    async with running(FakeServer(behaviour="wrong"), talk) as server:
        _, fault = await heard(make(server.url, ""), speech(1) + silence(1))
    assert isinstance(fault, EngineConfused)


async def test_what_was_shown_before_the_connection_was_cut_becomes_final(kind: tuple[Make, Talk]) -> None:
    make, talk = kind
    async with running(FakeServer(behaviour="cut"), talk) as server:
        events, fault = await heard(make(server.url, ""), speech(4) + silence(1))
    assert isinstance(fault, EngineUnreachable)
    assert events[-1].final
    assert events[-1].text.startswith("one")


async def test_nobody_is_called_while_nobody_speaks(kind: tuple[Make, Talk]) -> None:
    make, talk = kind
    async with running(FakeServer(), talk) as server:
        engine = make(server.url, "")
        stream = await engine.open(language="fr")
        await stream.flush()
        await stream.close()
        assert await all_of(stream) == []
        assert server.connections == 0
        await engine.close()


async def test_each_protocol_is_spoken_at_its_own_address() -> None:
    for make, talk, path in ((kyutai, moshi, "/api/asr-streaming"), (realtime, vllm, "/v1/realtime")):
        async with running(FakeServer(), talk) as server:
            await heard(make(server.url), speech(1) + silence(1))
            assert server.paths == [path]


async def test_vllm_is_told_one_utterance_after_the_other_in_its_own_words() -> None:
    async with running(FakeServer(), vllm) as server:
        events, _ = await heard(realtime(server.url), (speech(1) + silence(1)) * 3)
    assert finals(events) == ["one"] * 3
    kinds = [(message["type"], message.get("final")) for message in server.received]
    assert kinds[0] == ("session.update", None)
    commits = [final for name, final in kinds if name == "input_audio_buffer.commit"]
    assert commits == [False, True] * 3


async def test_sound_that_a_slow_server_does_not_take_is_bounded(kind: tuple[Make, Talk]) -> None:
    make, _ = kind
    stuck = asyncio.Event()

    async def never(_server: FakeServer, connection: object) -> None:
        await stuck.wait()

    async with running(FakeServer(), never) as server:
        engine = make(server.url, "")
        stream = await engine.open(language="fr")
        for second in range(120):
            await say(stream, speech(1), float(second))
        assert engine.late
        stuck.set()
        await engine.close()
