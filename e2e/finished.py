"""A finished recording laid into a product's library, for stories about playing: made by encoders, not in real time."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.media import Colour, Face, write_voice
from e2e.processes import PROGRAMS
from e2e.product import Account

FRAMES_PER_S = 15
# A keyframe stands at the beginning of each piece.
PIECE_S = 10
# As the finisher writes: what leads to every place stands in front, and each 5 s of it is a cluster.
CUES = "-cluster_time_limit 5000 -cues_to_front 1 -reserve_index_space 60000"
VP8 = "-deadline realtime -cpu-used 8 -auto-alt-ref 0 -b:v 450k"
H264 = "-profile:v baseline -preset ultrafast -movflags +frag_keyframe+empty_moov"


@dataclass(frozen=True)
class Track:
    """A file of one person, there from `start` to `end` (seconds). `path` begins at 0, as finished files do."""

    face: Face
    source: str
    path: Path
    end: float
    start: float = 0.0
    height: int = 0

    @property
    def kind(self) -> str:
        return "audio" if self.height == 0 else "video"


@dataclass(frozen=True)
class Said:
    """Words of one person, one each half second from `start`."""

    face: Face
    start: float
    words: str

    @property
    def end(self) -> float:
        return self.start + len(self.words.split()) / 2


def sound(face: Face, seconds: float, folder: Path) -> Path:
    """The person's bursts as a microphone's track."""
    path = folder / f"{face.tone_hz}-{seconds:g}.webm"
    voice = ["-stream_loop", "-1", "-t", str(seconds), "-i", str(write_voice(face, folder))]
    encode([*voice, *f"-c:a libopus -b:a 24k -application voip {CUES}".split(), str(path)])
    return path


def picture(colours: list[tuple[Colour, float]], height: int, path: Path) -> Path:
    """VP8: one colour after the other, each for some seconds, and a white bar that moves."""
    lines: list[str] = []
    for number, (colour, seconds) in enumerate(colours):
        piece = path.with_name(f"{path.stem}-{number}.webm")
        _draw(colour, height, PIECE_S, ["-c:v", "libvpx", *VP8.split()], piece)
        lines += [f"file '{piece}'"] * round(seconds / PIECE_S)
    joined = path.with_suffix(".txt")
    joined.write_text("\n".join(lines))
    encode([*f"-f concat -safe 0 -i {joined} -c copy {CUES}".split(), str(path)])
    return path


def picture_h264(colour: Colour, seconds: float, height: int, path: Path) -> Path:
    """The same in one colour, as fragmented MP4."""
    _draw(colour, height, seconds, ["-c:v", "libx264", *H264.split()], path)
    return path


def moving_picture(height: int, seconds: float, path: Path) -> Path:
    """VP8 at the full 450 kbit/s: a piece in which everything moves, again and again."""
    piece = path.with_name(f"{path.stem}-piece.webm")
    shape = f"s={height * 16 // 9}x{height}:r={FRAMES_PER_S}:d={PIECE_S}"
    steady = f"-c:v libvpx {VP8} -minrate 450k -maxrate 450k -g {FRAMES_PER_S * PIECE_S}"
    encode([*f"-f lavfi -i testsrc2={shape} {steady}".split(), str(piece)])
    encode([*f"-stream_loop -1 -i {piece} -t {seconds:g} -c copy {CUES}".split(), str(path)])
    return path


def _draw(colour: Colour, height: int, seconds: float, codec: list[str], path: Path) -> None:
    width, (red, green, blue) = height * 16 // 9, colour
    shape = f":r={FRAMES_PER_S}:d={seconds}"
    inputs = [
        *("-f", "lavfi", "-i", f"color=0x{red:02x}{green:02x}{blue:02x}:s={width}x{height}{shape}"),
        *("-f", "lavfi", "-i", f"color=white:s={height // 9}x{height}{shape}"),
    ]
    graph = f"overlay=x='mod(t*{width // 5},{width})',format=yuv420p"
    encode([*inputs, "-filter_complex", graph, *codec, "-g", str(FRAMES_PER_S * PIECE_S), str(path)])


def encode(arguments: list[str]) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True, stdin=subprocess.DEVNULL)


def lay(account: Account, code: str, seconds: float, tracks: list[Track], said: list[Said], *, title: str) -> str:
    """The identifier of the new recording in the room's library. People speak when they say something."""
    files = {f"t{number}{track.path.suffix}": str(track.path) for number, track in enumerate(tracks)}
    manifest = {"version": 1, "recording": "", "part": 1, "started_at": "2026-01-01T00:00:00.000Z", "seconds": seconds}
    manifest |= {"complete": True, "why": "stopped", "refused": [], "gaps": []}
    manifest["tracks"] = [_entry(number, track) for number, track in enumerate(tracks)]
    manifest["speaking"] = [[one.start, one.end, str(one.face.tone_hz)] for one in said]
    text = _text(said) if any(one.words.strip(".") for one in said) else None
    wish = {"data": str(account.product.data), "owner": account.email, "room": code, "title": title}
    done = subprocess.run(
        [PROGRAMS / "python", "-m", "visio.testing.finished"],
        input=json.dumps({**wish, "manifest": manifest, "files": files, "text": text}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _entry(number: int, track: Track) -> dict[str, Any]:
    who = str(track.face.tone_hz)
    width = track.height * 16 // 9
    return {
        "id": f"t{number}",
        "participant": who,
        "identity": who,
        "name": track.face.name,
        "kind": track.kind,
        "source": track.source,
        "codec": "opus" if track.kind == "audio" else "h264" if track.path.suffix == ".mp4" else "vp8",
        "file": f"t{number}{track.path.suffix}",
        "bytes": track.path.stat().st_size,
        "start": track.start,
        "end": track.end,
        "spans": [[track.start, track.end]],
        "fit": {"drift_ppm": 0.0, "error_ms": 0.0},
        "pictures": [{"at": track.start, "width": width, "height": track.height}] if track.height else [],
    }


def _text(said: list[Said]) -> dict[str, Any]:
    """As a speech job gives it."""
    people = {str(one.face.tone_hz): one.face.name for one in said}
    turns = [
        {
            "speaker": str(one.face.tone_hz),
            "start": one.start,
            "end": one.end,
            "language": "en",
            "words": [[one.start + n / 2, one.start + n / 2 + 0.4, w, 0.9] for n, w in enumerate(one.words.split())],
        }
        for one in said
    ]
    speakers = [{"id": who, "name": name, "participant": who} for who, name in people.items()]
    return {"language": "en", "engine": {"name": "test"}, "speakers": speakers, "turns": turns, "skipped": []}
