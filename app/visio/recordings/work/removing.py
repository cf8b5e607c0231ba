"""The job `remove-person`: the files of somebody who was taken out go, and what was composed with them is made anew."""

from __future__ import annotations

import json

from django.db import transaction

from visio.jobs.kinds import Running
from visio.recordings import quota
from visio.recordings.library.files import begin
from visio.recordings.models import ComposedFile, Recording, Removal, RemovalState
from visio.recordings.services import without_removed
from visio.storage.current import storage


def remove(job: Running) -> None:
    """Repeatable: what is gone is gone."""
    removal = Removal.objects.filter(pk=job.arguments["removal"], state=RemovalState.ACCEPTED).first()
    if removal is None:
        return
    recording = removal.recording
    for part in recording.parts.exclude(manifest=None):
        kept = without_removed(part, recording)
        held = {track["id"] for track in kept["tracks"]}
        for track in (part.manifest or {})["tracks"]:
            if track["id"] not in held:
                storage().delete(f"{part.key}/{track['file']}")
        gone = {track["identity"] for track in (part.manifest or {})["tracks"] if track["id"] not in held}
        kept["speaking"] = [stretch for stretch in kept["speaking"] if stretch[2] not in gone]
        _write_manifest(part.key, kept)
        part.manifest = kept
        part.bytes = sum(file.bytes for file in storage().files(part.key))
        part.save(update_fields=["manifest", "bytes"])
    _make_files_again(recording)
    with transaction.atomic():
        removal.state = RemovalState.DONE
        removal.save(update_fields=["state"])
        quota.count(recording)


def _write_manifest(key: str, manifest: object) -> None:
    folder = storage().working(key)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "manifest.json"
    file.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    storage().publish(key)


def _make_files_again(recording: Recording) -> None:
    for file in ComposedFile.objects.filter(recording=recording):
        if file.name:
            storage().delete(file.key)
        file.name, file.bytes = "", 0
        file.save(update_fields=["name", "bytes"])
        begin(file)
