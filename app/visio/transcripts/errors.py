"""Errors of transcripts, and the codes with which making one ends."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class TranscriptNotReady(VisioError):
    code = "transcript-not-ready"
    status = HTTPStatus.CONFLICT
    detail = "There is no text yet."


class TranscriptBusy(VisioError):
    code = "transcript-busy"
    status = HTTPStatus.CONFLICT
    detail = "The text is being made; wait, or cancel."


class TranscriptImpossible(VisioError):
    """`why`: `not-agreed` (people were told that there would be no text), `no-sound` (it is no longer kept)."""

    code = "transcript-impossible"
    status = HTTPStatus.CONFLICT
    detail = "A text of this recording cannot be made: {why}."


class TranscriptEdited(VisioError):
    code = "transcript-edited"
    status = HTTPStatus.CONFLICT
    detail = "People have corrected this text; making it again would replace their corrections. Say `replace` if so."


class TranscriptTextInvalid(VisioError):
    code = "transcript-text-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A turn has at most {limit} characters."


class SpeakerUnknown(VisioError):
    code = "speaker-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "The transcript has no speaker of that identifier."


class VersionUnknown(VisioError):
    code = "version-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "The transcript has no such version: it goes from 1 to {last}."


class TooManyChanges(VisioError):
    code = "too-many-changes"
    status = HTTPStatus.CONFLICT
    detail = "A transcript keeps at most {limit} changes."


class VocabularyInvalid(VisioError):
    code = "vocabulary-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A vocabulary has at most {most} entries of 1 to {longest} characters each."


class MinutesImpossible(VisioError):
    code = "minutes-impossible"
    status = HTTPStatus.CONFLICT
    detail = "This installation has no service that drafts minutes."
