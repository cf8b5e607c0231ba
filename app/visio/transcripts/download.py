"""A text as an attachment."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from visio.audit.services import record
from visio.transcripts import minutes
from visio.transcripts.access import Reader
from visio.transcripts.exports import FORMATS
from visio.transcripts.reading import require_text, text_of
from visio.transcripts.text import one_line

LONGEST_FILE_NAME = 80


def download(reader: Reader, name: str, now: datetime) -> HttpResponse:
    """The text in the format `name`. Raises TranscriptNotReady."""
    transcript = require_text(reader.recording)
    text = replace(text_of(transcript), minutes=minutes.drafted(transcript))
    form = FORMATS[name]
    response = HttpResponse(form.write(text), content_type=form.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=f"{file_name(text.title)}.{name}")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    account = reader.account.pk if reader.account is not None else ""
    record("transcript.downloaded", at=now, account=account, subject=reader.recording.pk, format=name)
    return response


def file_name(title: str) -> str:
    """Letters, digits, spaces and dashes of a title; never a path, never hidden, never empty."""
    kept = "".join(letter if _plain(letter) else " " for letter in unicodedata.normalize("NFC", one_line(title)))
    return re.sub(r"\s+", " ", kept).strip(" -")[:LONGEST_FILE_NAME].strip(" -") or "transcript"


def _plain(letter: str) -> bool:
    return letter in "-_" or unicodedata.category(letter)[0] in "LNM"
