"""The recorder beside ten people who send, and the cost of composing what it left."""

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from visio_client import KeyframeWanted, Participant, VideoTrack, join
from visio_client.compose import LayoutName, Part, compose

from bench import processes
from bench.finished import describe, track
from bench.report import Report
from bench.servers import media_servers, name
from e2e.stock.servers import LiveKitServer

PEOPLE = 10
SECONDS = 30
# What a camera of 640×360 sends: 30 pictures/s, 0.45 Mbit/s.
PICTURE_BYTES = 1_900
PICTURES_PER_S = 30
SOUND_BYTES = 80
COMPOSED_SECONDS = 40
# Seconds: as often as the composer lets a speaker take over.
TURN = 2

RECORDER = """
import asyncio, sys
from pathlib import Path
from visio_client.record import Capture
async def main():
    capture = await Capture.start(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    for number in range(int(sys.argv[4])):
        capture.permit(f"person-{number}", participant=f"p{number}", name=f"Person {number}")
    async for event in capture:
        capture.beat()
asyncio.run(main())
"""


def measure() -> Report:
    """The recorder beside ten people who send, and the cost of composing what it left."""
    report = Report(
        "Recording and composing",
        ["what", "cores", "memory MB", "frames/s", "Mbit/s"],
    )
    with media_servers() as servers:
        for server in servers:
            record(report, server)
    meetings: list[tuple[str, LayoutName, int, tuple[int, int]]] = [
        ("composing: a screen and four cameras of 360p", "presentation", 4, (640, 360)),
        ("composing: four cameras of 720p", "grid", 4, (1280, 720)),
        ("composing: ten cameras of 360p", "grid", 10, (640, 360)),
        ("composing: two speakers of 360p in turns of 2 s", "speaker", 2, (640, 360)),
    ]
    for title, layout, cameras, shape in meetings:
        compose_once(report, title, layout, cameras, shape)
    report.notes += [
        f"Recorder: {PEOPLE} people, each Opus at 50 packets/s and a picture of {PICTURE_BYTES} bytes"
        f" {PICTURES_PER_S} times a second, over {SECONDS} s; time on a core of the recorder's whole process. Targets:"
        " 0.02 cores, 150 MB.",
        f"Composing: {COMPOSED_SECONDS} s of moving pictures to 1280×720 at 25 pictures/s, x264 veryfast where it is"
        " installed; cores are core-hours for each hour of meeting, of all programs that run. Cameras show ffmpeg's"
        " testsrc2, dearer to encode than people. Targets: 0.45 for four cameras of 360p and a screen, 0.7 for four of"
        " 720p.",
    ]
    return report


def record(report: Report, server: LiveKitServer) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "part"
        room = server.fresh_room()
        command = [sys.executable, "-c", RECORDER, server.ws, server.token(room, "recorder"), str(folder), str(PEOPLE)]
        recorder = subprocess.Popen(command)
        try:
            cpu, memory = asyncio.run(crowd(server, room, recorder.pid))
        finally:
            recorder.kill()
            recorder.wait()
        written = sum(path.stat().st_size for path in folder.iterdir())
    frames = PEOPLE * (50 + PICTURES_PER_S)
    print(f"  recorder, {name(server)}: {cpu / SECONDS:.3f} cores, {memory:.0f} MB", flush=True)
    report.rows.append(
        [
            f"recorder, {name(server)}",
            f"{cpu / SECONDS:.3f}",
            f"{memory:.0f}",
            str(frames),
            f"{written * 8 / 1e6 / (SECONDS + 3):.1f}",
        ]
    )


async def crowd(server: LiveKitServer, room: str, recorder: int) -> tuple[float, float]:
    """Ten people who send and receive nothing; what the recorder needed meanwhile: seconds on a core, MB."""
    people = [
        await join(server.ws, server.token(room, f"person-{number}"), auto_subscribe=False) for number in range(PEOPLE)
    ]
    sending = [asyncio.create_task(send(person)) for person in people]
    await asyncio.sleep(3)
    before = processes.cpu_s(recorder)
    await asyncio.sleep(SECONDS)
    cpu, memory = processes.cpu_s(recorder) - before, processes.resident_mb(recorder)
    for task in sending:
        task.cancel()
    for person in people:
        await person.leave()
    return cpu, memory


