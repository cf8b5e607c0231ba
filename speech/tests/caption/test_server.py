"""The recognition process: frames in, lines out."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import pytest
from visio_speech.caption.base import CaptionEngine
from visio_speech.caption.frames import Frame, Kind, encode
from visio_speech.caption.options import CaptionOptions, caption_options, option_fields
from visio_speech.caption.scripted import ScriptedCaptions
from visio_speech.caption.server import MOST_STREAMS, serve
from visio_speech.errors import ModelMissing, OptionInvalid
from voices import pieces, silence, speech

SETUP = Frame(Kind.SETUP, content=b'{"engine": "scripted"}')


def opened(stream: int, language: str | None = "fr") -> Frame:
    return Frame(Kind.OPEN, stream, json.dumps({"language": language}).encode())


def sounds(stream: int, pcm: bytes) -> list[Frame]:
    return [Frame(Kind.SOUND, stream, piece, at) for piece, at in pieces(pcm)]


async def served(*frames: Frame, make: Any = None, raw: bytes = b"") -> tuple[int, list[dict[str, Any]]]:
    """Exit code and lines for input that ends after these frames."""
    reader = asyncio.StreamReader()
    reader.feed_data(b"".join(encode(frame) for frame in frames) + raw)
    reader.feed_eof()
    lines: list[dict[str, Any]] = []
    code = await serve(reader, lines.append, make=make or (lambda _options: ScriptedCaptions()))
    return code, lines


async def test_a_voice_is_heard_and_its_texts_bear_its_number() -> None:
    code, lines = await served(SETUP, opened(7), *sounds(7, speech(2) + silence(1)), Frame(Kind.CLOSE, 7))
    assert code == 0
    assert lines[0] == {"ready": "scripted"}
    texts = [line for line in lines if "text" in line]
    assert {line["stream"] for line in texts} == {7}
    assert (texts[-1]["kind"], texts[-1]["text"], texts[-1]["language"]) == ("final", "one two", "fr")
    assert lines[-1] == {"closed": 7, "fault": None}


async def test_what_is_open_at_the_end_becomes_final() -> None:
    _, lines = await served(SETUP, opened(1), *sounds(1, speech(3)))
    assert [line["text"] for line in lines if line.get("kind") == "final"] == ["one two three"]


async def test_muting_makes_final_what_was_said() -> None:
    _, lines = await served(SETUP, opened(1), *sounds(1, speech(1)), Frame(Kind.FLUSH, 1), *sounds(1, silence(0.1)))
    assert [line["kind"] for line in lines if "kind" in line][-1] == "final"


async def test_sound_of_a_voice_that_is_not_open_is_left_out() -> None:
    code, lines = await served(SETUP, *sounds(3, speech(1)), Frame(Kind.CLOSE, 3))
    assert (code, lines) == (0, [{"ready": "scripted"}])


async def test_one_voice_too_many_is_told_so_and_the_others_are_heard_on() -> None:
    crowd = [opened(number) for number in range(1, MOST_STREAMS + 2)]
    last = sounds(MOST_STREAMS, speech(2) + silence(1))
    code, lines = await served(SETUP, *crowd, *sounds(MOST_STREAMS + 1, speech(1)), *last)
    assert code == 0
    assert {"closed": MOST_STREAMS + 1, "fault": "speech-streams-full"} in lines
    assert [(line["stream"], line["text"]) for line in lines if line.get("kind") == "final"] == [
        (MOST_STREAMS, "one two")
    ]


async def test_a_voice_that_goes_makes_place_for_another() -> None:
    crowd = [opened(number) for number in range(1, MOST_STREAMS + 1)]
    reader = asyncio.StreamReader()
    lines: list[dict[str, Any]] = []
    serving = asyncio.create_task(serve(reader, lines.append, make=lambda _options: ScriptedCaptions()))
    reader.feed_data(b"".join(encode(frame) for frame in (SETUP, *crowd, Frame(Kind.CLOSE, 1))))
    async with asyncio.timeout(20):
        while {"closed": 1, "fault": None} not in lines:  # noqa: ASYNC110 (the line comes from another task)
            await asyncio.sleep(0.01)
    reader.feed_data(encode(opened(500)))
    reader.feed_eof()
    assert await serving == 0
    assert {"closed": 500, "fault": None} in lines


async def test_a_missing_model_is_said_with_its_code() -> None:
    def make(_options: CaptionOptions) -> CaptionEngine:
        raise ModelMissing(model="whisper-base", remedy="install it")

    assert await served(SETUP, make=make) == (1, [{"failed": "speech-model-missing"}])


@pytest.mark.parametrize(
    "frames",
    [
        [opened(1)],
        [SETUP, SETUP],
        [SETUP, opened(1), opened(1)],
        [Frame(Kind.SETUP, content=b"[]")],
        [Frame(Kind.SETUP, content=b"\xff")],
    ],
)
async def test_frames_out_of_order_or_without_sense_end_it(frames: list[Frame]) -> None:
    code, lines = await served(*frames)
    assert code == 2
    assert {"failed": "speech-frames-invalid"} in lines


async def test_wrong_options_are_named_by_their_code() -> None:
    assert await served(Frame(Kind.SETUP, content=b'{"engin": "x"}')) == (1, [{"failed": "speech-option-invalid"}])


async def test_bytes_that_are_no_frames_end_it() -> None:
    assert (await served(SETUP, raw=b"\xff" * 40))[0] == 2


def test_options_travel_as_json() -> None:
    options = CaptionOptions("kyutai", endpoint="ws://gpu.example.org:8080", key="secret", threads=4)
    assert caption_options(json.loads(json.dumps(option_fields(options)))) == options
    assert "secret" not in repr(options)
    for wrong in ({"threads": 0}, {"threads": "2"}, {"model": 5}, {"endpoint": "gpu:8080"}, {"endpoint": "ws://u:p@h"}):
        with pytest.raises(OptionInvalid):
            caption_options(wrong)


async def test_the_process_serves_gives_way_and_ends_with_its_input() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "visio_speech.caption.server",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(encode(SETUP) + encode(opened(1)))
    assert json.loads(await process.stdout.readline()) == {"ready": "scripted"}
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()  # noqa: ASYNC230, PTH123, SIM115 (proc)
    assert int(fields[16]) == min(19, os.nice(0) + 5)
    process.stdin.write(b"".join(encode(frame) for frame in sounds(1, speech(2) + silence(1))))
    texts: list[str] = []
    while not texts or not texts[-1].startswith('{"stream":1,"utterance":1,"kind":"final"'):
        texts.append((await process.stdout.readline()).decode())
    process.stdin.close()
    assert await process.wait() == 0
