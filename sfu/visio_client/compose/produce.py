"""From finished parts to one file."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from visio_client.compose import ffmpeg, picture, sound
from visio_client.compose.errors import ComposeFailed
from visio_client.compose.lettering import Lettering
from visio_client.compose.meeting import Meeting, Part, Someone, gather
from visio_client.compose.scene import FRAMES, PictureLayout, pieces, scenes

LayoutName = Literal["grid", "speaker", "presentation", "sound"]
SOUND_SHARE: Final = 0.1
"""Of the whole progress; the rest are the pictures."""
GROUP: Final = 5 * FRAMES
"""Pictures from one keyframe to the next at most."""
PIECE: Final = 60 * GROUP
"""Pictures that are made in one run at most: five minutes."""
AT_ONCE: Final = 2
"""Pieces that are made at the same time."""
FONTS: Final = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
)


@dataclass(frozen=True)
class Words:
    """Texts on the picture, in the reader's language."""

    not_recorded: str = "Not recorded"
    muted: str = "Muted"


@dataclass(frozen=True)
class Chapter:
    """From `at` seconds on the line of the whole."""

    at: float
    title: str


@dataclass(frozen=True)
class Composed:
    """The file that was made."""

    path: Path
    seconds: float
    bytes: int
    mime: str


@dataclass(frozen=True)
class _Format:
    """Container and codecs. H.264 and AAC where this ffmpeg can, else VP8 and Opus."""

    ending: str
    mime: str
    picture: tuple[str, ...]
    sound: tuple[str, ...]
    subtitles: str
    whole: tuple[str, ...] = ()


_MP4 = _Format(
    "mp4",
    "video/mp4",
    ("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-g", str(GROUP)),
    ("-c:a", "aac", "-b:a", "96k"),
    "mov_text",
    ("-movflags", "+faststart"),
)
_WEBM = _Format(
    "webm",
    "video/webm",
    ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1200k", "-g", str(GROUP)),
    ("-c:a", "libopus", "-b:a", "64k"),
    "webvtt",
)


def compose(
    parts: Sequence[Part],
    folder: Path,
    *,
    layout: LayoutName = "grid",
    name: str | None = None,
    words: Words | None = None,
    others: Iterable[Someone] = (),
    chapters: Sequence[Chapter] = (),
    captions: str | None = None,
    progress: Callable[[float], None] | None = None,
    size: tuple[int, int] = (1280, 720),
) -> Composed:
    """Makes `<name>.mp4` (or .webm, .m4a) in `folder` of finished parts.

    `name`: the layout unless said. `captions`: WebVTT, becomes a subtitle track. `progress` hears a fraction from 0
    to 1. Raises ComposeUnavailable, ComposeFailed, NotARecording. A file is there whole or not at all; what was
    begun is removed, also when this is ended by an exception.
    """
    ffmpeg.program()
    meeting = gather(parts, others)
    if not meeting.sound and layout == "sound":
        raise ComposeFailed("nothing", "Nobody can be heard in this recording.")
    if not meeting.people:
        raise ComposeFailed("nothing", "There is nothing in this recording.")
    folder.mkdir(parents=True, exist_ok=True)
    told = _Progress(progress)
    with tempfile.TemporaryDirectory(prefix=".composing-", dir=folder) as place:
        work = Path(place)
        try:
            if layout == "sound":
                made = _sound_alone(meeting, work, chapters, told)
            else:
                made = _pictures(meeting, layout, size, work, words or Words(), chapters, captions, told)
        except OSError as error:
            raise ComposeFailed("disk", "The disk is full or cannot be written.") from error
        path = folder / f"{name or layout}.{made.ending}"
        (work / f"whole.{made.ending}").replace(path)
    told(1.0)
    return Composed(path, meeting.seconds, path.stat().st_size, made.mime)


class _Progress:
    """Never goes back."""

    def __init__(self, tell: Callable[[float], None] | None) -> None:
        self._tell = tell
        self._told = 0.0

    def __call__(self, fraction: float) -> None:
        if self._tell is not None and fraction > self._told:
            self._told = min(1.0, fraction)
            self._tell(self._told)


def _sound_alone(meeting: Meeting, work: Path, chapters: Sequence[Chapter], told: _Progress) -> _Format:
    chosen = _MP4 if "aac" in ffmpeg.encoders() else _WEBM
    made = _Format("m4a", "audio/mp4", (), chosen.sound, "") if chosen is _MP4 else chosen
    sound.mix(
        meeting.sound, meeting.seconds, folder=work, codec=chosen.sound, target=f"voices.{chosen.ending}", progress=told
    )
    (work / "chapters.txt").write_text(_metadata(chapters, meeting.seconds), encoding="utf-8")
    options = ["-movflags", "+faststart", "-f", "mp4"] if chosen is _MP4 else []
    inputs = ["-i", f"voices.{chosen.ending}", "-f", "ffmetadata", "-i", "chapters.txt"]
    maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
    ffmpeg.run([*inputs, *maps, *options, f"whole.{made.ending}"], folder=work)
    return made


