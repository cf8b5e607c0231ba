"""The pictures of one scene: the arguments of ffmpeg."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from visio_client.compose.lettering import Lettering, above, below
from visio_client.compose.meeting import Attendee, Clip
from visio_client.compose.scene import FRAMES, Scene, Tile

BACKGROUND: Final = "0x101418"
TILE: Final = "0x1f262d"
COLOURS: Final = ("0x3b5b92", "0x7a4b8c", "0x2f7d6b", "0x9a5a2c", "0x8a3b4f", "0x4c6b2f", "0x5a5fa8", "0x6b6b6b")
_LONG_AGO: Final = 86_400
"""Seconds before the scene where the picture of a place stands that holds until the first of the camera."""
_ONE: Final = f"r={FRAMES}:d={1 / FRAMES}"
_WANTED: Final = "isnan(prev_selected_pts)+gt(pts,prev_selected_pts)*(gte(pts,0)+gte(pts-prev_selected_pts,12))"
"""Which pictures are scaled: one for each that is made. Before the scene only what is decoded from the keyframe on
comes: there two a second, for one of them may be the picture that still stands when the scene begins."""


def arguments(
    scene: Scene, size: tuple[int, int], people: Sequence[Attendee], lettering: Lettering, folder: Path
) -> list[str]:
    """Writes the texts of the scene into `folder`, where ffmpeg is run; what is made of the pictures comes after these.

    The places are drawn once; pictures are copied over them and never blended.
    """
    shown = [(tile, tile.clip) for tile in scene.tiles if tile.clip is not None]
    count = scene.last - scene.first
    inputs = [option for _, clip in shown for option in _input(scene, clip)]
    places = ["format=yuv420p", *_boxes(scene), *below(scene, lettering, folder)]
    # One more than is needed: the last before the end of all is lost in `fps`.
    still = [*places, f"tpad=stop={count}:stop_mode=clone", "setsar=1"]
    chains = [_chain(f"color=c={BACKGROUND}:s={size[0]}x{size[1]}:{_ONE},", still, "[base]")]
    for number, (tile, _) in enumerate(shown):
        chains += _camera(number, tile)
    if shown:
        labels = "".join(f"[v{number}]" for number in range(len(shown)))
        layout = "|".join(["0_0", *(f"{tile.inner.x}_{tile.inner.y}" for tile, _ in shown)])
        chains.append(f"[base]{labels}xstack=inputs={len(shown) + 1}:layout={layout},fps={FRAMES}[stack]")
    last = [*above(scene, people, lettering, folder), f"trim=end_frame={count}"]
    chains.append(_chain("[stack]" if shown else "[base]", last, "[out]"))
    (folder / "graph.txt").write_text(";\n".join(chains), encoding="utf-8")
    graph = ["-filter_complex_threads", "1", "-filter_complex_script", "graph.txt", "-map", "[out]"]
    return [*inputs, *graph, "-frames:v", str(count)]


def _input(scene: Scene, clip: Clip) -> list[str]:
    """The file from the last keyframe before the scene on; pictures before the scene have times below zero.

    The picture may change its size at any time.
    """
    at = max(0.0, scene.first / FRAMES - clip.offset)
    begin = ["-noaccurate_seek", "-ss", f"{at:.3f}"] if at > 0 else []
    return ["-threads", "1", "-reinit_filter", "0", *begin, "-i", str(clip.path.resolve())]


def _camera(number: int, tile: Tile) -> list[str]:
    """Its pictures at times of pictures that are made, so that none is drawn in between; the last one stays."""
    whole, inner = tile.whole, tile.inner
    steps = [f"settb=1/{FRAMES}", f"select='{_WANTED}'", f"scale={whole.width}:{whole.height}:flags=bilinear"]
    if inner != whole:
        steps.append(f"crop={inner.width}:{inner.height}:{inner.x - whole.x}:{inner.y - whole.y}")
    alike = ["setsar=1", "format=yuv420p"]
    empty = [f"color=c={TILE}:s={inner.width}x{inner.height}:{_ONE}", *alike, f"setpts=PTS-{_LONG_AGO}/TB"]
    return [
        _chain("", empty, f"[e{number}]"),
        _chain(f"[{number}:v]", [*steps, *alike], f"[c{number}]"),
        _chain(f"[e{number}][c{number}]", ["interleave"], f"[v{number}]"),
    ]


def _boxes(scene: Scene) -> list[str]:
    steps: list[str] = []
    for tile in scene.tiles:
        box = tile.box
        colour = TILE if tile.clip is not None else COLOURS[sum(tile.key.encode()) % len(COLOURS)]
        if not tile.recorded:
            colour = TILE
        steps.append(f"drawbox=x={box.x}:y={box.y}:w={box.width}:h={box.height}:color={colour}:t=fill")
    return steps


def _chain(source: str, steps: Sequence[str], target: str) -> str:
    return f"{source}{','.join(steps)}{target}"
