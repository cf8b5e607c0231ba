"""The job `import`: a file that somebody brought becomes a part like those that a recorder writes.

The file is hostile until shown otherwise: the programs that read it may open nothing but itself, know the formats of
files alone (no playlists), and are ended when they take too long.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction

from visio.config.clock import now
from visio.jobs import services as jobs
from visio.jobs.kinds import JobFailed, Running
from visio.recordings import signals
from visio.recordings.imports.admission import UPLOAD
from visio.recordings.models import Part, Recording, RecordingState
from visio.storage.base import StorageFailed
from visio.storage.current import storage

MOST_STREAMS = 64
LONGEST_SECONDS = 12 * 3600
PROBE_SECONDS = 60

# Twelve hours of film on four slow processors; what takes longer was made to.
MOST_PROCESSOR_SECONDS = 4 * LONGEST_SECONDS
FORMATS = "matroska,webm,mov,mp4,m4a,3gp,mj2,mp3,wav,ogg,flac,aac,aiff,avi,asf,flv,mpeg,mpegts,amr,caf,w64"
_READ = ["-protocol_whitelist", "file", "-format_whitelist", FORMATS]

# Pictures that browsers play are kept as they are.
_KEPT = {"vp8": "webm", "vp9": "webm", "av1": "webm", "h264": "mp4"}
PARTICIPANT = "import"


@dataclass(frozen=True)
class Media:
    """What a file holds, as far as it is used: index of the first sound and of the first film among its streams."""

    seconds: float
    sound: int | None
    film: int | None
    codec: str
    width: int
    height: int


def take_in(job: Running) -> None:
    """Repeatable until the upload is gone, which is last."""
    recording = Recording.objects.filter(pk=job.subject, state=RecordingState.CAPTURED).first()
    if recording is None:
        return
    upload = storage().working(recording.pk) / UPLOAD
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        raise JobFailed("ffmpeg-missing")
    media = probe(upload)
    folder = upload.parent / "part-1"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    tracks = _convert(upload, folder, media, job)
    if not media.seconds:  # what was streamed says its length nowhere
        media = replace(media, seconds=_seconds(_read_head(folder / tracks[0][2])))
    manifest = _manifest(recording, media, tracks, folder)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    upload.unlink()
    try:
        storage().publish(recording.pk)
    except StorageFailed as fault:
        raise RuntimeError(f"storage {fault.code}") from None
    _settle(recording, media, manifest)


def failed(recording: str, code: str) -> None:
    """Nothing of the file is kept; the row says why until it is deleted."""
    Recording.objects.filter(pk=recording, state=RecordingState.CAPTURED).update(
        state=RecordingState.FAILED, problem=code, bytes=0
    )
    jobs.add("erase", recording)


def probe(file: Path) -> Media:
    """Raises JobFailed: `import-not-media`, `import-too-many-tracks`, `import-too-long`."""
    found = _read_head(file)
    streams = found.get("streams", [])
    if len(streams) > MOST_STREAMS:
        raise JobFailed("import-too-many-tracks")
    sound = next((stream for stream in streams if stream.get("codec_type") == "audio"), None)
    film = next((stream for stream in streams if _is_film(stream)), None)
    if sound is None and film is None:
        raise JobFailed("import-not-media")
    seconds = _seconds(found)
    if seconds > LONGEST_SECONDS:
        raise JobFailed("import-too-long")
    return Media(
        seconds=seconds,
        sound=None if sound is None else int(sound["index"]),
        film=None if film is None else int(film["index"]),
        codec="" if film is None else str(film.get("codec_name", "")),
        width=0 if film is None else int(film.get("width", 0)),
        height=0 if film is None else int(film.get("height", 0)),
    )


def _read_head(file: Path) -> dict[str, Any]:
    """What ffprobe says of it. Raises JobFailed: `import-not-media`, `import-too-many-tracks`."""
    command = ["ffprobe", "-v", "error", *_READ, "-print_format", "json", "-show_format", "-show_streams", str(file)]
    try:
        done = subprocess.run(  # noqa: S603 (no shell, and the path is ours)
            command, capture_output=True, timeout=PROBE_SECONDS, check=False, env=_without_secrets()
        )
        found: dict[str, Any] = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError):
        raise JobFailed("import-not-media") from None
    # Of a thousand tracks ffprobe gives up by itself, and names the option by which it would not.
    if b"max_streams" in done.stderr:
        raise JobFailed("import-too-many-tracks")
    return found


def _is_film(stream: dict[str, Any]) -> bool:
    """A picture on the cover is none."""
    cover = stream.get("disposition", {}).get("attached_pic", 0)
    return stream.get("codec_type") == "video" and not cover and int(stream.get("width", 0)) > 0


def _seconds(found: dict[str, Any]) -> float:
    lengths = [found.get("format", {}).get("duration"), *(stream.get("duration") for stream in found["streams"])]
    for length in lengths:
        try:
            return float(length)
        except (TypeError, ValueError):
            continue
    return 0.0


def _convert(upload: Path, folder: Path, media: Media, job: Running) -> list[tuple[str, str, str]]:
    """Files by kind, codec and name."""
    made: list[tuple[str, str, str]] = []
    source = ["-i", str(upload)]
    both = media.sound is not None and media.film is not None
    if media.sound is not None:
        opus = ["-map", f"0:{media.sound}", "-c:a", "libopus", "-b:a", "64k", "-ac", "2", "-vn"]
        _run([*source, *opus, str(folder / "t1.webm")], media.seconds, job, 0, 40 if both else 95)
        made.append(("audio", "opus", "t1.webm"))
    if media.film is not None:
        ending = _KEPT.get(media.codec, "mp4")
        codec = (
            ["-c:v", "copy"]
            if media.codec in _KEPT
            else ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
        )
        fragments = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"] if ending == "mp4" else []
        picture = ["-map", f"0:{media.film}", *codec, *fragments, "-an", str(folder / f"t2.{ending}")]
        _run([*source, *picture], media.seconds, job, 40 if both else 0, 95)
        made.append(("video", media.codec if media.codec in _KEPT else "h264", f"t2.{ending}"))
    return made


def _run(arguments: list[str], seconds: float, job: Running, first: float, last: float) -> None:
    """One run of ffmpeg, its progress between `first` and `last` percent. Raises JobFailed."""
    command = ["ffmpeg", "-nostdin", "-y", "-v", "error", "-timelimit", str(MOST_PROCESSOR_SECONDS), *_READ, *arguments]
    command[-1:-1] = ["-map_metadata", "-1", "-t", str(LONGEST_SECONDS), "-progress", "pipe:1"]
    process = subprocess.Popen(  # noqa: S603 (no shell)
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_without_secrets()
    )
    assert process.stdout is not None  # noqa: S101 (it is a pipe)
    for line in process.stdout:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit() and seconds:
            job.progress(first + (last - first) * min(1.0, int(value) / 1e6 / seconds))
    if process.wait() != 0:
        raise JobFailed("import-not-media")


def _without_secrets() -> dict[str, str]:
    """The environment of programs that read what strangers made: settings are not for them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("VISIO_")}


