"""What a composed file tells of: people and their tracks, over all parts, on one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from visio_client.record import Manifest, Track, read

Span = tuple[float, float]


@dataclass(frozen=True)
class Part:
    """A finished part, and where its line begins on the line of the whole."""

    folder: Path
    offset: float = 0.0


@dataclass(frozen=True)
class Someone:
    """Somebody who was there and is not recorded: a placeholder stands for them. `spans` on the line of the whole."""

    name: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class Clip:
    """A track on the line of the whole. Inside its file, time is the whole's less `offset`."""

    path: Path
    track: Track
    offset: float

    @property
    def spans(self) -> list[Span]:
        return [(start + self.offset, end + self.offset) for start, end in self.track.spans]

    def is_there(self, at: float) -> bool:
        return any(start <= at < end for start, end in self.spans)

    def shape(self, at: float) -> tuple[int, int]:
        """Width and height of the picture at a moment."""
        sizes = [(picture.width, picture.height) for picture in self.track.pictures]
        passed = [
            size for size, picture in zip(sizes, self.track.pictures, strict=True) if picture.at <= at - self.offset
        ]
        return (passed or sizes or [(16, 9)])[-1 if passed else 0]

    @property
    def turns(self) -> list[float]:
        """When the shape of the picture changes."""
        return [picture.at + self.offset for picture in self.track.pictures]


@dataclass
class Attendee:
    """Somebody who appears: recorded, or only as a placeholder."""

    key: str
    name: str
    recorded: bool
    spans: list[Span] = field(default_factory=list[Span])
    cameras: list[Clip] = field(default_factory=list[Clip])
    screens: list[Clip] = field(default_factory=list[Clip])
    voices: list[Clip] = field(default_factory=list[Clip])

    def is_there(self, at: float) -> bool:
        return any(start <= at < end for start, end in self.spans)

    def is_muted(self, at: float) -> bool:
        return self.recorded and not any(clip.is_there(at) for clip in self.voices)


@dataclass
class Meeting:
    """All parts together."""

    seconds: float
    people: list[Attendee]
    sound: list[Clip]
    speaking: list[tuple[float, float, str]]
    """Beginning, end, key of the attendee."""


def gather(parts: Sequence[Part], others: Iterable[Someone]) -> Meeting:
    """Reads the manifests. Raises NotARecording."""
    people: dict[str, Attendee] = {}
    meeting = Meeting(seconds=0.0, people=[], sound=[], speaking=[])
    for part in parts:
        manifest = read(part.folder)
        meeting.seconds = max(meeting.seconds, part.offset + manifest.seconds)
        owners = _add_tracks(part, manifest, people, meeting)
        meeting.speaking += [
            (start + part.offset, end + part.offset, owners[identity])
            for start, end, identity in manifest.speaking
            if identity in owners
        ]
    placeholders = [
        Attendee(key=f"other {number}", name=someone.name, recorded=False, spans=list(someone.spans))
        for number, someone in enumerate(others)
    ]
    meeting.people = sorted([*people.values(), *placeholders], key=lambda person: min(person.spans, default=(0.0, 0.0)))
    meeting.speaking.sort()
    return meeting


def _add_tracks(part: Part, manifest: Manifest, people: dict[str, Attendee], meeting: Meeting) -> dict[str, str]:
    owners: dict[str, str] = {}
    for track in manifest.tracks:
        clip = Clip(part.folder / track.file, track, part.offset)
        key = track.participant or track.identity
        owners[track.identity] = key
        person = people.setdefault(key, Attendee(key=key, name=track.name, recorded=True))
        person.spans.append((track.start + part.offset, track.end + part.offset))
        if track.kind == "audio":
            meeting.sound.append(clip)
            if track.source != "screen_share_audio":
                person.voices.append(clip)
        elif track.source == "screen_share":
            person.screens.append(clip)
        else:
            person.cameras.append(clip)
    return owners
