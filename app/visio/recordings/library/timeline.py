"""What the player needs: who is heard and seen when, and where the files are."""

from __future__ import annotations

from typing import Any, Literal, cast

from visio.recordings.library.schemas import ChapterOut, ClipOut, TimelineOut, TimelinePart, TimelinePerson
from visio.recordings.media import addresses
from visio.recordings.models import Part, Recording
from visio.recordings.services import without_removed

COLOURS = 8
MOST_CHAPTERS = 500

_SHARE = "screen_share"


def timeline(recording: Recording) -> TimelineOut:
    """From the manifests of the parts, laid one after the other. Empty where the text alone is for people."""
    parts = [part for part in recording.parts.all() if part.manifest is not None and recording.keep_sound]
    out = TimelineOut(
        seconds=round(recording.seconds, 3), clips=[], speaking=[], chapters=[], people=[], parts=[], gaps=[]
    )
    for part in parts:
        _add(out, part, without_removed(part, recording))
        if part.number != parts[0].number:
            out.chapters.append(ChapterOut(at=part.offset, title=str(part.number), kind="part"))
    out.chapters += [
        ChapterOut(id=chapter.pk, at=chapter.at, title=chapter.title, kind="manual")
        for chapter in recording.chapters.all()
    ]
    out.chapters = sorted(out.chapters, key=lambda chapter: chapter.at)[:MOST_CHAPTERS]
    out.people = _people(out)
    return out


def _add(out: TimelineOut, part: Part, manifest: dict[str, Any]) -> None:
    out.parts.append(TimelinePart(number=part.number, start=part.offset, seconds=part.seconds))
    known = {track["identity"]: track["participant"] for track in manifest["tracks"]}
    for track in manifest["tracks"]:
        out.clips.append(_clip(part, track))
        if track["source"] == _SHARE:
            at = round(part.offset + track["start"], 3)
            out.chapters.append(ChapterOut(at=at, title=track["name"], kind="share"))
    for start, end, identity in manifest["speaking"]:
        if identity in known:
            out.speaking.append((_on(part, start), _on(part, end), known[identity]))
    out.gaps += [(_on(part, start), _on(part, end)) for start, end in manifest["gaps"]]


def _clip(part: Part, track: dict[str, Any]) -> ClipOut:
    pictures = track["pictures"]
    return ClipOut(
        id=f"{part.number}-{track['id']}",
        track=track["id"],
        participant=track["participant"],
        name=track["name"],
        kind=cast('Literal["audio", "video"]', track["kind"]),
        source=track["source"],
        start=_on(part, track["start"]),
        end=_on(part, track["end"]),
        offset=part.offset,
        spans=[(_on(part, start), _on(part, end)) for start, end in track["spans"]],
        url=addresses.of_file(f"{part.key}/{track['file']}"),
        width=max((picture["width"] for picture in pictures), default=None),
        height=max((picture["height"] for picture in pictures), default=None),
    )


def _people(out: TimelineOut) -> list[TimelinePerson]:
    spoken: dict[str, float] = {}
    for start, end, participant in out.speaking:
        spoken[participant] = spoken.get(participant, 0.0) + end - start
    names: dict[str, str] = {}
    for clip in out.clips:
        names[clip.participant] = clip.name
    return [
        TimelinePerson(
            participant=participant,
            name=name,
            colour=place % COLOURS,
            seconds_spoken=round(spoken.get(participant, 0.0), 1),
        )
        for place, (participant, name) in enumerate(names.items())
    ]


def _on(part: Part, at: float) -> float:
    return round(part.offset + at, 3)