async def send(person: Participant) -> None:
    sound = await person.publish_audio("microphone")
    camera = await person.publish_video("camera", layers=[(640, 360)])
    wanted = asyncio.create_task(keyframes(person))
    begun = time.monotonic()
    packet = bytes([0xF8]) + bytes(SOUND_BYTES - 1)
    pictures = packets = 0
    while True:
        passed = time.monotonic() - begun
        while packets < passed * 50:
            sound.send(packet, packets * 960)
            packets += 1
        while pictures < passed * PICTURES_PER_S:
            key = pictures % 300 == 0 or wanted.done()
            if wanted.done():
                wanted = asyncio.create_task(keyframes(person))
            show(camera, pictures, key=key)
            pictures += 1
        await asyncio.sleep(0.01)


async def keyframes(person: Participant) -> None:
    """Returns when somebody wants one, or it is over."""
    async for event in person:
        if isinstance(event, KeyframeWanted):
            return


def show(camera: VideoTrack, number: int, *, key: bool) -> None:
    # A VP8 header that tells 640×360 (RFC 6386, section 9.1); nobody decodes the rest.
    header = bytes([0x10 if key else 0x11, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01])
    camera.send(header + bytes(PICTURE_BYTES - len(header)), number * 3000)


def compose_once(report: Report, title: str, layout: LayoutName, cameras: int, shape: tuple[int, int]) -> None:
    with tempfile.TemporaryDirectory() as place, footage(Path(place), layout, cameras, shape) as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        made = compose([Part(folder)], Path(place), layout=layout)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = made.bytes * 8 / 1e6 / COMPOSED_SECONDS
    report.rows.append([title, f"{cpu / COMPOSED_SECONDS:.2f}", "", "25", f"{rate:.1f}"])
    print(f"  {title}: {cpu / COMPOSED_SECONDS:.2f}", flush=True)


@contextmanager
def footage(place: Path, layout: LayoutName, cameras: int, shape: tuple[int, int]) -> Generator[Path]:
    """A finished part with so many cameras, their voices, and a screen for a presentation."""
    folder = place / "part"
    folder.mkdir()
    voice = f"-f lavfi -i anoisesrc=d={COMPOSED_SECONDS}:r=48000:a=0.05 -c:a libopus -b:a 24k"
    card = f"-f lavfi -i testsrc2=s={shape[0]}x{shape[1]}:r=25:d={COMPOSED_SECONDS}"
    codec = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 500k -g 250"
    encode(f"{voice} {folder}/voice.webm")
    encode(f"{card} {codec} {folder}/camera.webm")
    tracks: list[dict[str, Any]] = []
    for number in range(cameras):
        tracks.append(entry(len(tracks), f"p{number}", "audio", "microphone", "voice.webm", shape))
        tracks.append(entry(len(tracks), f"p{number}", "video", "camera", "camera.webm", shape))
    if layout == "presentation":
        screen = f"-f lavfi -i testsrc=s=1920x1080:r=5:d={COMPOSED_SECONDS}"
        encode(f"{screen} {codec} {folder}/screen.webm")
        tracks.append(entry(len(tracks), "p0", "video", "screen_share", "screen.webm", (1920, 1080)))
    describe(folder, float(COMPOSED_SECONDS), tracks, turns())
    yield folder


def turns() -> list[tuple[int, int, str]]:
    """Two people speak by turns."""
    return [(at, at + TURN, f"p{number % 2}") for number, at in enumerate(range(0, COMPOSED_SECONDS, TURN))]


def entry(number: int, who: str, kind: str, source: str, file: str, shape: tuple[int, int]) -> dict[str, Any]:
    pictures = [{"at": 0.0, "width": shape[0], "height": shape[1]}] if kind == "video" else []
    return track(f"t{number}", who, f"Person {who}", kind, source, file, float(COMPOSED_SECONDS), pictures)


def encode(arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments.split()], check=True)
