"""The engines of captions, each behind the same fixture."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

# The helpers beside this file are imported by name, and the OpenAI double of transcripts.
sys.path.insert(0, str(Path(__file__).parents[1] / "transcribe"))
sys.path.insert(0, str(Path(__file__).parent))

from recognition_servers import FakeServer, moshi, running, vllm
from scripted_sherpa import ScriptedRecognizer
from visio_speech.caption.base import CaptionEngine
from visio_speech.caption.kyutai import KyutaiCaptions
from visio_speech.caption.options import CaptionOptions
from visio_speech.caption.realtime import RealtimeCaptions
from visio_speech.caption.scripted import LoudnessActivity, ScriptedCaptions
from visio_speech.caption.sherpa import SherpaCaptions


@asynccontextmanager
async def made(name: str) -> AsyncGenerator[CaptionEngine]:
    async with AsyncExitStack() as stack:
        if name == "kyutai":
            server = await stack.enter_async_context(running(FakeServer(), moshi))
            engine: CaptionEngine = KyutaiCaptions(CaptionOptions("kyutai", endpoint=server.url))
        elif name == "realtime":
            server = await stack.enter_async_context(running(FakeServer(), vllm))
            options = CaptionOptions("realtime", endpoint=server.url, endpoint_model="voxtral")
            engine = RealtimeCaptions(options, activity=LoudnessActivity)
        elif name == "sherpa":
            engine = SherpaCaptions("scripted-zipformer", ScriptedRecognizer())
        else:
            engine = ScriptedCaptions()
        try:
            yield engine
        finally:
            await engine.close()


@pytest.fixture(params=["embedded", "kyutai", "realtime", "sherpa"])
async def engine(request: pytest.FixtureRequest) -> AsyncGenerator[CaptionEngine]:
    """Each engine, with a recogniser that counts seconds of speech in words."""
    async with made(str(request.param)) as found:
        yield found
