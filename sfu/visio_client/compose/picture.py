"""One scene as raw pictures: the arguments of ffmpeg."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from visio_client.compose.meeting import Attendee, Clip
from visio_client.compose.scene import FRAMES, Box, Scene

LEAD: Final = 12.0
"""Seconds that are decoded before a scene: its first picture may have come earlier, and so may the keyframe it needs.
The recorder asks for a keyframe at least each 10 s."""
BACKGROUND: Final = "0x101418"
TILE: Final = "0x1f262d"
COLOURS: Final = ("0x3b5b92", "0x7a4b8c", "0x2f7d6b", "0x9a5a2c", "0x8a3b4f", "0x4c6b2f", "0x5a5fa8", "0x6b6b6b")


@dataclass(frozen=True)
class Lettering:
    """How names are written: a font file, and the words beside names. Without a font there are none."""

    font: Path | None
    not_recorded: str
    muted: str


def arguments(
    scene: Scene, size: tuple[int, int], people: Sequence[Attendee], lettering: Lettering, folder: Path
) -> list[str]:
    """Writes the texts of the scene into `folder`; ffmpeg run there gives the scene on its standard output."""
    shown = [(tile, tile.clip) for tile in scene.tiles if tile.clip is not None]
    seconds = (scene.last - scene.first) / FRAMES
    inputs: list[str] = []
    chains = [f"color=c={BACKGROUND}:s={size[0]}x{size[1]}:r={FRAMES}:d={seconds:.3f},format=yuv420p[base]"]
    for number, (tile, clip) in enumerate(shown):
        lead, options = _input(scene, clip)
        inputs += options
        chains.append(_camera(number, lead, tile.inner))
    drawn = [*_boxes(scene), *_labels(scene, people, lettering, folder)]
    boxes, labels = [step for step in drawn if "drawbox" in step], [step for step in drawn if "drawtext" in step]
    chains.append(_chain("[base]", boxes, "[under]"))
    last = "[under]"
    for number, (tile, _) in enumerate(shown):
        chains.append(f"{last}[v{number}]overlay={tile.inner.x}:{tile.inner.y}:eof_action=repeat[o{number}]")
        last = f"[o{number}]"
    chains.append(_chain(last, [*labels, f"format=yuv420p,trim=end_frame={scene.last - scene.first}"], "[out]"))
    (folder / "graph.txt").write_text(";\n".join(chains), encoding="utf-8")
    made = [
        "-map",
        "[out]",
        "-frames:v",
        str(scene.last - scene.first),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        "pipe:1",
    ]
    return [*inputs, "-filter_complex_script", "graph.txt", *made]


def _input(scene: Scene, clip: Clip) -> tuple[float, list[str]]:
    """How much comes before the scene, and the options of the file. The picture may change its size at any time."""
    at = max(0.0, scene.first / FRAMES - clip.offset)
    lead = min(LEAD, at)
    seconds = lead + (scene.last - scene.first) / FRAMES
    options = [
        "-reinit_filter",
        "0",
        "-ss",
        f"{at - lead:.3f}",
        "-t",
        f"{seconds:.3f}",
        "-i",
        str(clip.path.resolve()),
    ]
    return lead, options


def _camera(number: int, lead: float, inner: Box) -> str:
    steps = [
        f"scale={inner.width}:{inner.height}:flags=bilinear",
        "setsar=1",
        f"fps={FRAMES}:start_time=0",
        f"trim=start={lead:.3f}",
        "setpts=PTS-STARTPTS",
        "format=yuv420p",
    ]
    return _chain(f"[{number}:v]", steps, f"[v{number}]")


def _boxes(scene: Scene) -> list[str]:
    steps: list[str] = []
    for tile in scene.tiles:
        box = tile.box
        colour = TILE if tile.clip is not None else COLOURS[sum(tile.key.encode()) % len(COLOURS)]
        if not tile.recorded:
            colour = TILE
        steps.append(f"drawbox=x={box.x}:y={box.y}:w={box.width}:h={box.height}:color={colour}:t=fill")
    return steps


def _labels(scene: Scene, people: Sequence[Attendee], lettering: Lettering, folder: Path) -> list[str]:
    """Names are somebody's text: they travel in files of their own and are never read as instructions."""
    if lettering.font is None:
        return []
    by_key = {person.key: person for person in people}
    steps: list[str] = []
    for number, tile in enumerate(scene.tiles):
        (folder / f"name{number}.txt").write_text(_one_line(tile.name), encoding="utf-8")
        size = max(12, min(28, tile.box.height // 14))
        if tile.clip is None:
            steps.append(_centred(f"name{number}.txt", tile.box, size * 2, 0))
        else:
            steps.append(_corner(f"name{number}.txt", tile.box, size, ""))
        if not tile.recorded:
            (folder / "not-recorded.txt").write_text(_one_line(lettering.not_recorded), encoding="utf-8")
            steps.append(_centred("not-recorded.txt", tile.box, size, size * 2))
        elif (when := _muted(scene, by_key.get(tile.key))) is not None:
            (folder / "muted.txt").write_text(_one_line(lettering.muted), encoding="utf-8")
            steps.append(_right(tile.box, size, when))
    return steps


def _muted(scene: Scene, person: Attendee | None) -> str | None:
    """When somebody is muted, as an expression over the seconds of the scene; None when never."""
    if person is None:
        return None
    begin, end = scene.first / FRAMES, scene.last / FRAMES
    spans = sorted(span for clip in person.voices for span in clip.spans)
    holes: list[tuple[float, float]] = []
    at = begin
    for start, until in spans:
        if start > at:
            holes.append((at, min(start, end)))
        at = max(at, until)
    holes.append((at, end))
    wanted = [(start - begin, until - begin) for start, until in holes if start < end and until - start > 1 / FRAMES]
    if not wanted:
        return None
    return "+".join(f"between(t\\,{start:.2f}\\,{until:.2f})" for start, until in wanted[:200])


def _chain(source: str, steps: Sequence[str], target: str) -> str:
    return f"{source}{','.join(steps) or 'null'}{target}"


_STYLE: Final = "fontfile=font:expansion=none:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=4"


def _corner(file: str, box: Box, size: int, more: str) -> str:
    place = f"x={box.x + 8}:y={box.y + box.height - 12}-th"
    return f"drawtext={_STYLE}:textfile={file}:fontsize={size}:{place}{more}"


def _right(box: Box, size: int, when: str) -> str:
    place = f"x={box.x + box.width - 8}-tw:y={box.y + 10}"
    return f"drawtext={_STYLE}:textfile=muted.txt:fontsize={size}:{place}:enable={when}"


def _centred(file: str, box: Box, size: int, below: int) -> str:
    place = f"x={box.x + box.width // 2}-tw/2:y={box.y + box.height // 2 + below}-th/2"
    return f"drawtext=fontfile=font:expansion=none:fontcolor=white:textfile={file}:fontsize={size}:{place}"


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:60]
