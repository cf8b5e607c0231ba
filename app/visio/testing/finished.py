"""`python -m visio.testing.finished`: lays a finished recording into a data folder, as the job `finish` leaves one.

Reads one JSON object from standard input and prints the identifier of the recording:
`{"data": folder, "owner": e-mail, "room": code, "title", "manifest": {…}, "files": {name in the manifest: path},
"text": result of a speech job or null}`. Files are linked, not copied:
several tracks may have the same one.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from visio.config import options
from visio.config.setup import with_data


def main() -> None:
    wish = json.load(sys.stdin)
    options.use(options.read({"data": wish["data"]}, os.environ))
    with_data()
    sys.stdout.write(f"{_lay(wish)}\n")


def _lay(wish: dict[str, Any]) -> str:
    # Models can be imported only once Django is up.
    from visio.accounts.models import Account
    from visio.config.clock import now
    from visio.recordings.models import Answer, Consent, Part, Recording, RecordingState
    from visio.rooms.models import Room
    from visio.storage.current import storage

    manifest, owner = wish["manifest"], Account.objects.get(email=wish["owner"])
    recording = Recording.objects.create(
        room=Room.objects.get(code=wish["room"]),
        owner=owner,
        title=wish["title"],
        state=RecordingState.READY,
        started_at=now(),
        ended_at=now(),
        seconds=manifest["seconds"],
        delete_at=now() + timedelta(days=90),
        part=1,
    )
    for participant, name in {track["participant"]: track["name"] for track in manifest["tracks"]}.items():
        Consent.objects.create(
            recording=recording,
            participant=participant,
            account=owner if name == owner.name else None,
            name=name,
            host=name == owner.name,
            answer=Answer.ACCEPTED,
        )
    part = Part(recording=recording, number=1, seconds=manifest["seconds"], manifest=manifest)
    folder = storage().working(part.key)
    folder.mkdir(parents=True)
    for name, path in wish["files"].items():
        os.link(path, folder / name)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    part.bytes = recording.bytes = sum(Path(path).stat().st_size for path in wish["files"].values())
    part.save()
    recording.save()
    if wish["text"] is not None:
        _write(recording, wish["text"])
    return str(recording.pk)


def _write(recording: Any, text: dict[str, Any]) -> None:
    from visio.config.clock import now
    from visio.transcripts import result
    from visio.transcripts.keeping import keep
    from visio.transcripts.models import Transcript, TranscriptState

    made = Transcript.objects.create(recording=recording, state=TranscriptState.WORKING)
    keep(made.pk, result.parse(json.dumps(text).encode()), now())


if __name__ == "__main__":
    main()
