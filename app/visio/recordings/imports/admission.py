"""Who may import, how much, and what becomes of a file that has arrived."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core import signing
from django.db import transaction

from visio.accounts.models import Account
from visio.audit.services import record
from visio.config import options
from visio.config.identifiers import identifier
from visio.jobs import services as jobs
from visio.limits import rates
from visio.recordings import quota
from visio.recordings.errors import ImportTooLarge, RecordingImpossible
from visio.recordings.models import Origin, Recording, RecordingState
from visio.rooms.models import LONGEST_TITLE
from visio.storage.current import storage
from visio.transcripts import engine

IMPORT = "import"

# The file as it came, beside the part that is made of it.
UPLOAD = "upload.bin"
FOLDER = "uploads"

# Left free on the disk whatever comes.
SPARE_BYTES = 500_000_000

_SALT = "visio.recordings.import"
_PERMIT_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Permit:
    """What was decided before the first byte is read."""

    account: str
    title: str
    language: str
    most: int


def admit(account: Account, name: str, language: str | None, now: datetime) -> str:
    """A permit for one file. Raises QuotaReached, TooManyAttempts."""
    rates.take(rates.IMPORT, account.pk, now)
    quota.require_imports(account)
    most = options.current().import_limit * quota.GIGABYTE
    return signing.dumps(json.dumps(asdict(Permit(account.pk, title_of(name), language or "", most))), salt=_SALT)


def permitted(permit: str) -> Permit:
    """Raises signing.BadSignature."""
    return Permit(**json.loads(signing.loads(permit, salt=_SALT, max_age=_PERMIT_LASTS)))


def place_for(permit: Permit, announced: int | None) -> Path:
    """Where the file goes while it arrives. Raises ImportTooLarge, RecordingImpossible."""
    if announced is not None and announced > permit.most:
        raise ImportTooLarge(max=permit.most)
    folder = options.current().data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    require_room(announced or 0)
    return folder / identifier()


def require_room(more: int) -> None:
    """Whether so many bytes may still come. Raises RecordingImpossible."""
    if shutil.disk_usage(options.current().data).free < more + SPARE_BYTES:
        raise RecordingImpossible(why="disk")


def received(permit: Permit, file: Path, now: datetime) -> str:
    """The file has arrived whole: a recording is made of it, and the work queued. Returns its identifier."""
    account = Account.objects.get(pk=permit.account)
    chosen = options.current()
    with transaction.atomic():
        recording = Recording.objects.create(
            origin=Origin.IMPORT,
            owner=account,
            title=permit.title,
            state=RecordingState.CAPTURED,
            transcript=engine.possible(),
            language=permit.language,
            asked_by=account.name,
            asked_at=now,
            started_at=now,
            ended_at=now,
            delete_at=now + timedelta(days=chosen.recording_days),
            bytes=file.stat().st_size,
        )
        folder = storage().working(recording.pk)
        folder.mkdir(mode=0o700, parents=True)
        file.rename(folder / UPLOAD)
        jobs.add(IMPORT, recording.pk)
        record("recording.imported", at=now, account=account.pk, subject=recording.pk, bytes=recording.bytes)
    return recording.pk


def forget_unfinished() -> None:
    """At start: what was arriving when the process before ended, and what had arrived without a row of it yet."""
    shutil.rmtree(options.current().data / FOLDER, ignore_errors=True)
    arrived = {upload.parent.name: upload.parent for upload in storage().working("none").parent.glob(f"*/{UPLOAD}")}
    known = Recording.objects.filter(pk__in=arrived).values_list("pk", flat=True)
    for recording in arrived.keys() - set(known):
        shutil.rmtree(arrived[recording], ignore_errors=True)


def title_of(name: str) -> str:
    """A title from the name of a file, whatever somebody put there: one line, no path, no ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last.strip(".") else last
    plain = "".join(letter if letter.isprintable() else " " for letter in stem)
    return " ".join(plain.split())[:LONGEST_TITLE]
