"""Signed addresses of media, for elements that cannot send headers: good for an hour, for one file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from urllib.parse import quote

from django.core import signing

from visio.storage.base import checked
from visio.storage.current import storage

LASTS_SECONDS = 3600
ROOT = "/media/"

_SALT = "visio.recordings.media"


@dataclass(frozen=True)
class Signed:
    """What an address leads to: the file `key`, or with `archive` all tracks of the recording `key` as a ZIP.

    With `name` it is saved under that name instead of being played.
    """

    key: str
    name: str = ""
    archive: bool = False


def of_file(key: str, *, name: str = "") -> str:
    """Of the storage itself where it has addresses, else of this application."""
    direct = storage().address(key, name=name or None, seconds=LASTS_SECONDS)
    return direct or _address(Signed(key, name), name or key.rsplit("/", 1)[-1])


def of_archive(recording: str, *, name: str) -> str:
    return _address(Signed(recording, name, archive=True), name)


def opened(path: str) -> Signed | None:
    """What the path of an address leads to; None for one that was not signed here, or too long ago."""
    credential = path.removeprefix(ROOT).split("/", 1)[0]
    try:
        held = json.loads(signing.loads(credential[:2000], salt=_SALT, max_age=LASTS_SECONDS))
        found = Signed(**held)
        checked(found.key)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return found


def _address(signed: Signed, last: str) -> str:
    """The last segment is for people and for the name of a saved file; the signature alone counts."""
    return f"{ROOT}{signing.dumps(json.dumps(asdict(signed)), salt=_SALT)}/{quote(last, safe='')}"
