"""Plays footage into a room at its own pace, and compares what others received with it."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

from footage import PACKET_SECONDS, PACKET_TICKS, PICTURE_TICKS, PICTURES_PER_SECOND, Footage
from visio_client import AudioTrack, Frame, VideoTrack


async def play(
    footage: Footage, audio: AudioTrack | None, video: VideoTrack | None, *, layers: list[list[bytes]] | None = None
) -> None:
    """Returns when all has been sent. Packets and pictures leave when they are due, as from a camera."""
    pictures = footage.layers if layers is None else layers
    async with asyncio.TaskGroup() as together:
        if audio is not None:
            together.create_task(_paced(PACKET_SECONDS, _speaking(audio, footage.packets)))
        if video is not None:
            together.create_task(_paced(1 / PICTURES_PER_SECOND, _sending(video, pictures)))


def _speaking(audio: AudioTrack, packets: list[bytes]) -> list[Callable[[], None]]:
    return [lambda n=n: audio.send(packets[n], n * PACKET_TICKS) for n in range(len(packets))]


def _sending(video: VideoTrack, layers: list[list[bytes]]) -> list[Callable[[], None]]:
    def send(number: int) -> None:
        for layer, pictures in enumerate(layers):
            video.send(pictures[number], number * PICTURE_TICKS, layer=layer)

    return [lambda n=n: send(n) for n in range(len(layers[0]))]


async def _paced(interval: float, steps: list[Callable[[], None]]) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for number, step in enumerate(steps):
        await asyncio.sleep(begun + number * interval - loop.time())
        step()


def assert_same_sound(received: list[Frame], footage: Footage) -> None:
    """From the first packet that came, every packet came, once, in order, unchanged, at its time."""
    first = footage.packets.index(received[0].payload)
    assert [frame.payload for frame in received] == footage.packets[first:]
    steps = {later.timestamp - earlier.timestamp for earlier, later in pairwise(received)}
    assert steps == {PACKET_TICKS}
    assert all(frame.contiguous for frame in received[1:])


def assert_same_pictures(received: list[Frame], layers: list[list[bytes]], *, seamless: bool = True) -> set[int]:
    """From the first picture that came, every picture came in one of its sizes, unchanged, at its time.

    The size changes only at a keyframe. There one picture may be missing or come in both sizes if the change is to be
    `seamless`; else the server may leave out more. Gives the sizes seen.
    """
    known = {
        picture: (layer, number) for layer, pictures in enumerate(layers) for number, picture in enumerate(pictures)
    }
    assert all(frame.payload in known for frame in received), "a picture came that was never sent"
    seen = [(frame, *known[frame.payload]) for frame in received]
    assert seen[0][0].keyframe
    for (earlier, old_layer, old), (later, layer, number) in pairwise(seen):
        if layer == old_layer:
            assert later.contiguous
            assert number == old + 1
            assert later.timestamp - earlier.timestamp == PICTURE_TICKS
            continue
        assert later.keyframe
        assert number >= old
        if seamless:
            assert number - old <= 2, f"from {old} of size {old_layer} to {number} of size {layer}"
            assert 0 < later.timestamp - earlier.timestamp <= 3 * PICTURE_TICKS
    return {layer for _, layer, _ in seen}
