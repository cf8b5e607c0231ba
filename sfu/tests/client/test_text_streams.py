"""Texts that the headless participant sends, read by a stock client."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from livekit import rtc
from servers import LiveServer
from visio_client import Participant

pytestmark = pytest.mark.peers

Enter = Callable[..., Awaitable[Participant]]
Heard = asyncio.Queue[tuple[str, rtc.TextStreamInfo, str]]

TOPIC = "lk.transcription"
ATTRIBUTES = {"lk.segment_id": "s1", "lk.transcription_final": "true"}


@asynccontextmanager
async def reader(server: LiveServer, room: str, identity: str) -> AsyncGenerator[Heard]:
    """A stock client in the room, and what it reads: sender, header, text."""
    heard: Heard = asyncio.Queue()
    reading: set[asyncio.Task[None]] = set()

    async def read(stream: rtc.TextStreamReader, sender: str) -> None:
        heard.put_nowait((sender, stream.info, await stream.read_all()))

    def begin(stream: rtc.TextStreamReader, sender: str) -> None:
        task = asyncio.create_task(read(stream, sender))
        reading.add(task)
        task.add_done_callback(reading.discard)

    client = rtc.Room()
    client.register_text_stream_handler(TOPIC, begin)
    await client.connect(server.url, server.token(identity, room))
    try:
        yield heard
    finally:
        await client.disconnect()


async def test_a_text_is_read_by_a_stock_client_with_its_facts(server: LiveServer, room: str, enter: Enter) -> None:
    text = "Bonjour à tous, 你好 😀. " * 2000
    async with reader(server, room, "malik") as heard:
        captioner = await enter("captioner")
        captioner.send_text_stream(text, topic=TOPIC, stream_id="ST_1", attributes=ATTRIBUTES)
        async with asyncio.timeout(20):
            sender, header, read = await heard.get()
    assert (sender, header.topic, header.stream_id) == ("captioner", TOPIC, "ST_1")
    assert header.attributes == ATTRIBUTES
    assert read == text


async def test_only_those_named_get_a_text(server: LiveServer, room: str, enter: Enter) -> None:
    async with reader(server, room, "malik") as malik, reader(server, room, "lea") as lea:
        captioner = await enter("captioner")
        captioner.send_text_stream("for Léa", topic=TOPIC, stream_id="ST_1", destination_identities=["lea"])
        captioner.send_text_stream("for everybody", topic=TOPIC, stream_id="ST_2")
        async with asyncio.timeout(20):
            # A stock client reads each stream in a task of its own, so the order of two is not told.
            assert {(await lea.get())[2] for _ in range(2)} == {"for Léa", "for everybody"}
            assert (await malik.get())[2] == "for everybody"
        assert malik.empty()
