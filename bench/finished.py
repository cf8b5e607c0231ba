"""A finished part of a recording, described as the finisher describes it (docs/recording.md, section 2)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def track(
    identifier: str,
    who: str,
    name: str,
    kind: str,
    source: str,
    file: str,
    seconds: float,
    pictures: Sequence[Any] = (),
) -> dict[str, Any]:
    """A track that was there from beginning to end: Opus, or VP8."""
    return {
        "id": identifier,
        "participant": who,
        "identity": who,
        "name": name,
        "kind": kind,
        "source": source,
        "codec": "opus" if kind == "audio" else "vp8",
        "file": file,
        "bytes": 0,
        "start": 0.0,
        "end": seconds,
        "spans": [[0.0, seconds]],
        "fit": {"drift_ppm": 0.0, "error_ms": 0.0},
        "pictures": list(pictures),
    }


def describe(folder: Path, seconds: float, tracks: list[dict[str, Any]], speaking: Sequence[Any] = ()) -> None:
    """Writes the manifest beside the files."""
    manifest = {
        "version": 1,
        "recording": "",
        "part": 1,
        "started_at": "2026-01-01T00:00:00.000Z",
        "seconds": seconds,
        "complete": True,
        "why": "stopped",
        "tracks": tracks,
        "refused": [],
        "speaking": list(speaking),
        "gaps": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
