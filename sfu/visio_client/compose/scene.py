"""What is on the picture, and when it changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from visio_client.compose.meeting import Attendee, Clip, Meeting

PictureLayout = Literal["grid", "speaker", "presentation"]
FRAMES: Final = 25
"""Pictures a second."""
MAX_TILES: Final = 25
"""More people are not shown at once."""
BESIDE_A_SCREEN: Final = 4
STAY: Final = 2.0
"""Seconds that a speaker stays on the picture before another one takes over."""
GAP: Final = 4
"""Pixels between tiles."""


@dataclass(frozen=True)
class Box:
    """A place on the picture, in even pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Tile:
    """Somebody's place: a camera, a screen, or no picture at all."""

    box: Box
    key: str
    name: str
    recorded: bool
    clip: Clip | None
    inner: Box
    """Where the picture goes: as large as its shape lets it be inside `box`."""
    whole: Box
    """The picture with what the gap between tiles cuts off it: so pictures that would fit without a gap keep their
    size, and cost no scaling."""


@dataclass(frozen=True)
class Scene:
    """From picture number `first` up to `last` (not included) the same tiles are shown."""

    first: int
    last: int
    tiles: tuple[Tile, ...]


def pieces(planned: Iterable[Scene], most: int) -> Iterator[Scene]:
    """The same with none longer than `most` pictures."""
    for scene in planned:
        for first in range(scene.first, scene.last, most):
            yield replace(scene, first=first, last=min(first + most, scene.last))


def scenes(meeting: Meeting, layout: PictureLayout, size: tuple[int, int]) -> Iterator[Scene]:
    """The whole line, without holes."""
    total = max(1, round(meeting.seconds * FRAMES))
    cuts = sorted({0, total, *(cut for cut in _cuts(meeting, layout) if 0 < cut < total)})
    begun = 0
    shown: tuple[Tile, ...] | None = None
    for first, last in pairwise(cuts):
        tiles = tuple(_tiles(meeting, layout, size, (first + last) / 2 / FRAMES))
        if shown is not None and tiles != shown:
            yield Scene(begun, first, shown)
            begun = first
        shown = tiles
    yield Scene(begun, total, shown or ())


def _cuts(meeting: Meeting, layout: PictureLayout) -> Iterator[int]:
    for person in meeting.people:
        for start, end in person.spans:
            yield from (round(start * FRAMES), round(end * FRAMES))
        for clip in (*person.cameras, *person.screens):
            for start, end in clip.spans:
                yield from (round(start * FRAMES), round(end * FRAMES))
            yield from (round(turn * FRAMES) for turn in clip.turns)
    if layout != "grid":
        yield from (round(start * FRAMES) for start, _ in _turns(meeting))


def _tiles(meeting: Meeting, layout: PictureLayout, size: tuple[int, int], at: float) -> list[Tile]:
    people = [person for person in meeting.people if person.is_there(at)]
    screens = [(person, clip) for person in people for clip in person.screens if clip.is_there(at)]
    if layout == "grid":
        wanted = [*screens, *((person, _camera(person, at)) for person in people)][:MAX_TILES]
        margin = GAP // 2 if len(wanted) > 1 else 0
        places = zip(grid(size, len(wanted)), wanted, strict=True)
        return [_tile(box, who, clip, at, margin) for box, (who, clip) in places]
    heard = [person for person in _recent(meeting, at) if person.is_there(at)]
    ordered = heard + [person for person in people if person not in heard]
    if layout == "presentation" and screens:
        # Who spoke last is shown, but in the order of arrival: nobody moves while the same people are.
        chosen = ordered[:BESIDE_A_SCREEN]
        main, side = beside(size, len(chosen))
        shown = zip(side, (person for person in people if person in chosen), strict=True)
        return [_tile(main, *screens[-1], at), *(_tile(box, who, _camera(who, at), at) for box, who in shown)]
    if not ordered:
        return []
    if screens:
        return [_tile(Box(0, 0, *size), *screens[-1], at)]
    return [_tile(Box(0, 0, *size), ordered[0], _camera(ordered[0], at), at)]


def _camera(person: Attendee, at: float) -> Clip | None:
    return next((clip for clip in person.cameras if clip.is_there(at)), None)


def _tile(box: Box, person: Attendee, clip: Clip | None, at: float, margin: int = 0) -> Tile:
    """`margin`: pixels around the box that belong to it and stay empty."""
    wide = Box(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin)
    whole = box if clip is None else fitted(wide, clip.shape(at))
    return Tile(box, person.key, person.name, person.recorded, clip, _common(whole, box), whole)


def _common(one: Box, other: Box) -> Box:
    """What two boxes have in common, when they have something."""
    left, top = max(one.x, other.x), max(one.y, other.y)
    right = min(one.x + one.width, other.x + other.width)
    bottom = min(one.y + one.height, other.y + other.height)
    return Box(left, top, right - left, bottom - top)


def _turns(meeting: Meeting) -> list[tuple[float, str]]:
    """When another speaker takes over; nobody does before the one before has been there for a while."""
    turns: list[tuple[float, str]] = []
    for start, end, key in meeting.speaking:
        if turns and turns[-1][1] == key:
            continue
        when = max(start, turns[-1][0] + STAY) if turns else start
        if when < end or not turns:
            turns.append((when, key))
    return turns


def _recent(meeting: Meeting, at: float) -> list[Attendee]:
    """Who spoke, latest first."""
    by_key = {person.key: person for person in meeting.people}
    keys = dict.fromkeys(key for when, key in reversed(_turns(meeting)) if when <= at)
    return [by_key[key] for key in keys if key in by_key]


def grid(size: tuple[int, int], count: int) -> list[Box]:
    """So many equal places, as large as they can be at 16:9, the last row in the middle."""
    if count == 0:
        return []

    def width_with(columns: int) -> float:
        rows = -(-count // columns)
        return min(size[0] / columns, size[1] / rows * 16 / 9)

    columns = max(range(count, 0, -1), key=width_with)
    rows = -(-count // columns)
    width = int(width_with(columns))
    height = int(width * 9 / 16)
    boxes: list[Box] = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        x = (size[0] - in_row * width) / 2 + column * width
        y = (size[1] - rows * height) / 2 + row * height
        gap = GAP if count > 1 else 0
        boxes.append(Box(_even(x + gap / 2), _even(y + gap / 2), _even(width - gap), _even(height - gap)))
    return boxes


def beside(size: tuple[int, int], count: int) -> tuple[Box, list[Box]]:
    """A large place, and a column of small ones."""
    if count == 0:
        return Box(0, 0, *size), []
    width = _even(size[0] / 5)
    height = _even(width * 9 / 16)
    top = (size[1] - count * (height + GAP)) / 2
    side = [Box(size[0] - width, _even(top + number * (height + GAP)), width, height) for number in range(count)]
    return Box(0, 0, _even(size[0] - width - GAP), size[1]), side


def fitted(box: Box, shape: tuple[int, int]) -> Box:
    """The largest box of that shape inside another, in its middle."""
    scale = min(box.width / max(1, shape[0]), box.height / max(1, shape[1]))
    width = max(2, _even(shape[0] * scale))
    height = max(2, _even(shape[1] * scale))
    return Box(_even(box.x + (box.width - width) / 2), _even(box.y + (box.height - height) / 2), width, height)


def _even(value: float) -> int:
    return int(value) // 2 * 2
