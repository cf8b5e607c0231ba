"""Live captions: from the last word to the final text on a reader's side, one voice at a time and two at once."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from livekit import rtc
from visio_client import AudioTrack, join

from bench import figures
from bench.phrases import PACKET_SECONDS, Phrase, phrases
from bench.premises import running_product
from bench.report import Report
from e2e.product import Account, Product, Visitor

ONE_AT_A_TIME = 24
TWO_AT_ONCE = 12
SILENCE = 2.5
"""Seconds between two phrases of a voice."""
_OPUS_SILENCE = b"\xf8\xff\xfe"
READY_WITHIN = 60.0


@dataclass
class Reader:
    """What arrives: time, track, whether it is final, text."""

    texts: list[tuple[float, str, bool, str]] = field(default_factory=list[tuple[float, str, bool, str]])
    reading: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def begin(self, stream: rtc.TextStreamReader, _sender: str) -> None:
        task = asyncio.create_task(self._read(stream))
        self.reading.add(task)
        task.add_done_callback(self.reading.discard)

    async def _read(self, stream: rtc.TextStreamReader) -> None:
        text = await stream.read_all()
        told = stream.info.attributes or {}
        final = told["lk.transcription_final"] == "true"
        self.texts.append((time.monotonic(), told["lk.transcribed_track_id"], final, text))


@dataclass
class Times:
    """Seconds of each phrase: from its last word to the final text, from its first word to the first text."""

    final: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])
    lost: int = 0

    def add(self, reader: Reader, track: str, start: float, phrase: Phrase, until: float) -> None:
        mine = [text for text in reader.texts if text[1] == track and start <= text[0] <= until and text[3]]
        # What comes before the last word is the end of an earlier sentence.
        finals = [at for at, _, final, _ in mine if final and at - start >= phrase.ends]
        if not finals:
            self.lost += 1
            return
        self.final.append(finals[-1] - start - phrase.ends)
        self.first.append(mine[0][0] - start - phrase.begins)


@dataclass
class Voice:
    """A microphone; its RTP time goes on from phrase to phrase."""

    track: AudioTrack
    timestamp: int = 0


def measure() -> Report:
    """Live captions: from the last word to the final text on a reader's side, one voice at a time and two at once."""
    report = Report(
        "Captions by the engine in the box: from the last word to the final text",
        ["voices", "phrases", "final p50 s", "final p95 s", "first text p50 s", "first text p95 s", "finals lost"],
    )
    with running_product() as (product, owner):
        one, two = asyncio.run(talk(product, owner))
    for voices, times in (("one at a time", one), ("two at once", two)):
        report.rows.append(
            [
                voices,
                str(len(times.final) + times.lost),
                f"{median(times.final):.2f}",
                f"{figures.share(times.final, 0.95):.2f}",
                f"{median(times.first):.2f}",
                f"{figures.share(times.first, 0.95):.2f}",
                str(times.lost),
            ]
        )
    report.notes += [
        "Whisper base; the server, recognition (at nice 5), both voices and the reader share the machine. Half of the"
        " phrases are French, half English (telephone prompts of 2 to 7 s, each voice told its language), sent by the"
        " headless client; a stock LiveKit client reads. The last word is where the sound last exceeds -40 dB; half a"
        " second of what follows is the silence that ends a phrase.",
    ]
    return report


async def talk(product: Product, owner: Account) -> tuple[Times, Times]:
    """Two voices and a reader in one call."""
    code = owner.room(title="Bench", access="public")
    place = await asyncio.to_thread(owner.join, code)
    call = f"calls/{place['call']['id']}"
    voices = [(language, product.guest(name)) for language, name in (("fr", "Voice one"), ("en", "Voice two"))]
    places = [await asyncio.to_thread(enter, guest, code) for _, guest in voices]
    room, reader = rtc.Room(), Reader()
    room.register_text_stream_handler("lk.transcription", reader.begin)
    await room.connect(place["media"]["url"], place["media"]["token"])
    media = [each["media"] for each in places]
    async with (
        await join(media[0]["url"], media[0]["token"]) as first,
        await join(media[1]["url"], media[1]["token"]) as second,
    ):
        speaking = [Voice(await person.publish_audio("microphone")) for person in (first, second)]
        for language, guest in voices:
            await asyncio.to_thread(put, guest, f"{call}/captions/own-language", {"language": language})
        await asyncio.to_thread(put, owner, f"{call}/captions", {"on": True})
        await ready(owner, call)
        said = {language: phrases(language, ONE_AT_A_TIME // 2 + TWO_AT_ONCE) for language, _ in voices}
        one = await in_turn(reader, speaking, [said["fr"], said["en"]])
        two = await together(reader, speaking, [said["fr"][-TWO_AT_ONCE:], said["en"][-TWO_AT_ONCE:]])
    await room.disconnect()
    return one, two


async def in_turn(reader: Reader, voices: Sequence[Voice], said: Sequence[list[Phrase]]) -> Times:
    times = Times()
    for number in range(ONE_AT_A_TIME):
        await speak(reader, voices[number % 2], said[number % 2][number // 2], times)
    return times


async def together(reader: Reader, voices: Sequence[Voice], said: Sequence[list[Phrase]]) -> Times:
    times = Times()

    async def all_of(voice: Voice, mine: list[Phrase]) -> None:
        for phrase in mine:
            await speak(reader, voice, phrase, times)

    await asyncio.gather(*(all_of(voice, mine) for voice, mine in zip(voices, said, strict=True)))
    return times


async def speak(reader: Reader, voice: Voice, phrase: Phrase, times: Times) -> None:
    """A phrase and the silence behind it, in real time."""
    start = time.monotonic()
    packets = [*phrase.packets, *[_OPUS_SILENCE] * round(SILENCE / PACKET_SECONDS)]
    for number, packet in enumerate(packets):
        await asyncio.sleep(max(0.0, start + number * PACKET_SECONDS - time.monotonic()))
        voice.track.send(packet, voice.timestamp)
        voice.timestamp += 960
    times.add(reader, voice.track.sid, start, phrase, time.monotonic())


async def ready(owner: Account, call: str) -> None:
    """Waits until captions are on."""
    async with asyncio.timeout(READY_WITHIN):
        while (await asyncio.to_thread(owner.get, f"{call}/state"))["captions"]["state"] != "on":  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def enter(guest: Visitor, code: str) -> dict[str, Any]:
    name = getattr(guest, "name", "")
    answer: dict[str, Any] = guest.post(f"rooms/{code}/join", name=name, microphone=True, camera=False)
    guest.ticket = answer["ticket"]
    return answer


def put(person: Visitor, path: str, body: dict[str, Any]) -> None:
    person.request("PUT", path, body).raise_for_status()