def _pictures(
    meeting: Meeting,
    layout: PictureLayout,
    size: tuple[int, int],
    work: Path,
    words: Words,
    chapters: Sequence[Chapter],
    captions: str | None,
    told: _Progress,
) -> _Format:
    made = _MP4 if {"libx264", "aac"} <= ffmpeg.encoders() else _WEBM
    voices = f"voices.{made.ending}"
    sound.mix(
        meeting.sound,
        meeting.seconds,
        folder=work,
        codec=made.sound,
        target=voices,
        progress=lambda part: told(part * SOUND_SHARE),
    )
    (work / "chapters.txt").write_text(_metadata(chapters, meeting.seconds), encoding="utf-8")
    _render(meeting, layout, size, work, words, made, lambda part: told(SOUND_SHARE + (1 - SOUND_SHARE) * 0.99 * part))
    inputs = ["-f", "concat", "-i", "pieces.txt", "-i", voices, "-f", "ffmetadata", "-i", "chapters.txt"]
    maps = ["-map", "0:v", "-map", "1:a", "-map_metadata", "2", "-map_chapters", "2", "-c", "copy"]
    if captions is not None:
        (work / "captions.vtt").write_text(captions, encoding="utf-8")
        inputs += ["-i", "captions.vtt"]
        maps += ["-map", "3:s", "-c:s", made.subtitles]
    ffmpeg.run([*inputs, *maps, *made.whole, f"whole.{made.ending}"], folder=work)
    return made


def _render(
    meeting: Meeting,
    layout: PictureLayout,
    size: tuple[int, int],
    work: Path,
    words: Words,
    made: _Format,
    progress: Callable[[float], None],
) -> None:
    """Piece after piece, each decoded, drawn and encoded by one program on one thread: so a picture is nowhere copied
    from one to another, and nothing is spent on threads that wait for each other. `pieces.txt` lists them."""
    lettering = Lettering(_font(work), words.not_recorded, words.muted)
    planned = list(pieces(scenes(meeting, layout, size), PIECE))
    file = f"piece.{made.ending}"

    def runs() -> Iterator[ffmpeg.Run]:
        for number, piece in enumerate(planned):
            folder = work / str(number)
            folder.mkdir()
            drawn = picture.arguments(piece, size, meeting.people, lettering, folder)
            yield ffmpeg.Run([*drawn, *made.picture, "-pix_fmt", "yuv420p", "-threads", "1", file], folder)

    lengths = [(piece.last - piece.first) / FRAMES for piece in planned]
    done = [0.0] * len(planned)
    total = sum(lengths)
    added = 0.0

    def tell(number: int, seconds: float) -> None:
        nonlocal added
        now = min(seconds, lengths[number])
        added, done[number] = added + now - done[number], now
        progress(added / total)

    ffmpeg.run_all(runs(), at_once=AT_ONCE, progress=tell)
    (work / "pieces.txt").write_text("".join(f"file '{number}/{file}'\n" for number in range(len(planned))))


def _font(work: Path) -> Path | None:
    """A font of the machine under a plain name in the working folder; None when names cannot be written."""
    if "drawtext" not in ffmpeg.filters():
        return None
    found = next((Path(font) for font in FONTS if Path(font).exists()), None) or _asked_font()
    if found is not None:
        (work / "font").symlink_to(found)
    return found


def _asked_font() -> Path | None:
    asking = shutil.which("fc-match")
    if asking is None:
        return None
    command = [asking, "-f", "%{file}", "sans"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed words
    return Path(answer) if answer and Path(answer).exists() else None


def _metadata(chapters: Sequence[Chapter], seconds: float) -> str:
    """Chapters as ffmpeg reads them; titles are somebody's text."""
    lines = [";FFMETADATA1"]
    ordered = sorted((chapter for chapter in chapters if chapter.at < seconds), key=lambda chapter: chapter.at)
    for number, chapter in enumerate(ordered):
        end = ordered[number + 1].at if number + 1 < len(ordered) else seconds
        begin = max(0, round(chapter.at * 1000))
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={begin}", f"END={max(begin, round(end * 1000))}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escaped(title: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())
    return "".join(f"\\{letter}" if letter in "=;#\\" else letter for letter in plain)