def _manifest(recording: Recording, media: Media, tracks: list[tuple[str, str, str]], folder: Path) -> dict[str, Any]:
    """As `docs/recording.md` describes it, with one participant who is the file."""
    picture = [{"at": 0.0, "width": media.width, "height": media.height}]
    return {
        "version": 1,
        "recording": recording.pk,
        "part": 1,
        "started_at": (recording.started_at or recording.asked_at).isoformat(),
        "seconds": media.seconds,
        "complete": True,
        "why": "stopped",
        "tracks": [
            {
                "id": name.split(".")[0],
                "participant": PARTICIPANT,
                "identity": PARTICIPANT,
                "name": recording.title,
                "kind": kind,
                "source": "microphone" if kind == "audio" else "camera",
                "codec": codec,
                "file": name,
                "bytes": (folder / name).stat().st_size,
                "start": 0.0,
                "end": media.seconds,
                "spans": [[0.0, media.seconds]],
                "fit": {"drift_ppm": 0.0, "error_ms": 0.0},
                "pictures": picture if kind == "video" else [],
            }
            for kind, codec, name in tracks
        ],
        "refused": [],
        "speaking": [],
        "gaps": [],
    }


def _settle(recording: Recording, media: Media, manifest: dict[str, Any]) -> None:
    size = sum(file.bytes for file in storage().files(recording.pk))
    with transaction.atomic():
        held = Recording.objects.select_for_update().get(pk=recording.pk)
        if held.state != RecordingState.CAPTURED:
            return
        Part.objects.update_or_create(
            recording=held,
            number=1,
            defaults={"seconds": media.seconds, "bytes": size, "manifest": manifest, "ended_at": now()},
        )
        held.state, held.part, held.picture = RecordingState.READY, 1, media.film is not None
        held.seconds, held.bytes = media.seconds, size
        held.save(update_fields=["state", "part", "picture", "seconds", "bytes"])
        signals.ready.send(sender=Recording, recording=held, now=now())
