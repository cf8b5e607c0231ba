"""Sound and pictures that an encoder has made for a test: every packet and every picture differs from all others."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from visio_client.encoded import h264_pictures, ivf_pictures, opus_packets

PACKET_SECONDS = 0.02
PACKET_TICKS = 960
PICTURES_PER_SECOND = 15
PICTURE_TICKS = 6000
KEYFRAME_EVERY = 8
"""Pictures. Nobody encodes on demand here, so a keyframe that is wanted comes with the next one."""
SIZES = [(64, 36), (128, 72), (256, 144)]


@dataclass(frozen=True)
class Footage:
    """`layers`: the same pictures in each size, lowest first."""

    packets: list[bytes]
    layers: list[list[bytes]]


def make(folder: Path, seconds: int) -> Footage:
    """Encodes with ffmpeg: noise as Opus, a moving test card as VP8 in three sizes."""
    layers = [list(ivf_pictures(_vp8(folder, seconds, width, height))) for width, height in SIZES]
    return Footage(list(opus_packets(_opus(folder, seconds))), layers)


def repeated(footage: Footage, times: int) -> Footage:
    """The same again and again. Each packet and picture bears its round at its end, so that all differ."""

    def rounds(parts: list[bytes]) -> list[bytes]:
        return [part + number.to_bytes(2, "big") for number in range(times) for part in parts]

    return Footage(rounds(footage.packets), [rounds(pictures) for pictures in footage.layers])


def make_h264(folder: Path, seconds: int) -> list[bytes]:
    """A moving test card as H.264, constrained baseline."""
    codec = f"-c:v libx264 -profile:v baseline -preset ultrafast -tune zerolatency -g {KEYFRAME_EVERY} -f h264"
    return list(h264_pictures(_encode(folder / "card.h264", _card(seconds, *SIZES[1]), codec)))


def _opus(folder: Path, seconds: int) -> bytes:
    noise = f"-f lavfi -i anoisesrc=d={seconds}:r=48000:seed=1:a=0.1"
    return _encode(folder / "noise.opus", noise, "-c:a libopus -b:a 24k -application voip -frame_duration 20 -f ogg")


def _vp8(folder: Path, seconds: int, width: int, height: int) -> bytes:
    codec = f"-c:v libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 0 -b:v {width * 2}k -g {KEYFRAME_EVERY} -f ivf"
    return _encode(folder / f"{width}.ivf", _card(seconds, width, height), codec)


def _card(seconds: int, width: int, height: int) -> str:
    return f"-f lavfi -i testsrc2=d={seconds}:s={width}x{height}:r={PICTURES_PER_SECOND} -pix_fmt yuv420p"


def _encode(target: Path, source: str, codec: str) -> bytes:
    command = ["ffmpeg", "-loglevel", "error", "-y", *source.split(), *codec.split(), str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target.read_bytes()
