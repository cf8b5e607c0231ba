"""Names and words on the picture, as filters of ffmpeg.

Names are somebody's text: they travel in files of their own and are never read as instructions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from visio_client.compose.meeting import Attendee
from visio_client.compose.scene import FRAMES, Box, Scene, Tile


@dataclass(frozen=True)
class Lettering:
    """How names are written: a font file, and the words beside names. Without a font there are none."""

    font: Path | None
    not_recorded: str
    muted: str


def below(scene: Scene, lettering: Lettering, folder: Path) -> list[str]:
    """What is written where no picture comes; it stays the same through the scene."""
    if lettering.font is None:
        return []
    steps: list[str] = []
    for number, tile in enumerate(scene.tiles):
        if tile.clip is None:
            steps.append(_centred(_name(number, tile, folder), tile.box, _size(tile) * 2, 0))
        if not tile.recorded:
            (folder / "not-recorded.txt").write_text(_one_line(lettering.not_recorded), encoding="utf-8")
            steps.append(_centred("not-recorded.txt", tile.box, _size(tile), _size(tile) * 2))
    return steps


def above(scene: Scene, people: Sequence[Attendee], lettering: Lettering, folder: Path) -> list[str]:
    """What is written over moving pictures, or comes and goes."""
    if lettering.font is None:
        return []
    by_key = {person.key: person for person in people}
    steps: list[str] = []
    for number, tile in enumerate(scene.tiles):
        if tile.clip is not None:
            steps.append(_corner(_name(number, tile, folder), tile.box, _size(tile)))
        if tile.recorded and (when := _muted(scene, by_key.get(tile.key))) is not None:
            (folder / "muted.txt").write_text(_one_line(lettering.muted), encoding="utf-8")
            steps.append(_right(tile.box, _size(tile), when))
    return steps


def _name(number: int, tile: Tile, folder: Path) -> str:
    file = f"name{number}.txt"
    (folder / file).write_text(_one_line(tile.name), encoding="utf-8")
    return file


def _size(tile: Tile) -> int:
    return max(12, min(28, tile.box.height // 14))


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


_STYLE: Final = "fontfile=../font:expansion=none:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=4"


def _corner(file: str, box: Box, size: int) -> str:
    place = f"x={box.x + 8}:y={box.y + box.height - 12}-th"
    return f"drawtext={_STYLE}:textfile={file}:fontsize={size}:{place}"


def _right(box: Box, size: int, when: str) -> str:
    place = f"x={box.x + box.width - 8}-tw:y={box.y + 10}"
    return f"drawtext={_STYLE}:textfile=muted.txt:fontsize={size}:{place}:enable={when}"


def _centred(file: str, box: Box, size: int, below: int) -> str:
    place = f"x={box.x + box.width // 2}-tw/2:y={box.y + box.height // 2 + below}-th/2"
    return f"drawtext=fontfile=../font:expansion=none:fontcolor=white:textfile={file}:fontsize={size}:{place}"


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:60]
